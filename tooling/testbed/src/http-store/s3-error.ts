export interface S3ErrorDetails {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Elements beside Code and Message, in order. */
  readonly extra?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal of the store, as the wire says it. */
export class S3Error extends Error {
  readonly details: S3ErrorDetails;

  constructor(details: S3ErrorDetails) {
    super(`${details.code}: ${details.message}`);
    this.details = details;
  }
}

/** The documented refusals that more than one operation gives. */
export const refuse = {
  accessDenied: () => new S3Error({ status: 403, code: 'AccessDenied', message: 'Access Denied' }),
  noSuchBucket: (bucket: string) =>
    new S3Error({
      status: 404,
      code: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
      extra: { BucketName: bucket },
    }),
  noSuchKey: (key: string) =>
    new S3Error({
      status: 404,
      code: 'NoSuchKey',
      message: 'The specified key does not exist.',
      extra: { Key: key },
    }),
  noSuchUpload: (uploadId: string) =>
    new S3Error({
      status: 404,
      code: 'NoSuchUpload',
      message:
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      extra: { UploadId: uploadId },
    }),
  preconditionFailed: (condition: string) =>
    new S3Error({
      status: 412,
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
      extra: { Condition: condition },
    }),
  conflict: (condition: string, key: string) =>
    new S3Error({
      status: 409,
      code: 'ConditionalRequestConflict',
      message:
        'The conditional request cannot succeed due to a conflicting operation against this resource.',
      extra: { Condition: condition, Key: key },
    }),
  invalidArgument: (name: string, value: string, message: string) =>
    new S3Error({
      status: 400,
      code: 'InvalidArgument',
      message,
      extra: { ArgumentName: name, ArgumentValue: value },
    }),
  invalidRequest: (message: string) =>
    new S3Error({ status: 400, code: 'InvalidRequest', message }),
  badRequest: (code: string, message: string, extra: Readonly<Record<string, string>> = {}) =>
    new S3Error({ status: 400, code, message, extra }),
  malformedXml: () =>
    new S3Error({
      status: 400,
      code: 'MalformedXML',
      message:
        'The XML you provided was not well-formed or did not validate against our published schema',
    }),
  notImplemented: (header: string, value: string) =>
    new S3Error({
      status: 501,
      code: 'NotImplemented',
      message: 'A header you provided implies functionality that is not implemented',
      extra: { Header: header, AdditionalMessage: value },
    }),
};
