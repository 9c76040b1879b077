import fc from 'fast-check';
import { compareUtf8 } from '../src/bytes/compare-utf8.ts';
import { commonPrefix, rollUp } from '../src/listing/roll-up.ts';
import type { MemoryStorage } from '../src/memory/memory-storage.ts';
import type { ListObjectsInput } from '../src/use-cases/list-objects.ts';
import { BUCKET } from './create-test-engine.ts';
import { deltaMetadata, putPhysical, REFERENCE_METADATA } from './physical-objects.ts';

/** An object as it lies in a bucket: ours or somebody's, whatever it is called. */
export interface PhysicalSpec {
  readonly key: string;
  readonly kind: 'foreign' | 'delta' | 'reference';
  readonly second: number;
}

const part = fc.constantFrom(
  ...['a', 'b', '-', '.', '/', '.delta', '.d', ' ', '!', '0', 'é', '😀', '\uffee', 'reference.bin'],
);
const anyKey = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const physicalKey = fc.oneof(
  { weight: 4, arbitrary: anyKey },
  { weight: 4, arbitrary: anyKey.map((key) => `${key}.delta`) },
  { weight: 1, arbitrary: fc.constantFrom('.deltaglider/trash/1/reference.bin', '.deltaglider/x') },
  { weight: 1, arbitrary: fc.constantFrom('_dgp/locks/reference/1.json', '_dgp/leases/x.delta') },
);

const second = fc.integer({ min: 0, max: 2 });
const kind = fc.constantFrom('foreign' as const, 'delta' as const, 'reference' as const);

/** Sets of physical objects with twins, references, foreign deltas, internal keys. */
export const physicalSpecs = fc
  .array(
    fc.record({
      key: physicalKey,
      kind,
      second,
      twin: fc.option(second, { freq: 3, nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((drawn) => {
    const specs = new Map<string, PhysicalSpec>();
    for (const { twin, ...spec } of drawn) {
      specs.set(spec.key, canBe(spec) ? spec : { ...spec, kind: 'foreign' });
      const key = `${spec.key}.delta`;
      if (twin !== undefined) specs.set(key, { key, kind: 'delta', second: twin });
    }
    return [...specs.values()];
  });

export const listOptions = fc.record({
  prefix: fc.oneof(fc.constant(''), anyKey),
  delimiter: fc.constantFrom(undefined, '/', '.', '-', '.delta'),
  startAfter: fc.oneof(fc.constant(undefined), anyKey),
});

function canBe({ key, kind }: PhysicalSpec): boolean {
  if (kind === 'delta') return key.endsWith('.delta');
  return kind === 'foreign' || isReferenceName(key);
}

/** A bucket with these objects. */
export async function bucketOf<T extends MemoryStorage>(
  specs: readonly PhysicalSpec[],
  create: (clock: () => Date) => T,
): Promise<T> {
  let second = 0;
  const storage = create(() => new Date(Date.UTC(2025, 0, 1, 0, 0, second)));
  await storage.createBucket(BUCKET);
  const metadata = { foreign: {}, delta: deltaMetadata('x'), reference: REFERENCE_METADATA };
  for (const spec of specs) {
    second = spec.second;
    await putPhysical(storage, spec.key, metadata[spec.kind]);
  }
  return storage;
}

/** What a listing of these objects must say: `key size` for objects, `key` alone for common prefixes. */
export function expectedListing(
  specs: readonly PhysicalSpec[],
  input: Pick<ListObjectsInput, 'prefix' | 'delimiter' | 'startAfter'>,
): string[] {
  const { prefix = '', startAfter } = input;
  const objects = new Map<string, { size: number; rank: number }>();
  for (const spec of specs) {
    const logical = logicalOf(spec);
    if (logical === undefined) continue;
    const isDelta = logical !== spec.key;
    const rank = spec.second * 2 + (isDelta ? 1 : 0);
    const other = objects.get(logical);
    if (other !== undefined && other.rank > rank) continue;
    objects.set(logical, { size: isDelta ? 20_000 : 100, rank });
  }
  const keys = [...objects.keys(), ...foldersOnly(specs, input)]
    .filter((key) => key.startsWith(prefix))
    .sort(compareUtf8);
  return [...rollUp(keys, input)]
    .filter(({ key }) => startAfter === undefined || compareUtf8(key, startAfter) > 0)
    .map(({ type, key }) => (type === 'prefix' ? key : `${key} ${objects.get(key)?.size ?? ''}`));
}

/** What the store rolls up it does not show: a folder with nothing but a reference is one all the same. */
function foldersOnly(
  specs: readonly PhysicalSpec[],
  input: Pick<ListObjectsInput, 'prefix' | 'delimiter'>,
): string[] {
  if (input.delimiter !== '/') return [];
  return specs
    .filter(({ key, kind }) => kind === 'reference' && !key.startsWith('.deltaglider/'))
    .map(({ key }) => key)
    .filter((key) => commonPrefix(key, input) !== undefined);
}

function logicalOf({ key, kind }: PhysicalSpec): string | undefined {
  if (key.startsWith('.deltaglider/') || kind === 'reference') return undefined;
  return kind === 'delta' && key !== '.delta' ? key.slice(0, -'.delta'.length) : key;
}

function isReferenceName(key: string): boolean {
  return key === 'reference.bin' || key.endsWith('/reference.bin');
}
