import { PassThrough, Readable } from 'node:stream';
import { collect } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { type ByteStreamInput, toByteStream } from './to-byte-stream.ts';

const text = 'grüße 🚀';
const bytes = new TextEncoder().encode(text);
const padded = new Uint8Array([9, ...bytes, 9]);

async function* generate() {
  yield bytes.subarray(0, 3);
  yield bytes.subarray(3);
}

const inputs: [string, ByteStreamInput][] = [
  ['a string', text],
  ['bytes', bytes],
  ['a Buffer', Buffer.from(text)],
  ['a view into a larger buffer', new DataView(padded.buffer, 1, bytes.length)],
  ['an ArrayBuffer', bytes.slice().buffer],
  ['a Blob', new Blob([bytes])],
  ['a web stream', new Blob([bytes]).stream()],
  [
    'a Node stream',
    Readable.from([Buffer.from(bytes.subarray(0, 5)), Buffer.from(bytes.subarray(5))]),
  ],
  ['a Node stream of text', new PassThrough({ encoding: 'utf8' }).end(text)],
  ['a generator', generate()],
  ['an array of chunks', [bytes.subarray(0, 1), new Uint8Array(), bytes.subarray(1)]],
];

describe('toByteStream', () => {
  it.each(inputs)('takes %s', async (_kind, input) => {
    expect(Buffer.from(await collect(toByteStream(input))).toString()).toBe(text);
  });

  it.each([[42], [null], [undefined], [{}]])('refuses %j at once', (input) => {
    expect(() => toByteStream(input as ByteStreamInput)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error,
    );
  });

  it('refuses chunks that are no bytes', async () => {
    const input = [1, 2, 3] as unknown as ByteStreamInput;
    await expect(collect(toByteStream(input))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('passes the failure of a stream, and releases one that is left early', async () => {
    const broken = new Readable({ read: () => undefined });
    broken.destroy(new RangeError('gone'));
    await expect(collect(toByteStream(broken))).rejects.toThrow('gone');
    const endless = new Readable({
      read() {
        this.push('x');
      },
    });
    for await (const chunk of toByteStream(endless)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(endless.destroyed).toBe(true);
  });
});
