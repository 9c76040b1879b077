import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WorkerReply } from '../messages.ts';
import type { WorkerHandle, WorkerListener } from './worker-handle.ts';

/** How many workers can run at once. */
export function parallelism(): number {
  return availableParallelism();
}

/** Starts a worker from the source of its script; as in browsers, where there may be none. */
export function spawnWorker(source: string): WorkerHandle | undefined {
  const script = `${source};archiveWorker.serve(require('node:worker_threads').parentPort)`;
  const worker = new Worker(script, { eval: true, name: 'archive', stdin: false });
  let listener: WorkerListener | undefined;
  worker.on('message', (reply: WorkerReply) => listener?.reply(reply));
  worker.on('messageerror', (error) => listener?.died(error));
  worker.on('error', (error) => listener?.died(error));
  worker.on('exit', () => listener?.died(undefined));
  worker.unref();
  return {
    post: (request, transfer) => {
      // Transferable as they are: no shared buffer comes in here.
      worker.postMessage(request, transfer as readonly ArrayBuffer[]);
    },
    listen: (next) => {
      listener = next;
    },
    hold: (busy) => {
      if (busy) worker.ref();
      else worker.unref();
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}
