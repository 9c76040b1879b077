import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { releaseSets, successivePairs } from '../lib/data/release-sets.mjs';
import { assertCodecs, headObject, openGlider, putFile, readObject } from '../lib/glider.mjs';
import { nativeVersion, zstdVersion } from '../lib/machine.mjs';
import { requireTool } from '../lib/missing-tool.mjs';
import { peerSizes } from '../lib/peer-sizes.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { bytes, percent } from '../lib/table.mjs';

const CODECS = ['auto', 'archive:smallest', 'archive:fastest'];

/**
 * What is saved over all successive pairs of real releases, everything counted, each version against the one before
 * it, beside two other tools; and what is saved where the first version is the reference of all, as in a store.
 */
export async function archiveSavings(work, { codecs = CODECS, sets = Object.keys(releaseSets) }) {
  requireTool('xdelta3', 'xdelta3');
  requireTool('zstd', 'zstd');
  await assertCodecs(join(work, 'codecs'), codecs);
  // All of them first: what is missing is said before minutes have passed.
  const opened = [];
  for (const name of sets) opened.push({ name, chains: await releaseSets[name].open() });
  const rows = [];
  for (const { name, chains } of opened) {
    if (chains.length === 0) continue;
    const pairs = successivePairs(chains);
    // Native tools and ours side by side: no time is measured here.
    const [peers, ours] = await Promise.all([
      sumOfPeers(pairs, work),
      savingsOfCodecs({ name, chains, pairs, codecs }, work),
    ]);
    const original = sum(pairs.map(({ target }) => statSync(target).size));
    const saved = (stored) => percent(1 - stored / original);
    const { target } = releaseSets[name];
    rows.push([
      name,
      String(pairs.length),
      bytes(original),
      saved(peers.xdelta3),
      saved(peers.zstd),
      ...ours.pairwise.map(({ stored }) => saved(stored)),
      target === undefined ? '-' : percent(target),
      saved(ours.first.stored),
      ours.pairwise[0].chosen,
    ]);
    console.log(rows.at(-1).join(' | '));
  }
  return {
    columns: [
      'set',
      'pairs',
      'original bytes',
      'xdelta3 -9 -D',
      'zstd -19 --patch-from',
      ...codecs,
      'target',
      `${codecs[0]}, first as reference`,
      `${codecs[0]} stored`,
    ],
    rows,
    notes: [
      'Saved of the original bytes of all targets; each target against the version before it, but for the last but one column.',
      `Native: xdelta3 ${nativeVersion()}, zstd ${zstdVersion()}.`,
      'Ours are stored objects, whole ones counted as such (the ratio rule is the default); every restored object has the SHA-256 of the original.',
    ],
  };
}

async function sumOfPeers(pairs, work) {
  const sizes = [];
  for (const pair of pairs) sizes.push(await peerSizes(pair, work));
  return {
    xdelta3: sum(sizes.map(({ xdelta3 }) => xdelta3)),
    zstd: sum(sizes.map(({ zstd }) => zstd)),
  };
}

async function savingsOfCodecs({ name, chains, pairs, codecs }, work) {
  const folder = join(work, name);
  const pairwise = [];
  for (const codec of codecs) {
    const chainsOfTwo = pairs.map(({ reference, target }) => [reference, target]);
    pairwise.push(await storeChains(chainsOfTwo, { folder, codec }));
  }
  return { pairwise, first: await storeChains(chains, { folder, codec: codecs[0] }) };
}

/** Stores each chain under a prefix of its own. Resolves to the bytes of all but the first of each. */
async function storeChains(chains, { folder, codec }) {
  const glider = await openGlider(folder, { codec });
  let stored = 0;
  const chosen = new Map();
  try {
    for (const [i, [reference, ...targets]] of chains.entries()) {
      await putFile(glider, `${i}/${basename(reference)}`, reference);
      for (const target of targets) {
        const key = `${i}/${basename(target)}`;
        stored += (await putFile(glider, key, target)).storedSize;
        await assertRestored(glider, key, target);
        const reader = (await headObject(glider, key)).delta?.codec ?? 'whole';
        chosen.set(reader, (chosen.get(reader) ?? 0) + 1);
      }
    }
  } finally {
    await glider.close();
    rmSync(folder, { recursive: true });
  }
  return { stored, chosen: [...chosen].map(([reader, count]) => `${count} ${reader}`).join(', ') };
}

async function assertRestored(glider, key, path) {
  const hash = createHash('sha256');
  await readObject(glider, key, (chunk) => hash.update(chunk));
  if (hash.digest('hex') !== (await sha256File(path))) throw new Error(`${path} was not restored`);
}

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}
