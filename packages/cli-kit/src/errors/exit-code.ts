/** What a script can tell from how a command ended; the numbers are those of `aws s3`, but for `damaged`. */
export const exitCodes = {
  ok: 0,
  /** A transfer, or the making or removing of a bucket, failed; or `check` found a difference. */
  failed: 1,
  /** Everything was done but for what warnings name. */
  warned: 2,
  /** `verify` or `check` found an object that is not what was stored, or `repair` one that it cannot mend. */
  damaged: 3,
  interrupted: 130,
  /** The command line is not one. */
  usage: 252,
  /** Environment, config file or store setting is missing or wrong, or there are no credentials. */
  configuration: 253,
  /** The store refused. */
  service: 254,
  /** Anything else. */
  general: 255,
} as const;
