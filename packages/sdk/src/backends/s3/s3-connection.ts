/** How to reach an S3 store. What is left out is found as `aws` finds it: environment, config file, defaults. */
export interface S3Connection {
  /** @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile's endpoint_url, else AWS */
  readonly endpoint?: string | undefined;
  /** @default AWS_REGION, AWS_DEFAULT_REGION, the profile's, else us-east-1 */
  readonly region?: string | undefined;
  /** Of `~/.aws/config` and `~/.aws/credentials`. @default AWS_PROFILE, else `default` */
  readonly profile?: string | undefined;
  /** False asks as nobody, for public buckets. @default true */
  readonly signRequests?: boolean | undefined;
  /** Who pays for requests to buckets of others: `requester` says that the caller does. @default the owner */
  readonly requestPayer?: string | undefined;
  /** False takes any certificate. @default true */
  readonly verifyTls?: boolean | undefined;
  /** A file of certificates to trust. @default AWS_CA_BUNDLE, the profile's ca_bundle */
  readonly caBundle?: string | undefined;
  /** @default 60000 */
  readonly connectTimeoutMs?: number | undefined;
  /** How long a connection may be silent. @default 60000 */
  readonly readTimeoutMs?: number | undefined;
}
