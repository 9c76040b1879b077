import { crc32 } from './crc32.ts';
import { deflateRawSync } from 'node:zlib';

export interface GzipFields {
  readonly extra?: Uint8Array;
  readonly name?: string;
  readonly comment?: string;
  readonly headerCrc?: boolean;
  /** Bits that mean nothing. */
  readonly flags?: number;
}

/** A gzip header with the fields that are asked for. */
export function gzipHeader(fields: GzipFields = {}): Buffer {
  const { extra, name, comment, headerCrc = false } = fields;
  const flags =
    (headerCrc ? 2 : 0) |
    (extra === undefined ? 0 : 4) |
    (name === undefined ? 0 : 8) |
    (comment === undefined ? 0 : 16) |
    (fields.flags ?? 0);
  const parts = [Buffer.from([0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 3])];
  if (extra !== undefined) {
    const size = Buffer.alloc(2);
    size.writeUInt16LE(extra.length);
    parts.push(size, Buffer.from(extra));
  }
  for (const text of [name, comment]) {
    if (text !== undefined) parts.push(Buffer.from(`${text}\0`, 'latin1'));
  }
  if (headerCrc) {
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(crc32(Buffer.concat(parts)) & 0xffff);
    parts.push(sum);
  }
  return Buffer.concat(parts);
}

/** A gzip file of one member. */
export function buildGzip(content: string | Uint8Array, fields: GzipFields = {}): Buffer {
  const bytes = Buffer.from(content);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([gzipHeader(fields), deflateRawSync(bytes), trailer]);
}
