import type { IncomingHttpHeaders } from 'node:http';

import { refuse } from '../s3-error.ts';
import { operationOf, type OperationName } from './operation-of.ts';

/** A request as the operations see it. */
export interface S3Request {
  readonly method: string;
  readonly operation: OperationName;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Without the framing of aws-chunked. */
  readonly body: Buffer;
}

/** Where a request goes, before its body has been read. Path style only. */
export function addressOf(
  method: string,
  url: string,
  incoming: IncomingHttpHeaders,
): Omit<S3Request, 'body'> {
  const question = url.indexOf('?');
  const path = question === -1 ? url : url.slice(0, question);
  const query = new URLSearchParams(question === -1 ? '' : url.slice(question + 1));
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash === -1 ? path.slice(1) : path.slice(1, slash));
  const key = slash === -1 ? '' : decode(path.slice(slash + 1));
  const headers = plainHeaders(incoming);
  return {
    method,
    bucket,
    key,
    query,
    headers,
    operation: operationOf({ method, bucket, key, query, headers }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse.badRequest('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function plainHeaders(incoming: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return headers;
}
