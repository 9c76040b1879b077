import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteStream } from '@deltaglider/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileScratch } from './file-scratch.ts';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-sdk-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function bytesOf(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 255);
}

/** Uses the same memory for every chunk, as a stream may. */
async function* reusing(bytes: Uint8Array, piece: number): ByteStream {
  const memory = new Uint8Array(piece);
  for (let at = 0; at < bytes.length; at += piece) {
    const part = bytes.subarray(at, at + piece);
    memory.set(part);
    yield memory.subarray(0, part.length);
  }
}

describe('FileScratch', () => {
  it('gives back any range, from memory and from a file', async () => {
    const scratch = new FileScratch({ directory, memoryLimit: 100_000 });
    const sizes = fc.oneof(fc.nat(400_000), fc.constantFrom(0, 65_536, 100_000, 100_001));
    const ranges = fc.array(fc.tuple(fc.nat(420_000), fc.nat(200_000)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        sizes,
        ranges,
        fc.integer({ min: 50, max: 150_000 }),
        async (size, reads, piece) => {
          const bytes = bytesOf(size);
          const put = await scratch.write(reusing(bytes, piece));
          expect(put.size).toBe(size);
          for (const [offset, length] of reads) {
            const expected = bytes.subarray(offset, offset + length);
            expect(Buffer.compare(await put.read(offset, length), expected)).toBe(0);
          }
          await put.close();
          await put.close();
          await expect(put.read(0, 1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays off the disk up to the limit, and beyond it leaves no name there', async () => {
    const nowhere = new FileScratch({ directory: join(directory, 'none'), memoryLimit: 1000 });
    const small = await nowhere.write(reusing(bytesOf(1000), 300));
    expect(small.size).toBe(1000);
    await expect(nowhere.write(reusing(bytesOf(1001), 300))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      cause: { code: 'ENOENT' },
    });
    const scratch = new FileScratch({ directory, memoryLimit: 1000 });
    const large = await scratch.write(reusing(bytesOf(200_000), 300));
    expect(await readdir(directory)).toEqual([]);
    await large.close();
  });

  it('passes the failure of the stream and the reason of the signal', async () => {
    const scratch = new FileScratch({ directory, memoryLimit: 10 });
    const reason = new Error('enough');
    const controller = new AbortController();
    async function* failing(error?: Error): ByteStream {
      yield bytesOf(200_000);
      if (error) throw error;
      controller.abort(reason);
      yield bytesOf(1);
    }
    await expect(scratch.write(failing(new RangeError('gone')))).rejects.toThrow('gone');
    const { signal } = controller;
    await expect(scratch.write(failing(), { signal })).rejects.toBe(reason);
    const put = await scratch.write(reusing(bytesOf(10), 10));
    await expect(put.read(0, 1, { signal })).rejects.toBe(reason);
  });

  it('is STORAGE_FULL without room, with a hint where', async (context) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory], {
        stdio: 'pipe',
      });
    } catch {
      context.skip('No right to mount a small disk.');
    }
    try {
      const scratch = new FileScratch({ directory, memoryLimit: 1000 });
      await expect(scratch.write(reusing(bytesOf(400_000), 1000))).rejects.toMatchObject({
        code: 'STORAGE_FULL',
        details: { hint: `Make room in ${directory}, or set TMPDIR to a directory with more.` },
      });
      const put = await scratch.write(reusing(bytesOf(100_000), 1000));
      expect(put.size).toBe(100_000);
      await put.close();
    } finally {
      execFileSync('umount', ['-l', directory]);
    }
  });
});
