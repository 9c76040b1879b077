import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDeltaGlider, fileSource } from '@deltaglider/sdk';

const BUCKET = 'bench';

/** A DeltaGlider on a store and a cache in the folder. */
export async function openGlider(folder, { codec, cache = 'cache' }) {
  const store = join(folder, 'store');
  mkdirSync(store, { recursive: true });
  const glider = await createDeltaGlider({
    store: pathToFileURL(store).href,
    codec,
    cache: { directory: join(folder, cache) },
    scratchDirectory: folder,
  });
  if (!(await glider.buckets.bucketExists(BUCKET))) await glider.buckets.createBucket(BUCKET);
  return glider;
}

/** Throws for a name that is not registered, before anything is measured. */
export async function assertCodecs(folder, codecs) {
  for (const codec of codecs) await (await openGlider(folder, { codec })).close();
}

/** Stores a file and resolves to what was stored. */
export async function putFile(glider, key, path) {
  const body = await fileSource(path);
  try {
    return await glider.put({ address: { bucket: BUCKET, key }, body });
  } finally {
    await body.close();
  }
}

/** Reads an object to its end; `onChunk` sees its bytes. */
export async function readObject(glider, key, onChunk = () => undefined) {
  const { body } = await glider.get({ address: { bucket: BUCKET, key } });
  for await (const chunk of body) onChunk(chunk);
}

/** What is known of an object that is there. */
export async function headObject(glider, key) {
  const object = await glider.head({ address: { bucket: BUCKET, key } });
  if (object === undefined) throw new Error(`There is no ${key}`);
  return object;
}
