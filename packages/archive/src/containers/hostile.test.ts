import { bufferSource, type ByteSource } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { buildAr } from '../../test/containers/build-ar.ts';
import { buildGzip, gzipHeader } from '../../test/containers/build-gzip.ts';
import { buildTar } from '../../test/containers/build-tar.ts';
import { buildZip } from '../../test/containers/build-zip.ts';
import { filled, LOCAL_SIZE, localHeader, zipOf } from '../../test/containers/cheap-zip.ts';
import { foundIn, strictSource } from '../../test/containers/found-in.ts';
import { scan } from './scan.ts';

const MIB = 1024 * 1024;

/** A source that counts what is read: that decides how long a scan takes, on every machine. */
function counted(bytes: Uint8Array): { source: ByteSource; read: () => number } {
  const plain = strictSource(bytes);
  let total = 0;
  const read: ByteSource['read'] = (offset, length) => {
    total += length;
    return plain.read(offset, length);
  };
  return { source: { size: bytes.length, read }, read: () => total };
}

async function bytesReadFor(bytes: Uint8Array): Promise<number> {
  const { source, read } = counted(bytes);
  await foundIn(bytes, { source });
  return read();
}

describe('a scan of hostile bytes', () => {
  it.each([
    ['gzip headers', filled(MIB, gzipHeader())],
    ['gzip headers with names that never end', filled(MIB, gzipHeader({ flags: 8 }))],
    ['gzip headers with extra fields', filled(MIB, gzipHeader({ extra: Buffer.alloc(9) }))],
    ['ends of zips', filled(MIB, Buffer.from('PK\x05\x06'))],
    [
      'ends of zips behind its beginning',
      Buffer.concat([localHeader(), filled(MIB, Buffer.from('PK\x05\x06'))]),
    ],
    ['ends of zips with comments', filled(MIB, Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`))],
    [
      'ar headers',
      Buffer.concat([buildAr([]), filled(MIB, buildAr([{ name: 'a', content: '' }]).subarray(8))]),
    ],
    ['tar headers', filled(MIB, buildTar([{ name: 'a' }]).subarray(0, 512))],
    [
      'long names',
      filled(MIB, buildTar([{ name: 'a', type: 'L', content: 'n' }]).subarray(0, 1024)),
    ],
    [
      'maps of sparse files',
      Buffer.concat([
        buildTar([{ name: 'a', type: 'S', overlay: { at: 482, bytes: Buffer.of(1) } }]).subarray(
          0,
          512,
        ),
        Buffer.alloc(MIB, 1),
      ]),
    ],
    ['records', buildTar([{ name: 'x', type: 'x', content: filled(MIB, Buffer.from('5 a=\n')) }])],
    [
      'gzip headers in a tar',
      buildTar(
        Array.from({ length: 1000 }, () => ({ name: 'x', content: gzipHeader({ flags: 8 }) })),
      ),
    ],
    [
      'zips in a tar with members far behind',
      buildTar(
        Array.from({ length: 500 }, () => ({
          name: 'x',
          content: zipOf({
            count: 9,
            local: localHeader(),
            offsetOf: (index) => 2000 + index * 9000,
          }),
        })),
      ),
    ],
    [
      'zips in a tar',
      buildTar(
        Array.from({ length: 500 }, () => ({
          name: 'x',
          content: zipOf({ count: 9, local: localHeader(), offsetOf: () => 0 }),
        })),
      ),
    ],
  ])('reads a megabyte of %s about once', async (_, bytes) => {
    expect(await bytesReadFor(bytes)).toBeLessThan(2 * bytes.length);
  });

  it('reads a zip whose local headers claim long names about once', async () => {
    const local = filled(MIB, localHeader(65_535, 65_535));
    const offsetOf = (index: number) => index * LOCAL_SIZE;
    const bytes = zipOf({ count: 30_000, local, offsetOf });
    expect(await bytesReadFor(bytes)).toBeLessThan(2 * bytes.length);
  });

  it('reads zips that store one another a few times at most', async () => {
    let bytes: Buffer = Buffer.from('text');
    for (let level = 0; level < 30; level += 1) {
      const list = [{ name: 'x', content: bytes, method: 0 }];
      bytes = buildZip(list, { comment: 'c'.repeat(60_000) });
    }
    expect(await bytesReadFor(bytes)).toBeLessThan(4 * bytes.length);
  });

  it('finds each byte once in members that lie over one another', async () => {
    const kernel = Buffer.concat([localHeader(), Buffer.alloc(5000)]);
    const quoting = Array.from({ length: 20 }, () => localHeader(0, LOCAL_SIZE));
    const local = Buffer.concat([...quoting, kernel]);
    const offsetOf = (index: number) => index * LOCAL_SIZE;
    const bytes = zipOf({ count: 21, local, offsetOf, size: kernel.length - LOCAL_SIZE * 2 });
    const found = await foundIn(bytes);
    expect(found).toHaveLength(1);
  });

  it('finds the first of members that are the same one', async () => {
    const local = Buffer.concat([localHeader(), Buffer.alloc(100)]);
    const bytes = zipOf({ count: 1000, local, offsetOf: () => 0, size: 50 });
    expect(await foundIn(bytes)).toMatchObject([{ offset: LOCAL_SIZE, maxSize: 50 }]);
  });

  it('never comes to an end of a zip through itself', async () => {
    // What it stores as its only member begins before the member, and ends behind it.
    const local = Buffer.concat([localHeader(), Buffer.alloc(100)]);
    for (const size of [100, 130, 150, 198]) {
      const bytes = zipOf({ count: 1, local, offsetOf: () => 0, size, method: 0 });
      expect(await foundIn(bytes)).toEqual([]);
    }
    const plain = buildZip([{ name: 'a', content: 'a' }]);
    const start = plain.indexOf('PK\x01\x02');
    const itself = zipOf({ count: 1, local: plain, offsetOf: () => start, size: 40, method: 0 });
    expect(await foundIn(itself)).toEqual([]);
  });

  it('finds a million members, and no more than it may', async () => {
    const count = 1_000_000;
    const piece = Buffer.concat([localHeader(), Buffer.of(3, 0)]);
    const local = filled(count * piece.length, piece);
    const bytes = zipOf({
      count,
      local,
      offsetOf: (index) => (count - 1 - index) * piece.length,
      size: 2,
    });
    const before = process.memoryUsage().arrayBuffers;
    const { held, ...last } = await lastOf(bytes, count);
    expect(last).toEqual({ count, offset: (count - 1) * piece.length + LOCAL_SIZE });
    expect(held - before).toBeLessThan(100 * MIB);
    expect(await lastOf(bytes, 1000)).toMatchObject({ count: 1000 });
  });

  it.each([2 ** 32 - 1, 2 ** 40, 2 ** 53 - 1])(
    'believes no zip64 that states %d',
    async (number) => {
      const bytes = buildZip([{ name: 'a', content: 'a' }], { zip64: true });
      const end64 = bytes.indexOf('PK\x06\x06');
      for (const at of [24, 32, 40, 48]) {
        const damaged = Buffer.from(bytes);
        damaged.writeBigUInt64LE(BigInt(number), end64 + at);
        expect((await foundIn(damaged)).length).toBe(at < 40 ? 1 : 0);
        damaged.writeBigUInt64LE(2n ** 64n - 1n, end64 + at);
        expect((await foundIn(damaged)).length).toBe(at < 40 ? 1 : 0);
      }
    },
  );

  it('finds nothing but parts of what is cut off anywhere', async () => {
    const gz = buildGzip('content', { name: 'name', extra: Buffer.alloc(5) });
    const zip = buildZip([
      { name: 'a', content: 'a' },
      { name: 'b', content: gz, method: 0 },
    ]);
    const zip64 = buildZip([{ name: 'a', content: 'a', zip64: true }], { zip64: true });
    const members = [zip, gz, zip64].map((content, index) => ({ name: `${index}`, content }));
    for (const whole of [gz, zip, zip64, buildAr(members), buildTar(members)]) {
      for (let size = 0; size < whole.length; size += 1) {
        for (const { offset, maxSize } of await foundIn(whole.subarray(0, size)))
          expect(offset + maxSize).toBeLessThanOrEqual(size);
      }
    }
  });

  it('goes on behind a stream that claims nothing', async () => {
    const bytes = filled(20 * 40, Buffer.concat([gzipHeader(), Buffer.alloc(10)]));
    const found = await foundIn(bytes, { sizeTaken: () => 2 });
    expect(found).toHaveLength(40);
  });
});

interface Last {
  readonly count: number;
  readonly offset: number;
  /** Bytes in use when the first stream was found, and the directory read. */
  readonly held: number;
}

/** How many streams there are, in order, and where the last one is. */
async function lastOf(bytes: Uint8Array, members: number): Promise<Last> {
  let count = 0;
  let offset = -1;
  let held = 0;
  const region = { offset: 0, size: bytes.length };
  for await (const stream of scan(bufferSource(bytes), region, { limits: { members } })) {
    if (count === 0) held = process.memoryUsage().arrayBuffers;
    if (stream.offset <= offset) throw new Error('The streams are not in order.');
    offset = stream.offset;
    count += 1;
  }
  return { count, offset, held };
}
