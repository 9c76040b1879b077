import type { FileHandle } from 'node:fs/promises';
import { DeltaGliderError } from '@deltaglider/core';
import { translateFileError } from '../../files/translate-file-error.ts';
import { idOf, type JournalEntry } from './journal-entry.ts';
import {
  assertSameSource,
  parseHeader,
  parseRecord,
  type JournalHeader,
} from './journal-header.ts';

export interface ReadJournal {
  /** `undefined` for an empty file. */
  readonly header: JournalHeader | undefined;
  readonly ids: Set<string>;
}

const LINE_FEED = 10;
/** More than any key can make of a line. */
const MAX_LINE = 1 << 16;

/**
 * Reads what a journal has. A last line that was cut off is removed from the file.
 * @throws INVALID_ARGUMENT for a file that is no journal, is damaged, or is of another source than `wanted`
 */
export async function readJournal(
  file: FileHandle,
  path: string,
  wanted: JournalHeader,
): Promise<ReadJournal> {
  let header: JournalHeader | undefined;
  const ids = new Set<string>();
  let number = 0;
  let end = 0;
  for await (const line of linesOf(file, path)) {
    number++;
    if (!line.isWhole && number > 1) {
      await file.truncate(end);
      break;
    }
    end = line.end;
    if (number === 1) {
      header = parseHeader(line.text);
      if (header === undefined || !line.isWhole) throw notJournal(path);
      assertSameSource(path, header, wanted);
      continue;
    }
    const id = parseRow(line.text);
    if (id === undefined) throw damaged(path, number);
    ids.add(id);
  }
  return { header, ids };
}

interface Line {
  readonly text: string;
  /** Whether it has its line feed. */
  readonly isWhole: boolean;
  /** Where the next one begins. */
  readonly end: number;
}

async function* linesOf(file: FileHandle, path: string): AsyncGenerator<Line, void, undefined> {
  let rest = Buffer.alloc(0);
  let end = 0;
  for await (const chunk of chunksOf(file, path)) {
    rest = Buffer.concat([rest, chunk]);
    for (let at = rest.indexOf(LINE_FEED); at >= 0; at = rest.indexOf(LINE_FEED)) {
      end += at + 1;
      yield { text: rest.toString('utf8', 0, at), isWhole: true, end };
      rest = rest.subarray(at + 1);
    }
    if (rest.length > MAX_LINE) {
      yield { text: '', isWhole: true, end };
      return;
    }
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), isWhole: false, end };
}

const CHUNK = 1 << 16;

async function* chunksOf(
  file: FileHandle,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let position = 0; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw translateFileError(error, { verb: 'read', path });
  }
}

/** Its id; `undefined` for what no journal says. */
function parseRow(line: string): string | undefined {
  const { id, kind, key, etag, size, storedSize, lastModified } = parseRecord(line) ?? {};
  if (kind !== 'object' && kind !== 'reference') return undefined;
  if (typeof key !== 'string' || typeof etag !== 'string') return undefined;
  if (typeof size !== 'number' || typeof storedSize !== 'number') return undefined;
  if (typeof lastModified !== 'string') return undefined;
  const entry: JournalEntry = {
    kind,
    key,
    etag,
    size,
    storedSize,
    lastModified: new Date(lastModified),
  };
  const expected = idOf(entry);
  return id === expected ? expected : undefined;
}

function notJournal(path: string): DeltaGliderError {
  return new DeltaGliderError('INVALID_ARGUMENT', `The file ${path} is not a journal of verify.`, {
    details: { path, hint: 'Name another file; it is made if it does not exist.' },
  });
}

function damaged(path: string, line: number): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The journal ${path} is damaged: line ${line} does not say what it said when it was written.`,
    {
      details: { path, hint: 'Delete it, and everything is verified anew; or name another file.' },
    },
  );
}
