import { deflateRawSync } from 'node:zlib';
import { bufferSource, collect } from '@deltaglider/core';
import { expect, it } from 'vitest';
import { archiveCodec } from '../test/archive-pairs.ts';
import { crc32 } from '../test/containers/crc32.ts';
import { filled, LOCAL_SIZE, localHeader, zipOf } from '../test/containers/cheap-zip.ts';
import { streamOf } from '../test/support.ts';

const COUNT = 1_000_000;

/** A zip of a million members, all of which hold the text. */
function zipOfMany(text: string): Buffer {
  const member = Buffer.concat([localHeader(), deflateRawSync(text)]);
  const local = filled(COUNT * member.length, member);
  const offsetOf = (index: number) => index * member.length;
  const size = member.length - LOCAL_SIZE;
  return zipOf({ count: COUNT, local, offsetOf, size, crc: crc32(Buffer.from(text)) });
}

it('looks through as many of a million members as it may, and restores all', async () => {
  const limits = { expandedStreams: 10_000 };
  await using codec = archiveCodec({ limits });
  const [reference, target] = [zipOfMany('one'), zipOfMany('two')];
  let streams: Readonly<Record<string, number>> | undefined;
  const options = {
    onChoice: (choice: { readonly streams?: typeof streams }) => {
      streams = choice.streams;
    },
  };
  const delta = await collect(codec.encode(bufferSource(reference), streamOf(target), options));
  expect(streams).toEqual({ deflate: limits.expandedStreams });
  expect(delta.length).toBeLessThan(target.length / 100);
  const restored = await collect(codec.decode(bufferSource(reference), streamOf(delta)));
  expect(Buffer.compare(restored, target)).toBe(0);
}, 240_000);
