import { orAbort } from './abort.ts';
import { Engine } from './engine/engine.ts';
import type { Batch } from './input-feed.ts';
import { batchSize, type Operation } from './operation.ts';

/** Runs an operation on the calling thread. */
export async function* runInline(operation: Operation): AsyncGenerator<Uint8Array> {
  const { module, job, reference, feed, first, signal } = operation;
  const engine = new Engine(module, job);
  give(engine, first);
  for (;;) {
    signal?.throwIfAborted();
    const event = engine.next();
    switch (event.type) {
      case 'input':
        give(engine, await orAbort(feed.read(batchSize(job)), signal));
        break;
      case 'reference': {
        const read = reference.read(event.offset, event.length, { signal });
        engine.provideReference(await orAbort(read, signal));
        break;
      }
      case 'output':
        yield event.bytes;
        break;
      case 'done':
        return;
    }
  }
}

function give(engine: Engine, batch: Batch): void {
  engine.provideInput(batch.bytes);
  if (batch.ended) engine.endInput();
}
