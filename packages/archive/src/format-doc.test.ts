import { readFileSync } from 'node:fs';
import { bufferSource, collect } from '@deltaglider/core';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { describe, expect, it } from 'vitest';
import { archiveCodec, decodeDelta } from '../test/archive-pairs.ts';
import { streamOf } from '../test/support.ts';
import { ObjectReader } from './object/object-reader.ts';

const doc = readFileSync(new URL('../../../docs/format.md', import.meta.url), 'utf8');

/** The bytes of a block of the document, without the words before them. */
function block(name: string): readonly Uint8Array[] {
  const [, text = ''] = new RegExp(`\`\`\`${name}\n(.*?)\n\`\`\``, 's').exec(doc) ?? [];
  return text.split('\n').map((line) => {
    const [, digits = ''] = /(?:^|\s{2,})((?:[0-9a-f]{2,}\s?)+)$/.exec(line) ?? [];
    return Buffer.from(digits.replaceAll(' ', ''), 'hex');
  });
}

const [reference = Buffer.alloc(0), target = Buffer.alloc(0)] = block('text');
const delta = Buffer.concat(block('delta'));
const [plan, structure, ...ofTarget] = block('sections').map((bytes) => Buffer.from(bytes));

describe('the example in docs/format.md', () => {
  it('is a delta from its reference to its target', async () => {
    await using codec = archiveCodec();
    expect(target.length).toBeGreaterThan(30);
    expect(await decodeDelta(codec, [reference, delta])).toEqual(Uint8Array.from(target));
  });

  it('has the sections that it says', async () => {
    const inner = new Xdelta3Codec({ workers: 0 });
    const reader = new ObjectReader(streamOf(delta));
    await reader.header();
    const decode = (from: Uint8Array, section: AsyncIterable<Uint8Array>) =>
      collect(inner.decode(bufferSource(from), section));
    const first = await reader.section('one', (section) => decode(Buffer.alloc(0), section));
    expect(Buffer.from(first)).toEqual(plan);
    const source = Buffer.concat([plan ?? '', structure ?? ''] as Buffer[]);
    const second = await reader.section('two', (section) => decode(source, section));
    const size = Uint8Array.of(ofTarget[0]?.length ?? 0);
    expect(Buffer.from(second)).toEqual(Buffer.concat([size, ...ofTarget]));
  });
});
