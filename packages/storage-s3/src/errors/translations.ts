import type { ErrorCode } from '@deltaglider/core';

export interface Translation {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint?: string;
}

const denied = (reason: string, hint = 'Check what the policies allow these credentials.') =>
  ({ code: 'ACCESS_DENIED', reason, hint }) as const;
const busy = (reason: string, hint?: string): Translation => ({
  code: 'STORAGE_UNAVAILABLE',
  reason,
  ...(hint !== undefined && { hint }),
});
const invalid = (reason: string, hint?: string): Translation => ({
  code: 'INVALID_ARGUMENT',
  reason,
  ...(hint !== undefined && { hint }),
});
const full = (reason: string): Translation => ({
  code: 'STORAGE_FULL',
  reason,
  hint: 'Free some room or raise the quota; nothing of the object was left behind.',
});

const badCertificate = (reason: string): Translation => ({
  code: 'STORAGE_FAILED',
  reason,
  hint: 'Give the certificates to trust: --ca-bundle or AWS_CA_BUNDLE (or trust anybody: --no-verify-ssl).',
});
const unknownIssuer = badCertificate('nobody vouches for the certificate of the endpoint');

const endpoint = 'Check the endpoint (--endpoint-url, AWS_ENDPOINT_URL) and the network.';
const newCredentials = 'Get new credentials, with `aws sso login` for instance.';
const badKeys = 'Check the access key and its secret (`aws configure list` shows which are used).';
const unreachable = (reason: string): Translation => busy(reason, endpoint);

/** By S3's code, or Node's for the network. */
export const byName: Readonly<Record<string, Translation>> = {
  NoSuchBucket: { code: 'BUCKET_NOT_FOUND', reason: 'the bucket does not exist' },
  NoSuchKey: { code: 'OBJECT_NOT_FOUND', reason: 'it does not exist' },
  NotFound: { code: 'OBJECT_NOT_FOUND', reason: 'it does not exist' },
  NoSuchUpload: {
    code: 'STORAGE_FAILED',
    reason: 'somebody aborted its multipart upload',
    hint: 'A lifecycle rule that aborts incomplete uploads may be too eager.',
  },
  BucketAlreadyExists: { code: 'BUCKET_EXISTS', reason: 'somebody has a bucket of this name' },
  BucketAlreadyOwnedByYou: { code: 'BUCKET_EXISTS', reason: 'it exists already' },
  BucketNotEmpty: {
    code: 'BUCKET_NOT_EMPTY',
    reason: 'it still has objects',
    hint: 'Delete them first (deltaglider rb --force does); old versions of objects count too.',
  },
  PreconditionFailed: { code: 'PRECONDITION_FAILED', reason: 'it is another object by now' },
  AccessDenied: denied('access is denied'),
  Forbidden: denied('access is denied'),
  AllAccessDisabled: denied('the account has no access any more'),
  AccountProblem: denied('there is a problem with the account'),
  UserSuspended: denied('the user is suspended'),
  InvalidAccessKeyId: denied('the store does not know the access key', badKeys),
  SignatureDoesNotMatch: denied('the secret key is not that of the access key', badKeys),
  ExpiredToken: denied('the credentials have expired', newCredentials),
  ExpiredTokenException: denied('the credentials have expired', newCredentials),
  InvalidToken: denied('the session token is not valid', newCredentials),
  RequestTimeTooSkewed: denied(
    'the clock of this machine is wrong',
    'Set it (`deltaglider doctor` says how much it is off).',
  ),
  CredentialsProviderError: {
    code: 'CREDENTIALS_MISSING',
    reason: 'unable to locate credentials',
    hint: 'Run `aws configure`, give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  TokenProviderError: {
    code: 'CREDENTIALS_MISSING',
    reason: 'there is no valid token of the single sign-on',
    hint: 'Run `aws sso login`.',
  },
  QuotaExceeded: full('a quota is used up'),
  XMinioStorageFull: full('the store is full'),
  InsufficientStorage: full('the store is full'),
  KeyTooLongError: invalid('its key is too long', 'Use a shorter key.'),
  MetadataTooLarge: invalid('its metadata is too large', 'Use less metadata.'),
  EntityTooLarge: invalid('it is larger than the store takes'),
  InvalidBucketName: invalid('this is not a bucket name'),
  InvalidObjectName: invalid('the store cannot hold this key'),
  InvalidRange: invalid('it has no such bytes'),
  InvalidStorageClass: invalid('the store has no such storage class'),
  InvalidTag: invalid('the store does not take these tags'),
  InvalidLocationConstraint: invalid('the store has no such region'),
  IllegalLocationConstraintException: invalid('buckets of that region are made elsewhere'),
  InvalidObjectState: {
    code: 'UNSUPPORTED',
    reason: 'it is archived',
    hint: 'Restore it first: aws s3api restore-object.',
  },
  AccessControlListNotSupported: {
    code: 'UNSUPPORTED',
    reason: 'the bucket takes no ACLs',
    hint: 'Its owner owns all of its objects (BucketOwnerEnforced); say who may do what in a bucket policy.',
  },
  NotImplemented: { code: 'UNSUPPORTED', reason: 'the store does not have this' },
  ConditionalRequestConflict: busy('another request was changing it'),
  OperationAborted: busy('another request was changing it'),
  ConcurrentModification: busy('another request was changing it'),
  RequestTimeout: busy('the connection was too slow'),
  BadDigest: busy('it was damaged on the way'),
  ECONNREFUSED: unreachable('nothing answers at the endpoint'),
  ENOTFOUND: unreachable('the name of the endpoint is not known'),
  EAI_AGAIN: unreachable('the name of the endpoint could not be looked up'),
  EHOSTUNREACH: unreachable('the endpoint cannot be reached'),
  ENETUNREACH: unreachable('the endpoint cannot be reached'),
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  CERT_HAS_EXPIRED: badCertificate('the certificate of the endpoint has expired'),
  ERR_TLS_CERT_ALTNAME_INVALID: badCertificate('the certificate is that of another endpoint'),
  ECONNRESET: busy('the connection was lost'),
  EPIPE: busy('the connection was lost'),
  ETIMEDOUT: unreachable('the endpoint did not answer in time'),
  TimeoutError: unreachable('the endpoint did not answer in time'),
};

/** By the status of an answer whose code says nothing. */
export const byStatus: Readonly<Record<number, Translation>> = {
  401: denied('the store does not accept the credentials', badKeys),
  403: denied('access is denied'),
  404: { code: 'OBJECT_NOT_FOUND', reason: 'it does not exist' },
  405: { code: 'UNSUPPORTED', reason: 'the store does not have this' },
  412: { code: 'PRECONDITION_FAILED', reason: 'it is another object by now' },
  416: invalid('it has no such bytes'),
  429: busy('the store asks for fewer requests'),
  507: full('the store is full'),
};
