import {
  copyObject,
  getObject,
  headObject,
  putObject,
  type ByteStream,
  type CopyObjectInput,
  type PutObjectInput,
  type PutResult,
} from '@deltaglider/core';
import { fileSource } from '../files/file-source.ts';
import { removeEmptyDirectories } from '../files/remove-empty-directories.ts';
import { writeFileAtomically } from '../files/write-file-atomically.ts';
import { guessContentType } from './content-type.ts';
import type { RunTransfersOptions } from './run-options.ts';
import type { CopyingTask, CopyTask, DownloadTask, UploadTask } from './transfer-task.ts';

/** Hears how many logical bytes of the task are done. */
export type TaskProgress = (bytes: number) => void;

export interface RunCopyingOptions extends RunTransfersOptions {
  /** Whether downloads wait until they are on the disk. @default false */
  readonly fsync?: boolean | undefined;
}

/** What a task that copies has done. */
export interface Copied {
  /** What an upload or a copy stored. */
  readonly put?: PutResult | undefined;
  /** The logical ETag of what was downloaded. */
  readonly etag?: string | undefined;
}

/** Does one task that leaves its source where it is. */
export async function runCopying(
  task: CopyingTask,
  options: RunCopyingOptions,
  onProgress: TaskProgress,
): Promise<Copied> {
  switch (task.operation) {
    case 'upload':
      return { put: await upload(task, options, onProgress) };
    case 'download':
      return { etag: await download(task, options, onProgress) };
    case 'copy':
      return { put: await copy(task, options, onProgress) };
  }
}

async function upload(
  task: UploadTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult> {
  if (task.body !== undefined) {
    return put(task, { ...options, body: task.body, onProgress });
  }
  const properties = { ...guessed(task.path, options), ...options.properties };
  await using body = await fileSource(task.path, { signal: options.signal });
  return await put(task, { ...options, properties, body, onProgress });
}

type PutOptions = RunTransfersOptions & Pick<PutObjectInput, 'body' | 'onProgress'>;

async function put({ to }: UploadTask, options: PutOptions): Promise<PutResult> {
  const { body, onProgress } = options;
  return putObject(options.engine, { ...written(options), address: to, body, onProgress });
}

async function download(
  task: DownloadTask,
  options: RunCopyingOptions,
  onProgress: TaskProgress,
): Promise<string> {
  const { engine, customerKey, rawContent, overwrite, fsync, signal } = options;
  if (task.replacesDirectory === true) await removeEmptyDirectories(task.path);
  const object = await getObject(engine, { address: task.from, customerKey, rawContent, signal });
  const mtime = object.lastModified;
  const writing = { signal, mtime, overwrite, fsync };
  await writeFileAtomically(task.path, counted(object.body, onProgress), writing);
  return object.etag;
}

async function copy(
  task: CopyTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult> {
  const { engine, source, sourceCustomerKey } = options;
  const { from, to } = task;
  const described = await describeCopy(task, options);
  const input = { ...written(options), ...described, from, to, source, sourceCustomerKey };
  return copyObject(engine, { ...input, onProgress });
}

/** What the copy is to have beside its bytes, where that is not simply its source's. */
async function describeCopy(
  { from }: CopyTask,
  options: RunTransfersOptions,
): Promise<Pick<CopyObjectInput, 'metadata' | 'properties' | 'tags'>> {
  const { copyMetadata = true, copyTags = true, metadata, properties } = options;
  const tags = copyTags ? undefined : {};
  if (!copyMetadata) {
    const alone = { ...guessed(from.key, options), ...properties };
    return { metadata: metadata ?? {}, properties: alone, tags };
  }
  if (properties === undefined) return { metadata, tags };
  const { engine, source = engine, sourceCustomerKey: customerKey, signal } = options;
  const object = await headObject(source, { address: from, customerKey, signal });
  return { metadata, properties: { ...object?.properties, ...properties }, tags };
}

/** The media type that a name suggests. */
function guessed(name: string, { guessContentType: guess = true }: RunTransfersOptions) {
  return { contentType: guess ? guessContentType(name) : undefined };
}

/** What is said of everything that is written. */
function written(options: RunTransfersOptions) {
  const { metadata, properties, placement, access, customerKey, delta, maxRatio, signal } = options;
  const ifAbsent = options.overwrite === false;
  const settings = { placement, access, customerKey };
  return { metadata, properties, ...settings, delta, maxRatio, ifAbsent, signal };
}

async function* counted(stream: ByteStream, onProgress: TaskProgress): ByteStream {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    yield chunk;
    onProgress(bytes);
  }
}
