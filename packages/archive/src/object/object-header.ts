import { DeltaGliderError, toHex } from '@deltaglider/core';
import { RECODER_ID } from '../deflate/deflate-module.ts';
import { ByteReader } from '../plan/byte-reader.ts';
import { ByteWriter } from '../plan/byte-writer.ts';
import { damaged } from '../plan/damaged.ts';

/** `DGAR` and the version of the container. */
const MAGIC: readonly number[] = [0x44, 0x47, 0x41, 0x52, 0x01];
const DIGEST_SIZE = 32;
/** No header is longer. */
export const MAX_HEADER_SIZE = MAGIC.length + 1 + 4 * (8 + DIGEST_SIZE);

/** Bytes, by number and SHA-256. */
export interface Digest {
  readonly size: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What a delta object says before its sections. */
export interface ObjectHeader {
  readonly target: Digest;
  readonly reference: Digest;
  /** The reference, expanded. */
  readonly expandedReference: Digest;
  /** How the reference's streams were deflated. */
  readonly structureSha256: string;
  /** Of the target, expanded. */
  readonly expandedSize: number;
}

export function encodeHeader(header: ObjectHeader): Uint8Array {
  const writer = new ByteWriter();
  writer.bytes(Uint8Array.from([...MAGIC, RECODER_ID]));
  for (const { size, sha256 } of [header.target, header.reference, header.expandedReference]) {
    writer.varint(size);
    writer.bytes(fromHex(sha256));
  }
  writer.bytes(fromHex(header.structureSha256));
  writer.varint(header.expandedSize);
  return writer.finish();
}

/**
 * The header at the front of the bytes, and how long it is.
 * @throws DELTA_FAILED for what is no such object; UNSUPPORTED for one of a newer version
 */
export function decodeHeader(bytes: Uint8Array): { header: ObjectHeader; size: number } {
  const reader = new ByteReader(bytes, 'its header');
  assertMagic(reader.bytes(Math.min(MAGIC.length, reader.left)));
  assertRecoder(reader.byte());
  const header = {
    target: readDigest(reader),
    reference: readDigest(reader),
    expandedReference: readDigest(reader),
    structureSha256: toHex(reader.bytes(DIGEST_SIZE)),
    expandedSize: reader.varint(Number.MAX_SAFE_INTEGER),
  };
  return { header, size: reader.offset };
}

function assertMagic(bytes: Uint8Array): void {
  const same = MAGIC.findIndex((byte, index) => bytes[index] !== byte);
  if (same < 0) return;
  if (same === bytes.length) throw damaged('its header is cut short');
  if (same === MAGIC.length - 1) throw tooNew(`version ${bytes[same] ?? 0} of its container`);
  throw new DeltaGliderError(
    'DELTA_FAILED',
    'The delta is recorded as one of expanded data (archive/1), but does not begin like one.',
  );
}

function assertRecoder(id: number): void {
  if (id !== RECODER_ID) throw tooNew(`the recoder ${id}`);
}

function tooNew(what: string): DeltaGliderError {
  return new DeltaGliderError('UNSUPPORTED', `The delta needs ${what}, which is not known here.`, {
    details: { hint: 'Use a newer version.' },
  });
}

function readDigest(reader: ByteReader): Digest {
  const size = reader.varint(Number.MAX_SAFE_INTEGER);
  return { size, sha256: toHex(reader.bytes(DIGEST_SIZE)) };
}

function fromHex(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}
