import type { WorkerReply, WorkerRequest } from '../messages.ts';

/** Who hears what a worker says, and that it died. */
export interface WorkerListener {
  readonly reply: (reply: WorkerReply) => void;
  readonly died: (cause: unknown) => void;
}

/** A worker of this platform. */
export interface WorkerHandle {
  post(request: WorkerRequest, transfer: readonly ArrayBufferLike[]): void;
  /** Who is told from now on; nobody where it is undefined. */
  listen(listener: WorkerListener | undefined): void;
  /** Whether it keeps the process alive. */
  hold(busy: boolean): void;
  terminate(): void;
}
