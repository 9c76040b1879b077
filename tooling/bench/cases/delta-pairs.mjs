import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { fetchReleases } from '../../demo/fetch-releases.mjs';
import { decodeFile, encodeFile } from '../lib/codec-run.mjs';
import { measureCommand, measureHere, median } from '../lib/measure.mjs';
import { nativeVersion } from '../lib/machine.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { bytes, ratio, seconds } from '../lib/table.mjs';

const ROUNDS = 3;

/** Successive real releases against the first of their set: our codec and the native command, interleaved. */
export async function deltaPairs(work) {
  const sets = await fetchReleases(work);
  const hasNative = nativeVersion() !== undefined;
  const rows = [];
  let cold;
  for (const { files } of sets) {
    const [reference, ...targets] = files;
    for (const target of targets) {
      const codec = new Xdelta3Codec();
      const pair = {
        reference,
        target,
        delta: join(work, 'ours.delta'),
        restored: join(work, 'restored'),
      };
      const first = await measureHere(() => encodeFile(codec, pair));
      cold ??= first;
      rows.push(await measurePair(codec, pair, hasNative));
      await codec.close();
    }
  }
  rmSync(join(work, 'releases'), { recursive: true });
  return {
    columns: [
      'target',
      'size',
      'delta',
      'native -9',
      'ratio',
      'encode user s',
      'native',
      'ratio',
      'decode user s',
      'native',
      'ratio',
    ],
    rows,
    notes: [
      `Medians of ${ROUNDS} interleaved rounds, warm, user CPU of all threads.`,
      `Cold start: the first encode of the process took ${seconds(cold.user)} s of user CPU.`,
    ],
  };
}

async function measurePair(codec, pair, hasNative) {
  const { reference, target, delta, restored } = pair;
  const nativeDelta = `${delta}.native`;
  const ours = { encode: [], decode: [] };
  const theirs = { encode: [], decode: [] };
  for (let round = 0; round < ROUNDS; round++) {
    ours.encode.push((await measureHere(() => encodeFile(codec, pair))).user);
    ours.decode.push((await measureHere(() => decodeFile(codec, pair))).user);
    if (!hasNative) continue;
    const encode = ['-e', '-9', '-D', '-f', '-s', reference, target, nativeDelta];
    theirs.encode.push(measureCommand('xdelta3', encode).user);
    const decode = ['-d', '-D', '-f', '-s', reference, nativeDelta, `${restored}.native`];
    theirs.decode.push(measureCommand('xdelta3', decode).user);
  }
  if ((await sha256File(restored)) !== (await sha256File(target))) throw new Error('not restored');
  const size = statSync(delta).size;
  const nativeSize = hasNative ? statSync(nativeDelta).size : undefined;
  const [e, d] = [median(ours.encode), median(ours.decode)];
  const [ne, nd] = hasNative ? [median(theirs.encode), median(theirs.decode)] : [];
  return [
    basename(target),
    bytes(statSync(target).size),
    bytes(size),
    bytes(nativeSize),
    ratio(size, nativeSize),
    seconds(e),
    seconds(ne),
    ratio(e, ne),
    seconds(d),
    seconds(nd),
    ratio(d, nd),
  ];
}
