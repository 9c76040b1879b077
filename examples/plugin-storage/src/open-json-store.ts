import { fileURLToPath } from 'node:url';
import { DeltaGliderError } from '@deltaglider/core';
import type { StoreBackend } from '@deltaglider/sdk';
import { JsonFileStorage } from './json-file-storage.ts';

/** Opens the store of `json:///path`. @throws INVALID_ARGUMENT for another form; STORAGE_UNAVAILABLE when it is in use */
export async function openJsonStore(url: URL): Promise<StoreBackend> {
  const storage = await JsonFileStorage.open(toPath(url));
  // Without an identity: the ETags of a store are good for one process only.
  return { storage, buckets: storage, close: () => storage.close() };
}

function toPath(url: URL): string {
  try {
    return fileURLToPath(`file://${url.host}${url.pathname}`);
  } catch (cause) {
    throw new DeltaGliderError('INVALID_ARGUMENT', `"${url.href}" does not name a JSON file.`, {
      cause,
      details: { hint: 'Give an absolute path with three slashes, like json:///srv/store.json.' },
    });
  }
}
