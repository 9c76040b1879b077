import { tmpdir } from 'node:os';
import type { Diagnosis } from '@deltaglider/core';
import type { CacheSettings, DeltaGlider } from '../../create-delta-glider.ts';
import { createRegistry } from '../../registry.ts';
import { failureOf } from '../failure-of.ts';
import { DEFAULT_CODEC } from '../../default-codec.ts';
import { checkCodec } from './check-codec.ts';
import { checkNode } from './check-node.ts';
import { checkBucket, checkStore } from './check-store.ts';
import { checkTemporaryDirectory } from './check-temporary-directory.ts';
import { check } from './check.ts';
import { diagnoseWriting } from './check-writing.ts';

export interface DiagnoseOptions {
  /** Opens the store that is looked at; its failure is a diagnosis. The caller closes it. */
  readonly open: () => Promise<DeltaGlider>;
  /** A bucket to look at, too. */
  readonly bucket?: string | undefined;
  readonly cache?: CacheSettings | undefined;
  /** @default the system's temporary directory */
  readonly scratchDirectory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @default that of this process */
  readonly nodeVersion?: string | undefined;
  /** @default the system's clock */
  readonly clock?: (() => Date) | undefined;
}

/**
 * Looks at everything that DeltaGlider needs on this machine and in the store, one check after the other. In a
 * bucket it writes small probe objects below `.deltaglider/tmp/`, and removes them. A check that fails is a
 * diagnosis, not an error: only an abort rejects.
 */
export async function* diagnose(
  options: DiagnoseOptions,
): AsyncGenerator<Diagnosis, void, undefined> {
  const { signal, cache = {}, scratchDirectory = tmpdir() } = options;
  const { nodeVersion = process.versions.node, clock = () => new Date() } = options;
  yield await check('node', signal, async () => checkNode(nodeVersion, clock()));
  yield await check('temporary directory', signal, () => checkTemporaryDirectory(scratchDirectory));
  yield await check('cache', signal, async () => {
    const { checkCache } = await import('./check-cache.ts');
    return await checkCache(cache);
  });
  let store: DeltaGlider | undefined;
  const opening = await check('store', signal, async () => {
    store = await options.open();
    return { status: 'ok', message: 'The store is open.' };
  });
  yield await diagnoseCodec(store, signal);
  if (store === undefined) yield opening;
  else yield* diagnoseStore(store, options);
}

/** Of a machine whose store cannot be opened, at least the codec that comes along. */
async function diagnoseCodec(
  store: DeltaGlider | undefined,
  signal: AbortSignal | undefined,
): Promise<Diagnosis> {
  const registry = createRegistry();
  try {
    return await check('codec', signal, async () => {
      const codec = store?.engine.codec ?? registry.findCodec(DEFAULT_CODEC);
      if (codec === undefined) return { status: 'skipped', message: 'There is no codec.' };
      return await checkCodec(codec, signal);
    });
  } finally {
    await registry.close();
  }
}

async function* diagnoseStore(
  { engine, buckets, diagnostics }: DeltaGlider,
  { bucket, signal }: DiagnoseOptions,
): AsyncGenerator<Diagnosis, void, undefined> {
  const told = new Map<string, Diagnosis>();
  // A store that knows itself says better than we can whether it answers.
  if (diagnostics === undefined) {
    yield await check('store', signal, () => checkStore(buckets, signal));
  } else {
    for await (const each of guarded(diagnostics.diagnose(bucket, { signal }), signal)) {
      told.set(each.check, each);
      yield each;
    }
  }
  if (bucket === undefined) {
    const message = 'No bucket was named, so none was looked at.';
    const hint = 'Name one to check it, too: s3://bucket';
    yield { check: 'bucket', status: 'skipped', message, hint };
    return;
  }
  let found = told.get('bucket');
  if (found === undefined) {
    found = await check('bucket', signal, () => checkBucket(engine, bucket, signal));
    yield found;
  }
  if (found.status !== 'ok' && found.status !== 'warning') return;
  yield* diagnoseWriting(engine, { bucket, signal, told: new Set(told.keys()) });
}

/** An adapter that fails where it should have told of it must not end the other checks. */
async function* guarded(
  diagnoses: AsyncIterable<Diagnosis>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Diagnosis, void, undefined> {
  try {
    yield* diagnoses;
  } catch (error) {
    signal?.throwIfAborted();
    yield { check: 'store', status: 'problem', ...failureOf(error) };
  }
}
