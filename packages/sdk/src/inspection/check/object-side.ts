import { createHash } from 'node:crypto';
import { getObject, headObject, listObjects, notFound } from '@deltaglider/core';
import { toPrefix } from '../../transfers/destination.ts';
import type { PathFilter } from '../../transfers/path-filter.ts';
import { isFolderMarker } from '../../transfers/source-objects.ts';
import type { CheckedStore } from './check-options.ts';
import type { CheckEntry, CheckSide } from './check-side.ts';

export interface ObjectSideOptions {
  /** Of relative names. */
  readonly matches: PathFilter;
  readonly signal: AbortSignal | undefined;
}

/** The objects below a prefix, but for folder markers, which no file can stand for. */
export function objectSide(location: CheckedStore, options: ObjectSideOptions): CheckSide {
  const { engine, address } = location;
  const { matches, signal } = options;
  const { bucket } = address;
  const prefix = toPrefix(address.key);
  const at = ({ relative }: CheckEntry) => ({ bucket, key: prefix + relative });

  async function* entries(): AsyncGenerator<CheckEntry, void, undefined> {
    for await (const entry of listObjects(engine, { bucket, prefix, signal })) {
      if (entry.type !== 'object') continue;
      const { key, size, sha256 } = entry;
      const relative = key.slice(prefix.length);
      if (relative === '' || isFolderMarker({ key, relative, size }) || !matches(relative))
        continue;
      yield { relative, size, sha256 };
    }
  }

  async function recordedOf(entry: CheckEntry): Promise<string | undefined> {
    if (entry.sha256 !== undefined) return entry.sha256;
    const object = await headObject(engine, { address: at(entry), signal });
    if (object === undefined) throw notFound(at(entry));
    return object.sha256;
  }

  async function read(entry: CheckEntry): Promise<string> {
    const hash = createHash('sha256');
    const { body } = await getObject(engine, { address: at(entry), signal });
    for await (const chunk of body) hash.update(chunk);
    return hash.digest('hex');
  }

  return {
    isRemote: true,
    entries,
    digestOf: async (entry, { read: mustRead }) => {
      const sha256 = mustRead ? undefined : await recordedOf(entry);
      if (sha256 !== undefined) return { sha256, digest: 'recorded' };
      return { sha256: await read(entry), digest: 'read' };
    },
  };
}
