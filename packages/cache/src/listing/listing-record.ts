import { createHash } from 'node:crypto';
import { type ListedMeaning, type ListedObject, rowVersion } from '@deltaglider/core';

/** Bytes that stand for one version of one key. */
export const FINGERPRINT_SIZE = 16;
/** Bytes before the payload of a record: the fingerprint, and the length of the payload. */
export const RECORD_HEAD = FINGERPRINT_SIZE + 1;

const KINDS = { reference: 0, whole: 1, delta: 2, timedDelta: 3 } as const;
const ETAGS = { fromSha256: 0, md5: 1, other: 2 } as const;
const SHA256 = /^[0-9a-f]{64}$/;
const MD5 = /^[0-9a-f]{32}$/;
const MAX_PAYLOAD = 255;
const SIZE_BYTES = 6;
const TIME_BYTES = 8;
const SHA256_BYTES = 32;

/** What tells one version of one key from all others: no two share it. */
export function fingerprintOf(row: ListedObject): Buffer {
  // The key is last: it may hold anything.
  const identity = `${rowVersion(row)}\n${row.key}`;
  return createHash('sha256').update(identity).digest().subarray(0, FINGERPRINT_SIZE);
}

/** A record to keep; `undefined` for a meaning that it has no room for. */
export function encodeRecord(fingerprint: Uint8Array, meaning: ListedMeaning): Buffer | undefined {
  const payload = encodeMeaning(meaning);
  if (payload === undefined || payload.length > MAX_PAYLOAD) return undefined;
  return Buffer.concat([fingerprint, Buffer.of(payload.length), payload]);
}

function encodeMeaning(meaning: ListedMeaning): Buffer | undefined {
  if (meaning.kind !== 'delta') return Buffer.of(KINDS[meaning.kind]);
  const { size, sha256, etag, createdAt } = meaning;
  if (!SHA256.test(sha256) || !(size >= 0 && size < 2 ** 48)) return undefined;
  const numbers = Buffer.alloc(1 + SIZE_BYTES + (createdAt === undefined ? 0 : TIME_BYTES));
  numbers.writeUInt8(createdAt === undefined ? KINDS.delta : KINDS.timedDelta);
  numbers.writeUIntLE(size, 1, SIZE_BYTES);
  if (createdAt !== undefined) numbers.writeDoubleLE(createdAt.getTime(), 1 + SIZE_BYTES);
  return Buffer.concat([numbers, Buffer.from(sha256, 'hex'), encodeEtag(etag, sha256)]);
}

function encodeEtag(etag: string, sha256: string): Buffer {
  if (etag === etagOf(sha256)) return Buffer.of(ETAGS.fromSha256);
  if (MD5.test(etag)) return Buffer.concat([Buffer.of(ETAGS.md5), Buffer.from(etag, 'hex')]);
  return Buffer.concat([Buffer.of(ETAGS.other), Buffer.from(etag)]);
}

/** The meaning in the payload of a record. */
export function decodeMeaning(payload: Buffer): ListedMeaning {
  const kind = payload.readUInt8();
  if (kind === KINDS.reference) return { kind: 'reference' };
  if (kind === KINDS.whole) return { kind: 'whole' };
  const isTimed = kind === KINDS.timedDelta;
  const digestAt = 1 + SIZE_BYTES + (isTimed ? TIME_BYTES : 0);
  const etagAt = digestAt + SHA256_BYTES;
  const sha256 = payload.toString('hex', digestAt, etagAt);
  return {
    kind: 'delta',
    size: payload.readUIntLE(1, SIZE_BYTES),
    sha256,
    etag: decodeEtag(payload.subarray(etagAt), sha256),
    createdAt: isTimed ? new Date(payload.readDoubleLE(1 + SIZE_BYTES)) : undefined,
  };
}

function decodeEtag(bytes: Buffer, sha256: string): string {
  const form = bytes.readUInt8();
  if (form === ETAGS.fromSha256) return etagOf(sha256);
  return bytes.toString(form === ETAGS.md5 ? 'hex' : 'utf8', 1);
}

/** The ETag that most objects without an MD5 have: it needs no room. */
function etagOf(sha256: string): string {
  return `${sha256.slice(0, 32)}-1`;
}
