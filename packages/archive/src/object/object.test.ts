import { collect, DeltaGliderError } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { streamOf } from '../../test/support.ts';
import { encodeHeader, type ObjectHeader } from './object-header.ts';
import { ObjectReader } from './object-reader.ts';

const header: ObjectHeader = {
  target: { size: 1_000_000, sha256: '11'.repeat(32) },
  reference: { size: 2_000_000, sha256: '22'.repeat(32) },
  expandedReference: { size: 3_000_000, sha256: '33'.repeat(32) },
  structureSha256: '44'.repeat(32),
  expandedSize: 4_000_000,
};
const object = Uint8Array.from([...encodeHeader(header), 3, 1, 2, 3, 0, 9, 9]);

describe('ObjectReader', () => {
  it('gives the header, the sections and the rest, however the object is cut in chunks', async () => {
    for (const chunkSize of [1, 2, 7, 1000]) {
      const reader = new ObjectReader(streamOf(object, chunkSize));
      expect(await reader.header()).toEqual(header);
      expect(await reader.section('one', collect)).toEqual(Uint8Array.of(1, 2, 3));
      expect(await reader.section('two', collect)).toEqual(new Uint8Array(0));
      expect(await collect(reader.last('three'))).toEqual(Uint8Array.of(9, 9));
    }
  });

  it('says where the object is cut short', async () => {
    const headerSize = encodeHeader(header).length;
    for (let size = 0; size < headerSize; size += 1) {
      const reader = new ObjectReader(streamOf(object.subarray(0, size)));
      expect(await messageOf(reader.header())).toContain('its header is cut short');
    }
    const reader = new ObjectReader(streamOf(object.subarray(0, headerSize + 3)));
    await reader.header();
    expect(await messageOf(reader.section('its plan', collect))).toContain('its plan is cut short');
  });

  it('refuses what is no such object', async () => {
    const reader = new ObjectReader(streamOf(Uint8Array.from([0xd6, 0xc3, 0xc4, 0, 0, 0])));
    await expect(reader.header()).rejects.toMatchObject({
      code: 'DELTA_FAILED',
      message: expect.stringContaining('does not begin like one') as unknown,
    });
  });

  it.each([
    ['version 2 of its container', 4, 2],
    ['the recoder 7', 5, 7],
  ])('refuses %s by its name', async (name, offset, value) => {
    const newer = Uint8Array.from(object);
    newer[offset] = value;
    const error: unknown = await new ObjectReader(streamOf(newer))
      .header()
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'UNSUPPORTED', details: { hint: 'Use a newer version.' } });
    expect(String(error)).toContain(name);
  });

  it('refuses a section that holds more than what was read as one', async () => {
    const long = Uint8Array.from([...encodeHeader(header), 20, ...new Uint8Array(20)]);
    const reader = new ObjectReader(streamOf(long, 1));
    await reader.header();
    const section = reader.section('its plan', async (bytes) => {
      await bytes[Symbol.asyncIterator]().next();
    });
    expect(await messageOf(section)).toContain('its plan has bytes behind its end');
  });

  it('lets go of the delta', async () => {
    let closed = 0;
    const delta = (async function* () {
      try {
        yield object;
        yield object;
      } finally {
        closed += 1;
      }
    })();
    const reader = new ObjectReader(delta);
    await reader.header();
    await reader.close();
    await reader.close();
    expect(closed).toBe(1);
  });
});

async function messageOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (DeltaGliderError.is(error, 'DELTA_FAILED')) return error.message;
    throw error;
  }
}
