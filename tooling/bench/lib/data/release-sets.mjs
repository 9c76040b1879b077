import { debianPackages } from './debian-packages.mjs';
import { sqlDumps } from './generated-files.mjs';
import { npmMembers, npmTarballs } from './npm-release.mjs';
import { packedTrees } from './packed-trees.mjs';

const VNU = { member: 'build/dist/vnu.jar', title: 'vnu' };
const CLOSURE = { member: 'compiler.jar', title: 'compiler' };
const PATCHES = ['5.4.2', '5.4.5'];

/**
 * Sets of real releases and of one generated dump. `target` is what the archive codec is meant to save over all
 * successive pairs; `open` fetches or makes the files and resolves to chains of versions, oldest first.
 */
export const releaseSets = {
  'typescript-tgz': {
    target: 0.985,
    open: async () => [await npmTarballs('typescript-tgz', 'typescript')],
  },
  'react-dom-tgz': {
    target: 0.998,
    open: async () => [await npmTarballs('react-dom-tgz', 'react-dom')],
  },
  'babel-core-tgz': {
    target: 0.95,
    open: async () => [await npmTarballs('babel-core-tgz', '@babel/core')],
  },
  'vnu-jar': { target: 0.995, open: async () => [await npmMembers('vnu-jar', 'vnu-jar', VNU)] },
  'closure-jar': {
    target: 0.97,
    open: async () => [await npmMembers('closure-jar', 'google-closure-compiler-java', CLOSURE)],
  },
  'infozip-patches': { target: 0.998, open: async () => [await packedTrees('infozip', PATCHES)] },
  'infozip-all': { open: async () => [await packedTrees('infozip')] },
  'tar-gz-patches': { target: 0.998, open: async () => [await packedTrees('tar-gz', PATCHES)] },
  'tar-gz-all': { open: async () => [await packedTrees('tar-gz')] },
  '7zip-all': { target: 0.9, open: async () => [await packedTrees('7zip')] },
  'sql-dump': { target: 0.985, open: async () => [await sqlDumps(4)] },
  deb: { open: debianPackages },
};

/** The pairs of neighbours of all chains. */
export function successivePairs(chains) {
  return chains.flatMap((chain) =>
    chain.slice(1).map((target, i) => ({ reference: chain[i], target })),
  );
}
