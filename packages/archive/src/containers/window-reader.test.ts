import { bufferSource, type ByteSource } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { WindowReader } from './window-reader.ts';

const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 251);

/** A source that notes what is read. */
function noted(): { source: ByteSource; sizes: number[] } {
  const plain = bufferSource(bytes);
  const sizes: number[] = [];
  const read: ByteSource['read'] = (offset, length) => {
    sizes.push(length);
    return plain.read(offset, length);
  };
  return { source: { size: bytes.length, read }, sizes };
}

describe('a window reader', () => {
  it('gives what is asked for, wherever it is', async () => {
    const reader = new WindowReader(bufferSource(bytes), undefined);
    for (const [offset, length] of [
      [0, 10],
      [5, 4000],
      [4000, 200],
      [900_000, 70_000],
      [3, 1],
      [999_990, 20],
      [2_000_000, 5],
    ] as const) {
      expect(await reader.read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
    }
  });

  it('reads large pieces where small ones follow each other', async () => {
    const { source, sizes } = noted();
    const reader = new WindowReader(source, undefined);
    for (let offset = 0; offset < bytes.length; offset += 100) await reader.read(offset, 60);
    expect(sizes.length).toBeLessThan(25);
    expect(Math.max(...sizes)).toBe(65_536);
  });

  it('reads small pieces where they are far apart', async () => {
    const { source, sizes } = noted();
    const reader = new WindowReader(source, undefined);
    for (let offset = 0; offset < bytes.length; offset += 50_000) await reader.read(offset, 60);
    expect(sizes).toEqual(sizes.map(() => 4096));
  });

  it('has without waiting what it has read', async () => {
    const reader = new WindowReader(bufferSource(bytes), undefined);
    expect(reader.held(0, 1)).toBeUndefined();
    await reader.read(100, 1);
    expect(reader.held(200, 3)).toEqual(bytes.subarray(200, 203));
    expect(reader.held(99, 1)).toBeUndefined();
    expect(reader.held(4195, 1)).toEqual(bytes.subarray(4195, 4196));
    expect(reader.held(4195, 2)).toBeUndefined();
  });
});
