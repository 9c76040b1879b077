import { bufferSource } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { buildZip } from '../../test/containers/build-zip.ts';
import { zipTimes } from './zip-times.ts';

const TIME = 0x5a21_b3c4;
const members = [
  { name: 'one', content: 'some content', time: TIME },
  { name: 'two', content: 'more content', time: TIME + 1, descriptor: true },
];

async function timesOf(zip: Uint8Array, { offset = 0, size = zip.length, most = 10 } = {}) {
  const context = { limits: { members: most }, signal: undefined };
  const found = [];
  for await (const one of zipTimes(bufferSource(zip), { offset, size }, context)) {
    found.push({ name: one.name, time: one.time, places: await one.places() });
  }
  return found;
}

describe('zipTimes', () => {
  it('finds the time of each member in both of its headers', async () => {
    const zip = buildZip(members);
    const found = await timesOf(zip);
    expect(found.map(({ name, time }) => [name, time])).toEqual([
      ['one', TIME],
      ['two', TIME + 1],
    ]);
    for (const { time, places } of found) {
      expect(places).toHaveLength(2);
      for (const place of places) expect(zip.readUInt32LE(place)).toBe(time);
    }
  });

  it('counts from where the zip lies in the source', async () => {
    const zip = buildZip(members);
    const source = Buffer.concat([Buffer.alloc(99), zip, Buffer.alloc(50)]);
    const [first] = await timesOf(source, { offset: 99, size: zip.length });
    expect(first?.places[0]).toBe(99 + 10);
  });

  it('leaves a header alone that does not say the same', async () => {
    const zip = buildZip(members);
    zip.writeUInt32LE(TIME + 5, 10);
    const [first, second] = await timesOf(zip);
    expect(first?.places).toHaveLength(1);
    expect(second?.places).toHaveLength(2);
  });

  it('finds no more than it may, and nothing in what is no zip or is cut short', async () => {
    const zip = buildZip(members);
    expect(await timesOf(zip, { most: 1 })).toHaveLength(1);
    expect(await timesOf(Buffer.alloc(5000, 'text '))).toEqual([]);
    for (let size = 0; size < zip.length; size += 1) {
      expect(await timesOf(zip.subarray(0, size))).toEqual([]);
    }
  });
});
