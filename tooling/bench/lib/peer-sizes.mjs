import { join } from 'node:path';
import { rmSync, statSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

/** What other tools make of a pair: bytes of `xdelta3 -9 -D` and of `zstd -19 --patch-from`. */
export async function peerSizes({ reference, target }, work) {
  const [xdelta3, zstd] = ['peer.xdelta3', 'peer.zst'].map((name) => join(work, name));
  const patch = ['-19', '--long=31', `--patch-from=${reference}`, target, '-q', '-f', '-o', zstd];
  await Promise.all([
    runCommand('xdelta3', ['-9', '-D', '-e', '-f', '-s', reference, target, xdelta3]),
    runCommand('zstd', patch),
  ]);
  const sizes = { xdelta3: statSync(xdelta3).size, zstd: statSync(zstd).size };
  for (const path of [xdelta3, zstd]) rmSync(path);
  return sizes;
}
