import { createHash } from 'node:crypto';
import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { systemCodeOf, translateFileError } from '../files/translate-file-error.ts';
import { LinesFile } from './lines-file.ts';

/** Of the format: another version is another journal. */
const FORMAT = 'deltaglider-migration/1';

/** What a journal is about. */
export interface JournalPair {
  readonly source: string;
  readonly destination: string;
}

/** An object of the source that is at the destination; each side in exactly one version. */
export interface JournalEntry {
  /** Below both. */
  readonly key: string;
  readonly source: string;
  readonly destination: string;
}

/**
 * Remembers what has been migrated, and as what. It may forget, which costs requests, and never lie: an entry is for
 * one version of each side, so it says nothing once either is another. Lines that a crash left half written are
 * passed over. Memory: some 60 bytes for each object.
 */
export class MigrationJournal {
  readonly #known = new Set<string>();
  readonly #lines: LinesFile | undefined;

  private constructor(lines: LinesFile | undefined) {
    this.#lines = lines;
  }

  /**
   * Reads what an earlier run has left in the file. With `readOnly`, or without a file, what is added is remembered
   * for this run alone.
   * @throws INVALID_ARGUMENT for the journal of another pair, and for what is none
   */
  static async open(
    path: string | undefined,
    pair: JournalPair,
    { readOnly = false }: { readonly readOnly?: boolean | undefined } = {},
  ): Promise<MigrationJournal> {
    if (path === undefined) return new MigrationJournal(undefined);
    const known = await readJournal(path, pair);
    if (!readOnly && known === 'cut off') await truncate(path, 0);
    const lines = readOnly ? undefined : await LinesFile.open(path, { append: true });
    const journal = new MigrationJournal(lines);
    if (typeof known === 'string') lines?.add({ journal: FORMAT, ...pair });
    else for (const entry of known) journal.#known.add(entry);
    return journal;
  }

  has(entry: JournalEntry): boolean {
    return this.#known.has(fingerprint(entry));
  }

  add(entry: JournalEntry): void {
    const id = fingerprint(entry);
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#lines?.add(entry);
  }

  /** @throws what went wrong with an earlier `add` */
  check(): void {
    this.#lines?.check();
  }

  async close(): Promise<void> {
    await this.#lines?.close();
  }
}

/** Where the journal of a pair is, in a directory for many. */
export function journalPath(directory: string, pair: JournalPair): string {
  const name = createHash('sha256').update(`${pair.source}\n${pair.destination}`).digest('hex');
  return join(directory, `${name.slice(0, 32)}.jsonl`);
}

/** 128 bits of all three, so that millions fit into memory. */
function fingerprint({ key, source, destination }: JournalEntry): string {
  const text = JSON.stringify([key, source, destination]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** The entries; `new` for a file that is to be begun, `cut off` for one whose first line was not finished. */
async function readJournal(path: string, pair: JournalPair): Promise<string[] | 'new' | 'cut off'> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw translateFileError(error, { verb: 'read', path });
  });
  if (file === undefined) return 'new';
  // Reading it to its end has closed it already.
  await using _ = { [Symbol.asyncDispose]: () => file.close().catch(() => undefined) };
  const header = JSON.stringify({ journal: FORMAT, ...pair });
  const { size } = await file.stat();
  if (size === 0) return 'new';
  if (size <= Buffer.byteLength(header) && header.startsWith(await file.readFile('utf8'))) {
    return 'cut off';
  }
  const known: string[] = [];
  let isHeaded = false;
  for await (const line of file.readLines({ start: 0 })) {
    if (isHeaded) known.push(...entriesIn(line).map(fingerprint));
    else assertHeader(path, pair, line);
    isHeaded = true;
  }
  return known;
}

function assertHeader(path: string, pair: JournalPair, line: string): void {
  const { journal, source, destination } = parse(line) ?? {};
  if (journal !== FORMAT) {
    throw new DeltaGliderError('INVALID_ARGUMENT', `${path} is not the journal of a migration.`, {
      details: { hint: 'Give another path for the journal; nothing was changed.' },
    });
  }
  if (source === pair.source && destination === pair.destination) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The journal ${path} is of the migration from ${String(source)} to ${String(destination)}, ` +
      `not from ${pair.source} to ${pair.destination}.`,
    { details: { hint: 'Give each pair of source and destination a journal of its own.' } },
  );
}

function entriesIn(line: string): JournalEntry[] {
  const { key, source, destination } = parse(line) ?? {};
  const isEntry =
    typeof key === 'string' && typeof source === 'string' && typeof destination === 'string';
  return isEntry ? [{ key, source, destination }] : [];
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
