import { EngineFailure } from './engine/engine-failure.ts';
import type { ReferenceRange } from './engine/reference-blocks.ts';
import type { Batch } from './input-feed.ts';
import { batchSize, type Operation } from './operation.ts';
import { OutputQueue } from './output-queue.ts';
import type { WorkerHandle } from './platform/worker-handle.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { WorkerMemory, WorkerReply, WorkerRequest } from './worker/messages.ts';

/** Runs an operation in a worker of the pool; reads the reference and the input for it. */
export async function* runInWorker(
  operation: Operation,
  pool: WorkerPool,
): AsyncGenerator<Uint8Array> {
  const worker = await pool.acquire(operation.job, operation.signal);
  const session = new Session(operation, worker);
  try {
    session.begin();
    for (;;) {
      const chunk = await session.output.next();
      if (chunk === undefined) return;
      const size = chunk.length;
      yield chunk;
      session.taken(size);
    }
  } finally {
    session.close();
    pool.release(worker, session.memory);
  }
}

class Session {
  readonly output = new OutputQueue();
  /** What the worker said of its memory when it came to the end of the job. */
  memory: WorkerMemory | undefined;
  readonly #operation: Operation;
  readonly #worker: WorkerHandle;
  #closed = false;

  constructor(operation: Operation, worker: WorkerHandle) {
    this.#operation = operation;
    this.#worker = worker;
  }

  begin(): void {
    const { module, job, first, signal } = this.#operation;
    this.#worker.listen({
      reply: (reply) => {
        this.#handle(reply);
      },
      died: (cause) => {
        const message = 'The worker stopped in the middle of the delta.';
        this.output.fail(new EngineFailure('DELTA_FAILED', message, { cause }));
      },
    });
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted === true) this.#abort();
    this.#post({ type: 'begin', module, job });
    this.#sendInput(first);
  }

  close(): void {
    this.#closed = true;
    this.#worker.listen(undefined);
    this.#operation.signal?.removeEventListener('abort', this.#abort);
  }

  taken(size: number): void {
    this.#post({ type: 'taken', size });
  }

  readonly #abort = (): void => {
    this.output.fail(this.#operation.signal?.reason);
  };

  #handle(reply: WorkerReply): void {
    switch (reply.type) {
      case 'input':
        this.#answer(this.#input());
        break;
      case 'reference':
        this.#answer(this.#reference(reply, reply.spare));
        break;
      case 'output':
        this.output.push(reply.bytes);
        break;
      case 'done':
        this.memory = reply.memory;
        this.output.end();
        break;
      case 'failed':
        this.memory = reply.memory;
        this.output.fail(new EngineFailure(reply.code, reply.message));
    }
  }

  #answer(answered: Promise<void>): void {
    answered.catch((error: unknown) => {
      this.output.fail(error);
    });
  }

  async #input(): Promise<void> {
    const { feed, job } = this.#operation;
    this.#sendInput(await feed.read(batchSize(job)));
  }

  #sendInput({ bytes, ended }: Batch): void {
    this.#post({ type: 'input', bytes, ended }, [bytes.buffer]);
  }

  async #reference(range: ReferenceRange, spare: ArrayBufferLike | undefined): Promise<void> {
    const { reference, signal } = this.#operation;
    const read = await reference.read(range.offset, range.length, { signal });
    // A copy: the bytes may be a view of something that the source goes on using.
    const bytes = copyInto(spare, read);
    this.#post({ type: 'reference', bytes }, [bytes.buffer]);
  }

  /** Once closed, the worker may be another's: what was still being read for it must not reach it. */
  #post(request: WorkerRequest, transfer?: readonly ArrayBufferLike[]): void {
    if (!this.#closed) this.#worker.post(request, transfer);
  }
}

function copyInto(buffer: ArrayBufferLike | undefined, bytes: Uint8Array): Uint8Array {
  // Not `slice`: a Node Buffer's gives a view, and what it is a view of would be transferred away.
  if (buffer === undefined || buffer.byteLength < bytes.length) return new Uint8Array(bytes);
  const copy = new Uint8Array(buffer, 0, bytes.length);
  copy.set(bytes);
  return copy;
}
