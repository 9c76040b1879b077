import { gzipHeaderSize, writeGzipHeader, type StoredGzipHeader } from './gzip-header.ts';

const UNIX = 3;
const UNKNOWN = 255;
/** Systems that writers name, most likely first: FAT is Java's, NTFS .NET's, 19 is macOS. */
const SYSTEMS = [UNIX, UNKNOWN, 0, 11, 10, 7, 19];
const SECOND = 1000;
const HOUR = 3600;
/** All candidates of one body together may take this many bytes of hashing. */
const HASH_BUDGET = 2 ** 31;

export interface GzipHeaderQuery {
  readonly headerSize: number;
  /** Of the compression: it decides the extra flags. */
  readonly level: number;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly names: readonly string[];
  readonly createdAt: Date | undefined;
  readonly template: StoredGzipHeader | undefined;
}

/**
 * Headers of just this size that the file may have, the most likely first: as the reference's, of a pipe, with
 * one of the names; with the reference's time or none; at last with the times within the hour before the file
 * was stored.
 */
export function* gzipHeaders(query: GzipHeaderQuery): Generator<Uint8Array> {
  const { template, headerSize } = query;
  if (template?.bytes.length === headerSize) yield template.bytes;
  const names = [undefined, ...new Set([...optional(template?.name), ...query.names])].filter(
    (name) => gzipHeaderSize(name) === headerSize,
  );
  const flags = extraFlags(query.level);
  const systems = [...new Set([...optional(template?.system), ...SYSTEMS])];
  for (const mtime of new Set([...optional(template?.mtime), 0])) {
    for (const system of systems) {
      for (const xfl of flags) {
        for (const name of names) yield writeGzipHeader({ mtime, extraFlags: xfl, system, name });
      }
    }
  }
  yield* recentHeaders(query, names, flags[0] ?? 0);
}

function* recentHeaders(
  { createdAt, size, template }: GzipHeaderQuery,
  names: readonly (string | undefined)[],
  xfl: number,
): Generator<Uint8Array> {
  if (createdAt === undefined || names.length === 0) return;
  const systems = [...new Set([...optional(template?.system), UNIX, UNKNOWN])];
  const seconds = Math.min(HOUR, HASH_BUDGET / (size * names.length * systems.length));
  const now = Math.floor(createdAt.getTime() / SECOND);
  for (let mtime = now + 1; mtime > now - seconds; mtime -= 1) {
    for (const system of systems) {
      for (const name of names) yield writeGzipHeader({ mtime, extraFlags: xfl, system, name });
    }
  }
}

/** What writers note about the effort, the right one first: 2 the best, 4 the fastest. */
function extraFlags(level: number): readonly number[] {
  if (level === 9) return [2, 0, 4];
  return level === 1 ? [4, 0, 2] : [0, 2, 4];
}

function optional<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
