import { REFERENCE_NAME, directoryOf, nameOf } from '../domain/deltaspace.ts';
import type { DeltaDescription } from '../domain/logical-object.ts';
import type { StoredObject } from '../ports/storage-port.ts';
import { readFields, type FieldReader } from './field.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { proxyEncryption } from './proxy-dialect.ts';

/** What a physical object is, read from its metadata; the key's suffix never decides. */
export type Classified =
  | ClassifiedDelta
  | (Described & { readonly kind: 'direct' })
  | ClassifiedReference
  | { readonly kind: 'foreign' }
  | { readonly kind: 'damaged'; readonly reason: string };

interface ClassifiedReference extends Described {
  readonly kind: 'reference';
  /** Unknown also for an encrypted one: nothing may be made against bytes that cannot be read. */
  readonly sha256: string | undefined;
}

interface Described {
  readonly sha256: string | undefined;
  readonly md5: string | undefined;
  /** The ETag that the proxy gave an object which it received in parts. */
  readonly multipartEtag: string | undefined;
  /** How the proxy encrypted the bytes; it alone can read them. */
  readonly encryption: string | undefined;
  readonly createdAt: Date | undefined;
}

interface ClassifiedDelta extends Described {
  readonly kind: 'delta';
  readonly sha256: string;
  readonly size: number;
  readonly delta: DeltaDescription;
}

/** The codec of a delta that names none. */
export const DEFAULT_CODEC = 'xdelta3';

const SHA256 = /^[0-9a-f]{64}$/;
const MD5 = /^[0-9a-f]{32}$/;
const MULTIPART_ETAG = /^"?([0-9a-f]{32}-\d{1,5})"?$/;

/** Tells a delta from a reference, a direct object and someone else's object. */
export function classify(stored: StoredObject): Classified {
  if (stored.damage !== undefined) return damaged(stored.damage);
  const fields = readFields(stored.metadata);
  const note = fields.get('note') ?? '';
  const tool = fields.get('tool');
  const sha256 = fields.get('file-sha256');
  if (tool === undefined && sha256 === undefined) return { kind: 'foreign' };
  if (isReference(stored, fields)) {
    const described = describe(stored, fields);
    const known = described.encryption === undefined ? digestOf(sha256) : undefined;
    return { kind: 'reference', sha256: known, ...described };
  }
  const pointsToReference = fields.get('ref-key') ?? fields.get('ref-path');
  const isDirect = fields.get('compression') === 'none' || /^(passthrough|direct)$/.test(note);
  if (!isDirect && (pointsToReference !== undefined || /^(delta|zero-diff)/.test(note))) {
    return classifyDelta(stored, fields);
  }
  if (sha256 === undefined && !isDirect) return { kind: 'foreign' };
  return { kind: 'direct', sha256: digestOf(sha256), ...describe(stored, fields) };
}

/** One that was copied to another name is an ordinary object there. */
function isReference(stored: StoredObject, fields: FieldReader): boolean {
  if (nameOf(stored.key) !== REFERENCE_NAME) return false;
  if (fields.get('note') === 'reference') return true;
  return fields.get('source-name') !== undefined && fields.get('compression') === undefined;
}

function classifyDelta(stored: StoredObject, fields: FieldReader): Classified {
  const sha256 = digestOf(fields.get('file-sha256'));
  const referenceSha256 = digestOf(fields.get('ref-sha256'));
  const size = fields.get('file-size') ?? '';
  const lacks = (field: 'file-sha256' | 'ref-sha256' | 'file-size', what: string) =>
    damaged(
      fields.get(field) === undefined
        ? `it does not say ${what} (dg-${field} is missing or empty)`
        : `it does not say ${what} (dg-${field} is not valid)`,
    );
  if (sha256 === undefined) return lacks('file-sha256', 'what the SHA-256 of its content is');
  if (referenceSha256 === undefined) {
    return lacks('ref-sha256', 'what the SHA-256 of its reference is');
  }
  if (!/^\d{1,15}$/.test(size)) return lacks('file-size', 'how large its content is');
  return {
    kind: 'delta',
    sha256,
    size: Number(size),
    ...describe(stored, fields),
    delta: {
      codec: fields.get('codec') ?? DEFAULT_CODEC,
      referenceSha256,
      referenceKeys: referenceKeys(stored.key, fields.get('ref-key')),
    },
  };
}

function describe(stored: StoredObject, fields: FieldReader): Omit<Described, 'sha256'> {
  return {
    md5: md5Of(fields),
    multipartEtag: MULTIPART_ETAG.exec(fields.get('multipart-etag') ?? '')?.[1],
    createdAt: parseTimestamp(fields.get('created-at')),
    encryption: proxyEncryption(stored.metadata),
  };
}

function damaged(reason: string): Classified {
  return { kind: 'damaged', reason };
}

/** Only the directory of a recorded key counts; the sibling is where every writer of today puts it. */
function referenceKeys(deltaKey: string, refKey: string | undefined): readonly string[] {
  const sibling = directoryOf(deltaKey) + REFERENCE_NAME;
  if (refKey === undefined) return [sibling];
  const places = [refKey, decode(refKey)].map((key) => directoryOf(key) + REFERENCE_NAME);
  return [...new Set([...places, sibling])];
}

/** Undoes the writer's percent-encoding; predecessors wrote plain text, in which `%` may stand alone. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function digestOf(text: string | undefined): string | undefined {
  const lower = text?.toLowerCase();
  return lower !== undefined && SHA256.test(lower) ? lower : undefined;
}

function md5Of(fields: FieldReader): string | undefined {
  const md5 = fields.get('md5')?.toLowerCase();
  return md5 !== undefined && MD5.test(md5) ? md5 : undefined;
}
