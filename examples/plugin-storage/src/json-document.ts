import {
  bufferSource,
  collect,
  DeltaGliderError,
  MemoryStorage,
  type ObjectProperties,
} from '@deltaglider/core';

/** A store as JSON. */
export interface JsonDocument {
  readonly format: 'deltaglider-json/1';
  readonly buckets: Readonly<Record<string, JsonBucket>>;
}

interface JsonBucket {
  readonly createdAt: string;
  readonly objects: Readonly<Record<string, JsonObject>>;
}

interface JsonObject {
  readonly lastModified: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly properties: ObjectProperties;
  readonly tags: Readonly<Record<string, string>>;
  /** Base64. */
  readonly bytes: string;
}

/** Everything in a storage. */
export async function toDocument(storage: MemoryStorage): Promise<JsonDocument> {
  const buckets: [string, JsonBucket][] = [];
  for (const { name: bucket, createdAt } of await storage.listBuckets()) {
    const objects: [string, JsonObject][] = [];
    for await (const { key } of storage.list(bucket)) {
      objects.push([key, await toJsonObject(storage, { bucket, key })]);
    }
    const entry = { createdAt: createdAt.toISOString() };
    buckets.push([bucket, { ...entry, objects: Object.fromEntries(objects) }]);
  }
  return { format: 'deltaglider-json/1', buckets: Object.fromEntries(buckets) };
}

async function toJsonObject(
  storage: MemoryStorage,
  address: { readonly bucket: string; readonly key: string },
): Promise<JsonObject> {
  const { body, lastModified, metadata, properties } = await storage.get(address);
  return {
    lastModified: lastModified.toISOString(),
    metadata,
    properties,
    tags: await storage.getTags(address),
    bytes: Buffer.from(await collect(body)).toString('base64'),
  };
}

/** A storage with everything in a document. @throws STORAGE_FAILED for what is no document */
export async function fromDocument(text: string, path: string): Promise<MemoryStorage> {
  const document = parse(text, path);
  let now: Date | undefined;
  const storage = new MemoryStorage({ clock: () => now ?? new Date() });
  for (const [bucket, { createdAt, objects }] of Object.entries(document.buckets)) {
    now = new Date(createdAt);
    await storage.createBucket(bucket);
    for (const [key, { bytes, lastModified, ...options }] of Object.entries(objects)) {
      now = new Date(lastModified);
      const source = bufferSource(Buffer.from(bytes, 'base64'));
      await storage.put({ bucket, key }, source, options);
    }
  }
  now = undefined;
  return storage;
}

function parse(text: string, path: string): JsonDocument {
  try {
    const value: unknown = JSON.parse(text);
    if (isDocument(value)) return value;
  } catch (cause) {
    throw new DeltaGliderError('STORAGE_FAILED', `${path} is not JSON.`, { cause });
  }
  throw new DeltaGliderError('STORAGE_FAILED', `${path} is not a store of this plugin.`);
}

/** A file that says so has been written by this plugin, whole. */
function isDocument(value: unknown): value is JsonDocument {
  if (typeof value !== 'object' || value === null || !('format' in value)) return false;
  return value.format === 'deltaglider-json/1';
}
