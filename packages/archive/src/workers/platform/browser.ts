/* eslint-disable n/no-unsupported-features/node-builtins -- Node has a file of its own */
import type { WorkerReply, WorkerRequest } from '../messages.ts';
import type { WorkerHandle, WorkerListener } from './worker-handle.ts';

/** The part of a browser's worker that is used here. */
interface BrowserWorker {
  onmessage: ((event: { readonly data: WorkerReply }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage: (request: WorkerRequest, transfer: readonly ArrayBufferLike[]) => void;
  terminate: () => void;
}

interface BrowserGlobals {
  readonly Worker?: new (url: string, options: { readonly name: string }) => BrowserWorker;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

// Neither Node's types nor the ES library declare what only browsers have.
const globals = globalThis as unknown as BrowserGlobals;

/** How many workers can run at once; none where there are no workers. */
export function parallelism(): number {
  if (globals.Worker === undefined) return 0;
  return globals.navigator?.hardwareConcurrency ?? 1;
}

/** Starts a worker from the source of its script; undefined where there are no workers. */
export function spawnWorker(source: string): WorkerHandle | undefined {
  if (globals.Worker === undefined) return undefined;
  const script = new Blob([`${source};archiveWorker.serve(self)`], { type: 'text/javascript' });
  const url = URL.createObjectURL(script);
  const worker = new globals.Worker(url, { name: 'archive' });
  let listener: WorkerListener | undefined;
  const forgetUrl = () => {
    URL.revokeObjectURL(url);
  };
  worker.onmessage = (event) => {
    forgetUrl();
    listener?.reply(event.data);
  };
  worker.onmessageerror = () => listener?.died(new Error('The reply could not be received.'));
  worker.onerror = (event) => {
    forgetUrl();
    listener?.died(new Error(event.message ?? 'The worker did not start.'));
  };
  return {
    post: (request, transfer) => {
      worker.postMessage(request, transfer);
    },
    listen: (next) => {
      listener = next;
    },
    hold: () => undefined,
    terminate: () => {
      forgetUrl();
      worker.terminate();
    },
  };
}
