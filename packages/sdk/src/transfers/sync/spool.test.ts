import {
  DeltaGliderError,
  MemoryScratch,
  type ByteStream,
  type ScratchPort,
} from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { FileScratch } from '../../scratch/file-scratch.ts';
import { Spool, type SpooledRow } from './spool.ts';

async function all(rows: AsyncIterable<SpooledRow>): Promise<SpooledRow[]> {
  const found: SpooledRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

const row = (index: number): SpooledRow => ({ relative: `ü/"${index}"\n`, size: index });

describe('Spool', () => {
  it.each([0, 1, 999, 1000, 1001, 25_000])('gives back %i rows in their order', async (count) => {
    const spool = new Spool(new FileScratch({ memoryLimit: 1000 }));
    const rows = Array.from({ length: count }, (_, index) => row(index));
    for (const each of rows) await spool.add(each);
    expect(spool.count).toBe(count);
    expect(await all(spool.rows())).toEqual(rows);
    await spool.close();
    await spool.close();
  });

  it('keeps a thousand rows in memory, and no more', async () => {
    let bytes = 0;
    const inner = new MemoryScratch();
    const scratch: ScratchPort = {
      write: (content) => inner.write(watched(content, (length) => (bytes += length))),
    };
    const spool = new Spool(scratch);
    for (let index = 0; index < 999; index++) await spool.add(row(index));
    expect(bytes).toBe(0);
    for (let index = 999; index < 10_500; index++) await spool.add(row(index));
    const taken = Array.from({ length: 10_000 }, (_, index) =>
      JSON.stringify([row(index).relative, index]),
    );
    expect(bytes).toBe(Buffer.byteLength(`${taken.join('\n')}\n`));
    await spool.close();
  });

  it('frees its room when nobody reads it', async () => {
    let closed = 0;
    const inner = new MemoryScratch();
    const scratch: ScratchPort = {
      write: async (content) => {
        const bytes = await inner.write(content);
        return {
          size: bytes.size,
          read: (...where) => bytes.read(...where),
          close: async () => {
            closed++;
          },
        };
      },
    };
    const spool = new Spool(scratch);
    for (let index = 0; index < 1500; index++) await spool.add(row(index));
    await spool.close();
    expect(closed).toBe(1);
  });

  it('says so when there is no room', async () => {
    const full = new DeltaGliderError('STORAGE_FULL', 'The disk is full.');
    const scratch: ScratchPort = {
      write: async (content) => {
        for await (const _ of content) throw full;
        throw full;
      },
    };
    const spool = new Spool(scratch);
    const adding = async () => {
      for (let index = 0; index < 3000; index++) await spool.add(row(index));
    };
    await expect(adding()).rejects.toBe(full);
    await spool.close();
  });
});

async function* watched(content: ByteStream, onChunk: (length: number) => void): ByteStream {
  for await (const chunk of content) {
    onChunk(chunk.length);
    yield chunk;
  }
}
