import type { Failure } from '../errors/failure.ts';

/** Why there was no answer at all. */
export interface Unreachable {
  /** Continues a sentence that begins with the store. */
  readonly reason: string;
  readonly hint: string;
}

const ENDPOINT = 'Check the endpoint (--endpoint-url, AWS_ENDPOINT_URL)';
const NETWORK = 'Check the network, the firewall and the proxy between here and there.';
const CERTIFICATE =
  'If the certificate is right, name its authority: --ca-bundle or AWS_CA_BUNDLE.';

const BY_NAME: Readonly<Record<string, Unreachable>> = {
  ECONNREFUSED: {
    reason: 'refuses connections: nothing listens there',
    hint: `${ENDPOINT}, its port, and whether the store runs.`,
  },
  ENOTFOUND: {
    reason: 'cannot be found: the DNS does not know its name',
    hint: `${ENDPOINT} and the region for a typing error.`,
  },
  EAI_AGAIN: { reason: 'cannot be looked up: the DNS does not answer', hint: NETWORK },
  EHOSTUNREACH: { reason: 'cannot be reached: there is no way to its host', hint: NETWORK },
  ENETUNREACH: { reason: 'cannot be reached: there is no way to its network', hint: NETWORK },
  ETIMEDOUT: { reason: 'did not answer in time', hint: NETWORK },
  TimeoutError: { reason: 'did not answer in time', hint: NETWORK },
  ECONNRESET: {
    reason: 'ended the connection without an answer',
    hint: `${ENDPOINT}: https where it should be http is answered so, and the other way round.`,
  },
  CERT_HAS_EXPIRED: {
    reason: 'has a certificate that has expired',
    hint: 'Have it renewed; check the clock of this machine, too.',
  },
  CERT_NOT_YET_VALID: {
    reason: 'has a certificate that is not valid yet',
    hint: 'Check the clock of this machine.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'has a certificate for another name',
    hint: `${ENDPOINT}: it must be a name that the certificate has.`,
  },
};

/** `undefined` when the store did answer, or when the failure came before the network. */
export function unreachable({ name, status, message }: Failure): Unreachable | undefined {
  if (status !== undefined) return undefined;
  const known = BY_NAME[name];
  if (known !== undefined) return known;
  if (/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|^CERT_|^UNABLE_TO_/.test(name)) {
    const reason = 'has a certificate that this machine does not trust';
    return { reason: `${reason} (${name})`, hint: CERTIFICATE };
  }
  if (name === 'EPROTO' || /SSL|TLS/.test(name)) {
    return {
      reason: `does not speak TLS as it should (${name})`,
      hint: `${ENDPOINT}: perhaps it is http, not https.`,
    };
  }
  if (name.startsWith('HPE_')) {
    return {
      reason: `does not speak HTTP (${name})`,
      hint: `${ENDPOINT}: perhaps it is https, not http, or the port of something else.`,
    };
  }
  return { reason: `cannot be reached: ${message} (${name})`, hint: NETWORK };
}
