/** What can be read from whatever the SDK throws, without asking for its class: two copies may be in one tree. */
export interface Failure {
  /** S3's code, Node's code, or the name of the error. */
  readonly name: string;
  readonly message: string;
  /** `undefined` where there was no answer. */
  readonly status: number | undefined;
  /** How often the SDK had sent the request. */
  readonly attempts: number;
  /** Where the bucket is, when the store says that it is elsewhere. */
  readonly region: string | undefined;
}

/** `undefined` for what was not thrown by the SDK or by the network below it. */
export function toFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  const metadata = recordOf(error, '$metadata');
  const response = recordOf(error, '$response');
  const status = numberOf(metadata, 'httpStatusCode') ?? numberOf(response, 'statusCode');
  const code = textOf(error, 'code') ?? textOf(error, 'Code');
  const fromSdk = metadata !== undefined || code !== undefined || NAMES.test(error.name);
  if (!fromSdk) return undefined;
  return {
    name: nameOf(error, { code, status }),
    message: error.message,
    status,
    attempts: numberOf(metadata, 'attempts') ?? 1,
    region: regionOf(error, response),
  };
}

/** Errors of the SDK itself that carry no metadata. */
const NAMES = /^(CredentialsProviderError|TokenProviderError|TimeoutError|AbortError)$/;

/** Names that the SDK gives when the answer had no body to read the code from. */
const NAMELESS = /^(Error|Unknown|UnknownError|S3ServiceException|\d+)$/;

function nameOf(
  error: Error,
  known: { readonly code: string | undefined; readonly status: number | undefined },
): string {
  if (!NAMELESS.test(error.name)) return error.name;
  return known.code ?? (known.status === undefined ? error.name : String(known.status));
}

function regionOf(error: Error, response: object | undefined): string | undefined {
  const headers = response && recordOf(response, 'headers');
  return textOf(headers, 'x-amz-bucket-region') ?? textOf(error, 'Region');
}

function recordOf(object: object, name: string): object | undefined {
  const value: unknown = name in object ? Reflect.get(object, name) : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
}

function textOf(object: object | undefined, name: string): string | undefined {
  const value: unknown = object && Reflect.get(object, name);
  return typeof value === 'string' ? value : undefined;
}

function numberOf(object: object | undefined, name: string): number | undefined {
  const value: unknown = object && Reflect.get(object, name);
  return typeof value === 'number' ? value : undefined;
}
