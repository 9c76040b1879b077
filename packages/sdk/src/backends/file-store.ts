import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DeltaGliderError } from '@deltaglider/core';
import { openFsStorage } from '@deltaglider/storage-fs';
import { directoryDiagnostics } from './directory-diagnostics.ts';
import type { StoreBackend } from './store-backend.ts';

/** A directory as a store: `file:///path` has its buckets in `/path`. */
export async function openFileStore(url: URL): Promise<StoreBackend> {
  const root = resolve(toPath(url));
  const storage = await openFsStorage({ root });
  return {
    storage,
    buckets: storage,
    diagnostics: directoryDiagnostics(root, storage),
    identity: pathToFileURL(await realpath(root).catch(() => root)).href,
  };
}

function toPath(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new DeltaGliderError('INVALID_ARGUMENT', `"${url.href}" does not name a directory.`, {
      cause,
      details: {
        hint: 'Give an absolute path with three slashes, like file:///var/lib/deltaglider.',
      },
    });
  }
}
