import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { DeltaGliderError, formatAddress } from '@deltaglider/core';
import { systemCodeOf } from '../../files/translate-file-error.ts';
import { filterRoot, toPrefix } from '../destination.ts';
import { createPathFilter, type PathFilter } from '../path-filter.ts';
import { statSource } from '../plan-upload.ts';
import { safePath } from '../safe-path.ts';
import type { FileLocation, ObjectLocation, TransferLocation } from '../transfer-location.ts';
import type { TransferTask } from '../transfer-task.ts';
import { fileSide } from './file-side.ts';
import { objectSide } from './object-side.ts';
import type { PlanSyncOptions } from './plan-sync-options.ts';
import type { SpooledRow } from './spool.ts';
import type { SyncDirection } from './sync-strategy.ts';
import type { SyncSide } from './sync-side.ts';

/** Work, or why it is left out. */
export type SyncStep =
  { readonly task: TransferTask } | { readonly subject: string; readonly refused: string };

/** Both sides of a sync, and what is done between them. */
export interface SyncRoute {
  readonly direction: SyncDirection;
  readonly source: SyncSide;
  readonly destination: SyncSide;
  readonly transfer: (row: SpooledRow) => SyncStep;
  readonly remove: (row: SpooledRow) => Promise<SyncStep>;
}

/**
 * @throws INVALID_ARGUMENT for two directories of this machine, for a source that does not exist, for a destination
 * that is a file, and for deletions where one side is in the other
 */
export async function openRoute(options: PlanSyncOptions): Promise<SyncRoute> {
  const { engine, sourceEngine = engine, source, destination } = options;
  const matches = participation(options);
  if (source.type === 'object' && destination.type === 'object') {
    const except = sourceEngine === engine ? overlapOf(source, destination, options) : undefined;
    const { signal } = options;
    return {
      direction: 'copy',
      source: objectSide(sourceEngine, source, { matches, except, signal }),
      destination: objectSide(engine, destination, { matches, signal }),
      transfer: ({ relative, size }) => {
        const [from, to] = [below(source, relative), below(destination, relative)];
        return { task: { operation: 'copy', from, to, size } };
      },
      remove: objectRemoval(destination),
    };
  }
  if (destination.type === 'object' && source.type === 'file') {
    return await uploads({ source, destination }, options, matches);
  }
  if (destination.type === 'file' && source.type === 'object') {
    return await downloads({ source, destination }, options, matches);
  }
  throw new DeltaGliderError('INVALID_ARGUMENT', 'One of the two sides must be in a store.');
}

async function uploads(
  { source, destination }: { readonly source: FileLocation; readonly destination: ObjectLocation },
  { engine, followSymlinks, signal }: PlanSyncOptions,
  matches: PathFilter,
): Promise<SyncRoute> {
  await statSource({ source });
  const root = toDirectory(source.path);
  return {
    direction: 'upload',
    source: fileSide(root, { matches, followSymlinks, signal }),
    destination: objectSide(engine, destination, { matches, signal }),
    transfer: ({ relative, size }) => {
      const to = below(destination, relative);
      return { task: { operation: 'upload', path: join(root, relative), to, size } };
    },
    remove: objectRemoval(destination),
  };
}

async function downloads(
  { source, destination }: { readonly source: ObjectLocation; readonly destination: FileLocation },
  { engine, sourceEngine = engine, signal }: PlanSyncOptions,
  matches: PathFilter,
): Promise<SyncRoute> {
  const root = toDirectory(destination.path);
  const isThere = await isDirectory(destination.path);
  return {
    direction: 'download',
    source: objectSide(sourceEngine, source, { matches, signal }),
    destination: isThere ? fileSide(root, { matches, signal }) : NOTHING,
    transfer: ({ relative, size }) => {
      const place = placeOf(root, relative);
      if ('refused' in place) return { subject: relative, refused: place.refused };
      const from = below(source, relative);
      return { task: { operation: 'download', from, path: place.path, size } };
    },
    remove: async ({ relative, size }) => {
      const path = join(root, relative);
      if (await isInside(path, root)) return { task: { operation: 'delete', path, size } };
      const refused = 'File is behind a symbolic link that leads out of the destination.';
      return { subject: path, refused };
    },
  };
}

/** A file takes part when the patterns say so from the root of the source and from that of the destination. */
function participation({ source, destination, filters = [] }: PlanSyncOptions): PathFilter {
  const roots = [source, destination].map((side) => filterRoot(absolute(side), true));
  const [fromSource, fromDestination] = roots.map((root) => createPathFilter(filters, root));
  return (path) => fromSource?.(path) !== false && fromDestination?.(path) !== false;
}

function absolute(location: TransferLocation): TransferLocation {
  if (location.type === 'object') return location;
  return { type: 'file', path: toDirectory(location.path) };
}

function toDirectory(path: string): string {
  const absolutePath = resolve(path);
  return absolutePath.endsWith(sep) ? absolutePath : absolutePath + sep;
}

function below({ address: { bucket, key } }: ObjectLocation, relative: string) {
  return { bucket, key: toPrefix(key) + relative };
}

function objectRemoval(destination: ObjectLocation): SyncRoute['remove'] {
  return async ({ relative, size }) => {
    return { task: { operation: 'delete', from: below(destination, relative), size } };
  };
}

/**
 * The keys of the source that a sync into the source itself would make, and find again the next time.
 * @throws INVALID_ARGUMENT where deleting would delete the source, or the destination be a part of itself
 */
function overlapOf(
  { address: source }: ObjectLocation,
  { address: destination }: ObjectLocation,
  options: PlanSyncOptions,
): string | undefined {
  if (source.bucket !== destination.bucket) return undefined;
  const [from, to] = [toPrefix(source.key), toPrefix(destination.key)];
  if (from === to || (!to.startsWith(from) && !from.startsWith(to))) return undefined;
  if (options.delete === true) {
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      `${formatAddress(source)} and ${formatAddress(destination)} are one inside the other, so that nothing can be deleted safely.`,
      { details: { ...destination, hint: 'Sync without --delete, or to another prefix.' } },
    );
  }
  return to.startsWith(from) ? to : undefined;
}

/** A key that would land under another name than its own would be found missing there each time. */
function placeOf(root: string, relative: string): ReturnType<typeof safePath> {
  const place = safePath(root.slice(0, -sep.length) || sep, relative);
  const isExact = !relative.split('/').some((segment) => segment === '' || segment === '.');
  if ('refused' in place || isExact) return place;
  return { refused: 'File name has an empty segment, or one that is a dot.' };
}

/** A directory that is still to be made. */
const NOTHING: SyncSide = {
  // eslint-disable-next-line @typescript-eslint/no-empty-function -- it yields nothing
  rows: async function* () {},
  sha256Of: async () => undefined,
};

/** @throws INVALID_ARGUMENT for a file */
async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw new DeltaGliderError('INVALID_ARGUMENT', `${path} is a file, not a directory.`, {
    details: { path, hint: 'Give the path of a directory.' },
  });
}

/** A directory of the tree may be a link to one outside. What is gone already is in nobody's way. */
async function isInside(path: string, root: string): Promise<boolean> {
  try {
    const [directory, top] = await Promise.all([realpath(dirname(path)), realpath(root)]);
    return `${directory}${sep}`.startsWith(top.endsWith(sep) ? top : top + sep);
  } catch (error) {
    return systemCodeOf(error) === 'ENOENT';
  }
}
