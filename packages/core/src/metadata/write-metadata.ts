import { nameOf, referenceKeyOf, REFERENCE_NAME } from '../domain/deltaspace.ts';
import { DEFAULT_CODEC } from './classify.ts';

/** Names repeat what the key says; a long one is cut so that the user's metadata keeps its room. */
const MAX_NAME_LENGTH = 256;
/**
 * A longer one that had to be percent-encoded is left out: no predecessor reads that, and the sibling's name,
 * which is always written, finds the reference too. Plain ones fit with the name, which is part of the same key.
 */
const MAX_ENCODED_REF_KEY_LENGTH = 512;

/** What every object that we write says about itself. */
export interface ContentDescription {
  /** The writer, like `deltaglider/1.0.0`. */
  readonly tool: string;
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
  /** 32 hex digits where it is known. */
  readonly md5: string | undefined;
  readonly createdAt: Date;
}

export interface WrittenDelta extends ContentDescription {
  readonly referenceSha256: string;
  readonly deltaSize: number;
  readonly codec: string;
}

type Metadata = Record<string, string>;

/** Metadata of a reference; `key` is the object that became it. */
export function referenceMetadata(content: ContentDescription): Metadata {
  return {
    'dg-tool': content.tool,
    'dg-source-name': toAscii(nameOf(content.key)),
    ...digests(content),
    'dg-note': 'reference',
  };
}

/** Metadata of a delta, in the dialects of both predecessors. */
export function deltaMetadata(content: WrittenDelta): Metadata {
  const identical = content.sha256 === content.referenceSha256;
  return {
    'dg-tool': content.tool,
    'dg-original-name': toAscii(nameOf(content.key)),
    ...digests(content),
    ...refKey(referenceKeyOf(content.key)),
    'dg-ref-path': REFERENCE_NAME,
    'dg-ref-sha256': content.referenceSha256,
    'dg-delta-size': String(content.deltaSize),
    'dg-note': identical ? 'zero-diff (reference identical)' : 'delta',
    ...(content.codec !== DEFAULT_CODEC && { 'dg-codec': content.codec }),
  };
}

/** Metadata of an object that is stored whole. */
export function directMetadata(content: ContentDescription): Metadata {
  return {
    'dg-tool': content.tool,
    'dg-original-name': toAscii(nameOf(content.key)),
    ...digests(content),
    'dg-compression': 'none',
  };
}

/** Metadata of a whole copy that is kept below `.deltaglider/tmp/` until it expires; `key` is the object's own. */
export function temporaryMetadata(content: ContentDescription, expiresAt: Date): Metadata {
  return { ...directMetadata(content), 'dg-expires-at': timestamp(expiresAt) };
}

/** The Python tool finds the reference by nothing else. */
function refKey(key: string): Metadata {
  const text = encodeText(key);
  return text === key || text.length <= MAX_ENCODED_REF_KEY_LENGTH ? { 'dg-ref-key': text } : {};
}

function digests(content: ContentDescription): Metadata {
  return {
    'dg-file-sha256': content.sha256,
    'dg-file-size': String(content.size),
    ...(content.md5 !== undefined && { 'dg-md5': content.md5 }),
    'dg-created-at': timestamp(content.createdAt),
  };
}

/** Microseconds, as the Python tool writes and reads them. */
function timestamp(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}

/** ASCII stays as it is, for the predecessors; anything else is percent-encoded UTF-8. */
function encodeText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(/[^\x20-\x24\x26-\x7e]/gu, encodeURIComponent);
}

function toAscii(name: string): string {
  const encoded = encodeText(name).slice(0, MAX_NAME_LENGTH).trim();
  // Never ends inside a percent escape; never empty, which a reader would take for absent.
  return encoded.replace(/%[0-9A-F]?$/, '') || '-';
}
