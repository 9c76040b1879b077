import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { decodeFile, encodeFile } from '../lib/codec-run.mjs';
import { makeFile } from '../lib/make-file.mjs';
import { measureCommand, measureHere } from '../lib/measure.mjs';
import { nativeVersion } from '../lib/machine.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { bytes, ratio, seconds } from '../lib/table.mjs';

const SIZE = 200 * 2 ** 20;

/** A reference larger than the native command's default window: 200 MiB whose halves change places. */
export async function swappedHalves(work) {
  const reference = join(work, 'reference');
  const target = join(work, 'target');
  const delta = join(work, 'delta');
  const restored = join(work, 'restored');
  makeFile(reference, { size: SIZE, seed: 1 });
  const content = readFileSync(reference);
  writeFileSync(target, content.subarray(SIZE / 2));
  appendFileSync(target, content.subarray(0, SIZE / 2));
  const codec = new Xdelta3Codec();
  const encode = await measureHere(() => encodeFile(codec, { reference, target, delta }));
  const decode = await measureHere(() => decodeFile(codec, { reference, delta, restored }));
  await codec.close();
  if ((await sha256File(restored)) !== (await sha256File(target))) throw new Error('not restored');
  const rows = [['ours', bytes(encode.value), seconds(encode.user), seconds(decode.user)]];
  if (nativeVersion() !== undefined) {
    const native = `${delta}.native`;
    const e = measureCommand('xdelta3', ['-e', '-9', '-D', '-f', '-s', reference, target, native]);
    const d = measureCommand('xdelta3', ['-d', '-f', '-s', reference, native, restored]);
    const size = statSync(native).size;
    rows.push(['native -9', bytes(size), seconds(e.user), seconds(d.user)]);
    rows.push([
      'ratio',
      ratio(encode.value, size),
      ratio(encode.user, e.user),
      ratio(decode.user, d.user),
    ]);
  }
  for (const path of [reference, target, delta, restored]) rmSync(path, { force: true });
  return { columns: ['codec', 'delta bytes', 'encode user s', 'decode user s'], rows };
}
