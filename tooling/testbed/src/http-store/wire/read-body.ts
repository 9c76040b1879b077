import type { IncomingMessage } from 'node:http';

import { checkDigests } from '../checks/checksums.ts';
import { isAwsChunked, missingLength, unframe } from './aws-chunked.ts';

export interface ReadBody {
  readonly body: Buffer;
  /** The request's headers with those that came behind the body. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a request's body as it was meant and checks its digests. @throws S3Error. */
export async function readBody(
  incoming: IncomingMessage,
  headers: Readonly<Record<string, string>>,
): Promise<ReadBody> {
  const raw = await allOf(incoming);
  const sendsBody = incoming.method === 'PUT' || incoming.method === 'POST';
  // As AWS: HTTP's own chunks alone do not say how much will come.
  if (sendsBody && headers['transfer-encoding'] !== undefined && !isAwsChunked(headers)) {
    throw missingLength();
  }
  if (!isAwsChunked(headers)) {
    checkDigests(headers, raw);
    return { body: raw, headers };
  }
  const { body, trailers } = unframe(raw, headers);
  const all = { ...headers, ...trailers };
  checkDigests(all, body);
  return { body, headers: all };
}

async function allOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
