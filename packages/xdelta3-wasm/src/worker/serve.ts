import { EngineFailure } from '../engine/engine-failure.ts';
import { Engine } from '../engine/engine.ts';
import type { Job } from '../engine/job.ts';
import type { ReferenceRange } from '../engine/reference-blocks.ts';
import { KeptInstances } from './kept-instances.ts';
import type { WorkerMemory, WorkerReply, WorkerRequest } from './messages.ts';

/** Output that the other side has not taken yet, at most about this much. */
const OUTPUT_IN_FLIGHT = 2 * 1024 * 1024;

/** The other side, as Node's `parentPort` and a browser's worker scope both have it. */
interface Port {
  onmessage: ((event: { readonly data: WorkerRequest }) => void) | null;
  postMessage: (message: WorkerReply, transfer: readonly ArrayBufferLike[]) => void;
}

/** Serves jobs that come in through a port, until the worker is terminated. */
export function serve(port: Port): void {
  const server = new JobServer(port);
  port.onmessage = (event) => {
    server.handle(event.data);
  };
}

class JobServer {
  readonly #port: Port;
  readonly #kept = new KeptInstances();
  #job: Job | undefined;
  #engine: Engine | undefined;
  #inputAsked = false;
  #inputEnded = false;
  #referenceAsked = false;
  #spare: ArrayBufferLike | undefined;
  #untaken = 0;

  constructor(port: Port) {
    this.#port = port;
  }

  handle(request: WorkerRequest): void {
    try {
      this.#accept(request);
      this.#run();
    } catch (error) {
      const { code, message } = EngineFailure.from(error);
      const dropped = this.#engine?.memorySize ?? 0;
      this.#end({ type: 'failed', code, message, memory: this.#memory(dropped) });
    }
  }

  #accept(request: WorkerRequest): void {
    switch (request.type) {
      case 'begin':
        // The first input comes without having been asked for.
        this.#inputAsked = true;
        this.#inputEnded = false;
        this.#referenceAsked = false;
        this.#untaken = 0;
        this.#job = request.job;
        this.#engine = new Engine(request.module, request.job, this.#kept.take(request.job));
        break;
      case 'input':
        this.#inputAsked = false;
        this.#engine?.provideInput(request.bytes);
        if (request.ended) {
          this.#inputEnded = true;
          this.#engine?.endInput();
        }
        // Asked for ahead, so that it is there when this much is done, but never more than that.
        if (this.#engine?.takesMore === true) this.#askInput();
        break;
      case 'reference':
        this.#referenceAsked = false;
        this.#engine?.provideReference(request.bytes);
        this.#spare = request.bytes.buffer;
        break;
      case 'taken':
        this.#untaken -= request.size;
        break;
    }
  }

  #run(): void {
    while (
      this.#engine !== undefined &&
      !this.#referenceAsked &&
      this.#untaken < OUTPUT_IN_FLIGHT
    ) {
      const event = this.#engine.next();
      switch (event.type) {
        case 'output':
          this.#untaken += event.bytes.length;
          this.#post(event, [event.bytes.buffer]);
          break;
        case 'input':
          this.#askInput();
          return;
        case 'reference':
          this.#askReference(event);
          return;
        case 'done':
          this.#end({ type: 'done', memory: this.#memory(this.#keep(this.#engine)) });
      }
    }
  }

  /** What may serve a later job stays. Returns how many bytes of memory do not. */
  #keep({ kept, memorySize }: Engine): number {
    const isKept = kept.encoding !== undefined || kept.decoding !== undefined;
    return isKept && this.#job !== undefined ? this.#kept.put(this.#job, kept) : memorySize;
  }

  #memory(dropped: number): WorkerMemory {
    const { size, names, hasEncoder } = this.#kept;
    return { dropped, kept: size, names, hasEncoder };
  }

  #askInput(): void {
    if (this.#inputAsked || this.#inputEnded || this.#engine === undefined) return;
    this.#inputAsked = true;
    this.#post({ type: 'input' });
  }

  #askReference(range: ReferenceRange): void {
    const spare = this.#spare;
    this.#referenceAsked = true;
    this.#spare = undefined;
    this.#post({ ...range, type: 'reference', spare }, spare === undefined ? [] : [spare]);
  }

  #end(reply: WorkerReply): void {
    this.#engine = undefined;
    this.#spare = undefined;
    this.#post(reply);
  }

  #post(reply: WorkerReply, transfer: readonly ArrayBufferLike[] = []): void {
    this.#port.postMessage(reply, transfer);
  }
}
