import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasCommand } from '../../test/has-command.ts';
import { expanded, folded, found, noise, rangeOf } from '../../test/solid.ts';
import { text } from '../../test/support.ts';
import { decodeSettings, encodeSettings } from './settings-bytes.ts';
import type { SolidMethod, SolidSettings } from './solid-settings.ts';

const content = Buffer.concat([text(150_000), noise(20_000), text(150_000, 40)]);
const long = text(2_600_000, 300);

function made(command: string, flags: readonly string[], input: Uint8Array): Buffer {
  return execFileSync(command, ['-c', ...flags], { input, maxBuffer: 1 << 26 });
}

/** Takes a stream apart and makes it again, by what is written down of its settings. */
async function expectMadeAgain(method: SolidMethod, bytes: Uint8Array): Promise<SolidSettings> {
  const { content: inside, end } = await expanded(method, rangeOf(bytes));
  expect(end).toEqual({ size: bytes.length });
  const settings = await found(method, { content: inside, bytes });
  if (settings === undefined) throw new Error('No settings were found.');
  const again = await folded(decodeSettings(encodeSettings(settings)), inside);
  expect(Buffer.from(again).equals(bytes)).toBe(true);
  return settings;
}

describe.skipIf(!hasCommand('xz'))('what the xz command makes', () => {
  it.each([
    ['-6', { preset: 6, extreme: false, check: 4, blocks: 'one' }],
    ['-9', { preset: 9, extreme: false, check: 4, blocks: 'one' }],
    ['-0', { preset: 0, extreme: false, check: 4, blocks: 'one' }],
    ['-6e', { preset: 6, extreme: true, check: 4, blocks: 'one' }],
    ['-6 --check=none', { preset: 6, extreme: false, check: 0, blocks: 'one' }],
    ['-3 --check=crc32', { preset: 3, extreme: false, check: 1, blocks: 'one' }],
    ['-1 --check=sha256', { preset: 1, extreme: false, check: 10, blocks: 'one' }],
    ['-6 -T2', { preset: 6, extreme: false, check: 4, blocks: 'sized', blockSize: 25_165_824 }],
    [
      '-2 -T2 --block-size=64KiB',
      { preset: 2, extreme: false, check: 4, blocks: 'sized', blockSize: 65_536 },
    ],
  ])('is made again: %s', async (flags, expected) => {
    const bytes = made('xz', ['--threads=1', ...flags.split(' ')], content);
    expect(await expectMadeAgain('xz', bytes)).toEqual({ method: 'xz', ...expected });
  });

  it.each([
    ['text', long],
    ['noise', noise(1_300_000)],
  ])('is made again in several blocks: %s', async (_, input) => {
    const settings = await expectMadeAgain('xz', made('xz', ['-0', '-T2'], input));
    expect(settings).toMatchObject({ preset: 0, blocks: 'sized', blockSize: 2 ** 20 });
  });

  it.each(['-5', '-4', '-5e', '-7', '-8 -T2'])(
    'is made again, whichever settings come to the same: %s',
    async (flags) => {
      await expectMadeAgain('xz', made('xz', flags.split(' '), content));
    },
  );

  it.each([
    '--lzma2=preset=6,nice=100',
    '--lzma2=preset=6,dict=5MiB',
    '--lzma2=preset=6,lc=1',
    '--x86 --lzma2=preset=6',
    '-6 -T1 --block-size=64KiB',
  ])('stays compressed where no preset has it: %s', async (flags) => {
    const bytes = made('xz', flags.split(' '), content);
    expect(await found('xz', { content, bytes })).toBeUndefined();
  });
});

describe.skipIf(!hasCommand('bzip2'))('what the bzip2 command makes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('is made again: -%i', async (level) => {
    const bytes = made('bzip2', [`-${level}`], content);
    expect(await expectMadeAgain('bzip2', bytes)).toEqual({ method: 'bzip2', level });
  });

  it('is made again of nothing', async () => {
    await expectMadeAgain('bzip2', made('bzip2', [], new Uint8Array(0)));
  });
});
