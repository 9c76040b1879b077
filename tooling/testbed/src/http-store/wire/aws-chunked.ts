import { refuse, S3Error } from '../s3-error.ts';

/** A body as it was meant, and the headers that came behind it. */
export interface Unframed {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Whether the body has chunks with lengths (and signatures, which are not checked) of its own inside of HTTP's. */
export function isAwsChunked(headers: Readonly<Record<string, string>>): boolean {
  return (
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    contentEncodings(headers).includes('aws-chunked')
  );
}

/** What remains of Content-Encoding without the framing. Undefined when nothing does. */
export function ownContentEncoding(headers: Readonly<Record<string, string>>): string | undefined {
  const own = contentEncodings(headers).filter((name) => name !== 'aws-chunked');
  return own.length === 0 ? undefined : own.join(',');
}

function contentEncodings(headers: Readonly<Record<string, string>>): string[] {
  const value = headers['content-encoding'] ?? '';
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** @throws S3Error IncompleteBody when a chunk is short, or all of them are not as long as was announced. */
export function unframe(raw: Buffer, headers: Readonly<Record<string, string>>): Unframed {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = lineAt(raw, at);
    const length = parseInt(line.text, 16);
    if (Number.isNaN(length)) throw incomplete();
    at = line.next;
    if (length === 0) break;
    if (at + length + 2 > raw.length) throw incomplete();
    chunks.push(raw.subarray(at, at + length));
    at += length + 2;
  }
  const body = Buffer.concat(chunks);
  const announced = headers['x-amz-decoded-content-length'];
  if (announced === undefined) throw missingLength();
  if (Number(announced) !== body.length) throw incomplete();
  return { body, trailers: trailersAt(raw, at) };
}

function trailersAt(raw: Buffer, start: number): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (let at = start; at < raw.length;) {
    const { text, next } = lineAt(raw, at);
    const colon = text.indexOf(':');
    if (colon > 0)
      trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
    at = next;
  }
  return trailers;
}

function lineAt(raw: Buffer, at: number): { text: string; next: number } {
  const end = raw.indexOf('\n', at);
  if (end === -1) throw incomplete();
  return { text: raw.toString('latin1', at, end).trim(), next: end + 1 };
}

function incomplete(): S3Error {
  return refuse.badRequest(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

export function missingLength(): S3Error {
  return new S3Error({
    status: 411,
    code: 'MissingContentLength',
    message: 'You must provide the Content-Length HTTP header.',
  });
}
