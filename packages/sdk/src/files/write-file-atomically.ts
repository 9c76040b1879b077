import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { type AbortOptions, type ByteStream, DeltaGliderError, discard } from '@deltaglider/core';
import { makeDirectory } from './make-directory.ts';
import { refuseExisting, TemporaryFile } from './temporary-file.ts';
import { translateFileError } from './translate-file-error.ts';

export { removeLiveTemporaryFiles } from './live-temporary-files.ts';

export interface WriteFileOptions extends AbortOptions {
  /** Time of last change, cut to whole seconds. @default now */
  readonly mtime?: Date | undefined;
  /** Whether a file that exists may be replaced. @default true */
  readonly overwrite?: boolean | undefined;
  /** Whether to wait until file and name are on the disk. @default false */
  readonly fsync?: boolean | undefined;
}

/**
 * Writes a file that appears whole or not at all: when the stream fails, at whatever byte, the destination stays as
 * it was. Directories on the way are made. A symbolic link at the destination is replaced, never written through.
 * Devices, FIFOs and the standard streams (`/dev/stdout`) are written in place.
 * @throws INVALID_ARGUMENT when the destination is a directory, or a part of its path is a file
 * @throws OBJECT_EXISTS with `overwrite: false`
 * @throws ACCESS_DENIED, STORAGE_FULL or STORAGE_FAILED; what the stream throws, and the signal's reason, as they are
 */
export async function writeFileAtomically(
  path: string,
  content: ByteStream,
  options: WriteFileOptions = {},
): Promise<void> {
  try {
    await write(path, content, options);
  } finally {
    // What failed before its first byte was read would never be closed.
    await discard(content);
  }
}

async function write(path: string, content: ByteStream, options: WriteFileOptions): Promise<void> {
  const { signal, overwrite = true } = options;
  signal?.throwIfAborted();
  const destination = resolve(path);
  if (path.endsWith('/') || path.endsWith(sep)) throw isDirectory(path);
  const existing = await stat(destination).catch(() => undefined);
  if (existing?.isDirectory() === true) throw isDirectory(path);
  if (isWrittenInPlace(destination, existing)) return writeInPlace(destination, content, signal);
  if (!overwrite) await refuseExisting(destination);
  await writeBeside(destination, content, options);
}

async function writeBeside(
  destination: string,
  content: ByteStream,
  options: WriteFileOptions,
): Promise<void> {
  const { overwrite = true, fsync = false, signal } = options;
  const temporary = await translating(destination, async () => {
    await makeDirectory(dirname(destination));
    return TemporaryFile.create(destination);
  });
  try {
    await writeAll(temporary.file, content, { path: destination, signal });
    await translating(destination, async () => {
      await finish(temporary.file, options);
      await temporary.publish(overwrite);
      if (fsync) await syncDirectory(dirname(destination));
    });
  } catch (error) {
    await temporary.discard();
    throw error;
  }
}

/** Opened for appending: the standard output may be a file that others have written to already. */
async function writeInPlace(
  path: string,
  content: ByteStream,
  signal: AbortSignal | undefined,
): Promise<void> {
  const file = await translating(path, () => open(path, constants.O_WRONLY | constants.O_APPEND));
  try {
    await writeAll(file, content, { path, signal });
  } finally {
    await file.close();
  }
}

async function writeAll(
  file: FileHandle,
  content: ByteStream,
  options: { readonly path: string; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { path, signal } = options;
  for await (const chunk of content) {
    signal?.throwIfAborted();
    for (let done = 0; done < chunk.length;) {
      const rest = chunk.length - done;
      const { bytesWritten } = await translating(path, () => file.write(chunk, done, rest));
      done += bytesWritten;
    }
  }
  signal?.throwIfAborted();
}

/** Mode, time and, when asked, safety on the disk. */
async function finish(file: FileHandle, options: WriteFileOptions): Promise<void> {
  // Some file systems have no modes; then there is nothing to open up.
  await file.chmod(0o666 & ~currentUmask()).catch(() => undefined);
  if (options.mtime !== undefined) {
    const seconds = Math.floor(options.mtime.getTime() / 1000);
    await file.utimes(seconds, seconds);
  }
  if (options.fsync === true) await file.sync();
}

function currentUmask(): number {
  // There is no other way to learn it; the race is with threads that make files without naming a mode.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return process.umask();
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Names of open descriptors: what is behind them may be a file, but replacing the name would miss it. */
const DESCRIPTOR = /^\/(dev\/(stdin|stdout|stderr|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/;

function isWrittenInPlace(path: string, existing: Stats | undefined): boolean {
  return DESCRIPTOR.test(path) || (existing !== undefined && !existing.isFile());
}

function isDirectory(path: string): DeltaGliderError {
  return new DeltaGliderError('INVALID_ARGUMENT', `${path} is a directory, not a file.`, {
    details: { path, hint: 'Give the path of a file in it.' },
  });
}

async function translating<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw translateFileError(error, { verb: 'written', path });
  }
}
