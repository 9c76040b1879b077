import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasCommand } from '../test/has-command.ts';
import { text, transformed } from '../test/support.ts';
import type { Operation } from './wasm/operation.ts';

const HEADER = 10;
const TRAILER = 8;

let state = 5;
function next(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return (state >>> 8) % below;
}

const noise = Uint8Array.from({ length: 200_000 }, () => next(256));
const few = Uint8Array.from({ length: 300_000 }, () => 97 + next(4));
const prose = text(400_000);
const mixed = Buffer.concat([
  prose.subarray(0, 90_000),
  noise.subarray(0, 70_000),
  new Uint8Array(90_000),
  few,
]);

/** Ends in a phrase that stood before zeros, and then before letters: behind the end, GNU gzip sees zeros. */
const phrase = 'the quick brown fox jumps';
const atEnd = Buffer.from(
  `>>>>${phrase}\0\0\0\0\0ABCDEFGHIJKLMNOPQRSTUVWXYZ${phrase}XYZ-zyxwvut${phrase}`,
);

/** Ends in all kinds of places: around the windows of 32 KiB, in matches, in noise. */
const inputs: readonly Uint8Array[] = [
  ...[0, 1, 2, 3, 7].map((size) => prose.subarray(0, size)),
  ...[32_767, 65_274, 65_535, 65_536, 65_600, 98_304].map((size) => few.subarray(0, size)),
  ...Array.from({ length: 40 }, (_, index) => {
    const source = [prose, few, mixed, noise][index % 4] ?? prose;
    const start = next(source.length);
    return source.subarray(start, start + next(index < 20 ? 3000 : 150_000));
  }),
  prose,
  mixed,
  atEnd,
];

function bodyOf(command: string, flags: readonly string[], input: Uint8Array): Buffer {
  const output = execFileSync(command, ['-n', '-c', ...flags], { input, maxBuffer: 1 << 24 });
  return output.subarray(HEADER, -TRAILER);
}

async function expectSame(operation: Operation, native: (input: Uint8Array) => Buffer) {
  for (const [index, input] of inputs.entries()) {
    const ours = Buffer.from(await transformed(operation, input));
    expect(ours.equals(native(input)), `input ${index} of ${input.length} bytes`).toBe(true);
  }
}

describe.skipIf(!hasCommand('gzip'))('the deflate of GNU gzip', () => {
  it.each([1, 2, 3, 4, 6, 9])('comes out the same at level %i', async (level) => {
    await expectSame({ type: 'deflate', like: 'gzip', level, memoryLevel: 8 }, (input) =>
      bodyOf('gzip', [`-${level}`], input),
    );
  });
});

describe.skipIf(!hasCommand('pigz'))('the deflate of pigz', () => {
  it.each([1, 6])('comes out the same at level %i', async (level) => {
    await expectSame({ type: 'deflate', like: 'pigz', level, memoryLevel: 8 }, (input) =>
      bodyOf('pigz', ['-p', '2', `-${level}`], input),
    );
  });
});
