import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAr } from '../../test/containers/build-ar.ts';
import { buildGzip } from '../../test/containers/build-gzip.ts';
import { buildTar, paxRecord } from '../../test/containers/build-tar.ts';
import { buildZip } from '../../test/containers/build-zip.ts';
import { deflatedSize, foundIn } from '../../test/containers/found-in.ts';
import type { FoundStream, Region } from './found-stream.ts';

const gz = buildGzip('content', { name: 'name', comment: 'comment', headerCrc: true });
const gzs = Buffer.concat([gz, buildGzip('more')]);
const members = [
  { name: 'a.txt', content: 'text of a' },
  { name: 'b.gz', content: gzs, method: 0 },
  { name: 'c.txt', content: 'text of c', descriptor: true, zip64: true },
];
const zip = buildZip(members, { comment: 'comment' });
const zip64 = buildZip(members, {
  zip64: true,
  prefix: Buffer.from('#!/bin/sh'),
  order: [2, 1, 0],
});
const tar = buildTar([
  { name: 'x', type: 'x', content: paxRecord('size', zip.length) },
  { name: 'a.zip', content: zip, size: 1 },
  { name: 'L', type: 'L', content: 'long'.repeat(30) },
  { name: 'b.gz', content: gzs, isBinary: true },
]);
const ar = buildAr([
  { name: 'debian-binary', content: '2.0\n' },
  { name: 'data.tar/', content: tar },
]);
const whole = {
  gzs,
  zip,
  zip64,
  tar,
  ar,
  deep: buildZip([{ name: 'ar', content: ar, method: 0 }]),
};

/** What is done to an archive: numbers overwritten, parts copied elsewhere, parts left out. */
const damage = fc.array(
  fc.oneof(
    fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
    fc.record({
      at: fc.nat(),
      bytes: fc.constantFrom(0, 255, 1).map((byte) => Buffer.alloc(4, byte)),
    }),
    fc.record({ at: fc.nat(), from: fc.nat(), size: fc.nat(600) }),
    fc.record({ at: fc.nat(), drop: fc.nat(600) }),
  ),
  { minLength: 1, maxLength: 4 },
);

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(archive: Buffer, changes: Damage): Buffer {
  let bytes = Buffer.from(archive);
  for (const change of changes) {
    const at = change.at % (bytes.length + 1);
    if ('bytes' in change) bytes.set(change.bytes.subarray(0, bytes.length - at), at);
    else if ('from' in change)
      bytes.copy(
        bytes,
        at,
        change.from % (bytes.length + 1),
        (change.from % (bytes.length + 1)) + change.size,
      );
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.drop)]);
  }
  return bytes;
}

/** Streams are sorted, and lie in the region one behind the other as far as their sizes are known. */
function expectInOrder(found: readonly FoundStream[], region: Region, taken: Map<number, number>) {
  let free = region.offset;
  for (const { offset, maxSize, isExact } of found) {
    expect(offset).toBeGreaterThanOrEqual(free);
    expect(maxSize).toBeGreaterThan(0);
    expect(offset + maxSize).toBeLessThanOrEqual(region.offset + region.size);
    free = offset + (isExact ? maxSize : (taken.get(offset) ?? maxSize));
  }
}

async function expectSound(bytes: Uint8Array, region: Region) {
  const taken = new Map<number, number>();
  const answers = {
    none: () => undefined,
    all: ({ maxSize }: FoundStream) => maxSize,
    real: (stream: FoundStream) => deflatedSize(stream, bytes),
  };
  for (const answer of Object.values(answers)) {
    taken.clear();
    const found = await foundIn(bytes, {
      region,
      sizeTaken: (stream) => {
        const size = answer(stream);
        if (size !== undefined) taken.set(stream.offset, size);
        return size;
      },
    });
    expectInOrder(found, region, taken);
  }
}

describe('a scan of anything', () => {
  it('finds streams in order, apart from each other and inside its region', async () => {
    const start = fc.constantFrom(
      ...[
        '1f8b0804',
        '1f8b0818',
        '504b0304',
        '213c617263683e0a',
        '425a6839314159265359',
        'fd377a585a00',
        '',
      ].map((hex) => Buffer.from(hex, 'hex')),
    );
    const bytes = fc
      .tuple(start, fc.uint8Array({ maxLength: 2000 }))
      .map((parts) => Buffer.concat(parts));
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(), fc.nat(), async (all, from, length) => {
        const offset = from % (all.length + 1);
        await expectSound(all, { offset: 0, size: all.length });
        await expectSound(all, { offset, size: length % (all.length - offset + 1) });
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries(whole))('does so in a damaged %s', async (_, archive) => {
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = damaged(archive, changes);
        await expectSound(bytes, { offset: 0, size: bytes.length });
      }),
      { numRuns: 400 },
    );
  });

  it('finds all in an archive that is whole', async () => {
    const counts = Object.values(whole).map(
      async (bytes) =>
        (await foundIn(bytes, { sizeTaken: (stream) => deflatedSize(stream, bytes) })).length,
    );
    expect(await Promise.all(counts)).toEqual([2, 4, 4, 6, 6, 6]);
  });
});
