import { open, type FileHandle } from 'node:fs/promises';
import type { ObjectAddress } from '@deltaglider/core';
import { translateFileError } from '../../files/translate-file-error.ts';
import { idOf, type JournalEntry } from './journal-entry.ts';
import { formatHeader, type JournalHeader } from './journal-header.ts';
import { readJournal } from './read-journal.ts';

/** What earlier runs have verified, in a file; for `verifyObjects`. Close it when done. */
export interface VerifyJournal extends AsyncDisposable {
  /** Of the run that began it: the sample that it belongs to. */
  readonly seed: string;
  /** Whether exactly this version has been verified. */
  has(entry: JournalEntry): boolean;
  /** Resolves when it is in the file, once. */
  add(entry: JournalEntry): Promise<void>;
  /** Waits for the disk; idempotent. */
  close(): Promise<void>;
}

export interface OpenVerifyJournalOptions {
  readonly path: string;
  /** Names the store among all others. */
  readonly store?: string | undefined;
  /** What is verified: a journal of anything else is refused. */
  readonly source: ObjectAddress;
  /** Of a sample; kept by a journal that is new. */
  readonly seed: string;
}

/**
 * Opens a journal, or begins one. Each line is whole once it is written, so that a run may be killed at any time: a
 * line that was cut off at the end is dropped. Memory: 16 characters for each entry.
 * @throws INVALID_ARGUMENT for a file that is no journal, is damaged, or is of something else; and as files do
 */
export async function openVerifyJournal(options: OpenVerifyJournalOptions): Promise<VerifyJournal> {
  const { path, store, source, seed } = options;
  const wanted: JournalHeader = { store: store ?? '', ...source, seed };
  const file = await translating(path, () => open(path, 'a+', 0o600));
  try {
    const { header, ids } = await readJournal(file, path, wanted);
    if (header === undefined) await translating(path, () => file.appendFile(formatHeader(wanted)));
    return new FileJournal({ file, path, ids, seed: header?.seed ?? seed });
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface OpenJournal {
  readonly file: FileHandle;
  readonly path: string;
  readonly ids: Set<string>;
  readonly seed: string;
}

class FileJournal implements VerifyJournal {
  readonly seed: string;
  readonly #journal: OpenJournal;
  #closed: Promise<void> | undefined;

  constructor(journal: OpenJournal) {
    this.#journal = journal;
    this.seed = journal.seed;
  }

  has(entry: JournalEntry): boolean {
    return this.#journal.ids.has(idOf(entry));
  }

  async add(entry: JournalEntry): Promise<void> {
    const { file, path, ids } = this.#journal;
    const { kind, key, etag, size, storedSize, lastModified } = entry;
    const id = idOf(entry);
    if (ids.has(id)) return;
    const row = { id, kind, key, etag, size, storedSize, lastModified };
    await translating(path, () => file.appendFile(`${JSON.stringify(row)}\n`));
    ids.add(id);
  }

  close(): Promise<void> {
    this.#closed ??= this.#finish();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #finish(): Promise<void> {
    const { file, path } = this.#journal;
    try {
      await translating(path, () => file.datasync());
    } finally {
      await file.close();
    }
  }
}

async function translating<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw translateFileError(error, { verb: 'written', path });
  }
}
