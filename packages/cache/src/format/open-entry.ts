import type { KeyObject } from 'node:crypto';
import { DeltaGliderError } from '@deltaglider/core';
import type { DropReason } from '../events/cache-event.ts';
import { EntryCipher } from './entry-cipher.ts';
import { layoutOf, parseChunkSize } from './entry-layout.ts';
import type { SealedChunks } from './sealed-chunks.ts';
import { SealedReference } from './sealed-reference.ts';

export interface EntryToOpen {
  readonly sha256: string;
  readonly key: KeyObject;
  readonly header: Uint8Array;
  readonly sealedSize: number;
  /** The chunks behind the header, by the chunk size that the header names. */
  readonly chunksOf: (chunkSize: number) => SealedChunks;
  /** Called when a chunk turns out to be damaged in a later read. */
  readonly onDamage: () => Promise<void>;
}

/** Opens an entry whose header, size, first and last chunk are proven; otherwise resolves to what is wrong with it. */
export async function openEntry(entry: EntryToOpen): Promise<SealedReference | DropReason> {
  const { sha256, header, chunksOf } = entry;
  const chunkSize = parseChunkSize(header);
  if (chunkSize === undefined) return 'unknown-format';
  const cipher = EntryCipher.fromHeader(entry.key, sha256, header);
  if (cipher === undefined) return 'foreign';
  const layout = layoutOf(entry.sealedSize, chunkSize);
  if (layout === undefined) return 'truncated';
  const chunks = chunksOf(chunkSize);
  let proven = false;
  const onDamage = async () => {
    if (proven) await entry.onDamage();
  };
  const reference = new SealedReference({ sha256, layout, cipher, chunks, onDamage });
  try {
    await reference.probe();
    proven = true;
  } catch (error) {
    if (DeltaGliderError.is(error, 'INTEGRITY_MISMATCH')) return 'damaged';
    throw error;
  }
  return reference;
}
