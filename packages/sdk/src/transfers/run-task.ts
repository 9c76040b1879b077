import {
  copyObject,
  deleteObject,
  getObject,
  putObject,
  type ByteStream,
  type PutObjectInput,
  type PutResult,
} from '@deltaglider/core';
import { fileSource } from '../files/file-source.ts';
import { writeFileAtomically } from '../files/write-file-atomically.ts';
import { guessContentType } from './content-type.ts';
import type { RunTransfersOptions } from './run-options.ts';
import type { CopyTask, DownloadTask, TransferTask, UploadTask } from './transfer-task.ts';

/** Hears how many logical bytes of the task are done. */
export type TaskProgress = (bytes: number) => void;

/** Does one task; resolves to what it stored, if it stored anything. */
export async function runTask(
  task: TransferTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult | undefined> {
  const { engine, signal } = options;
  switch (task.operation) {
    case 'upload':
      return upload(task, options, onProgress);
    case 'download':
      await download(task, options, onProgress);
      return undefined;
    case 'copy':
      return copy(task, options, onProgress);
    case 'delete':
      await deleteObject(engine, { address: task.from, signal });
      return undefined;
  }
}

async function upload(
  task: UploadTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult> {
  const { guessContentType: guess = true } = options;
  if (task.body !== undefined) {
    return put(task, { ...options, body: task.body, onProgress });
  }
  const properties = {
    contentType: guess ? guessContentType(task.path) : undefined,
    ...options.properties,
  };
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
  { engine, rawContent, signal }: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<void> {
  const object = await getObject(engine, { address: task.from, rawContent, signal });
  const mtime = object.lastModified;
  await writeFileAtomically(task.path, counted(object.body, onProgress), { signal, mtime });
}

async function copy(
  task: CopyTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult> {
  const { engine, source } = options;
  const { from, to } = task;
  return copyObject(engine, { ...written(options), from, to, source, onProgress });
}

/** What is said of everything that is written. */
function written(options: RunTransfersOptions) {
  const { metadata, properties, placement, access, delta, maxRatio, signal } = options;
  return { metadata, properties, placement, access, delta, maxRatio, signal };
}

async function* counted(stream: ByteStream, onProgress: TaskProgress): ByteStream {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    yield chunk;
    onProgress(bytes);
  }
}
