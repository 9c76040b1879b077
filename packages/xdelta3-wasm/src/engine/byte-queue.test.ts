import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../test/support.ts';
import { ByteQueue } from './byte-queue.ts';

describe('ByteQueue', () => {
  it('gives the bytes in order, whatever the sizes are', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
    const sizes = fc.infiniteStream(fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(chunks, sizes, (pushed, wanted) => {
        const queue = new ByteQueue();
        for (const chunk of pushed) queue.push(chunk);
        const taken: Uint8Array[] = [];
        for (const size of wanted) {
          if (queue.size === 0) break;
          taken.push(queue.take(Math.min(queue.size, size)));
        }
        expect([...concat(...taken)]).toEqual([...concat(...pushed)]);
      }),
    );
  });

  it('does not copy a chunk that is taken as a whole', () => {
    const queue = new ByteQueue();
    const chunk = Uint8Array.of(1, 2, 3);
    queue.push(chunk);
    expect(queue.take(3)).toBe(chunk);
  });

  it('cannot give more than it has', () => {
    const queue = new ByteQueue();
    queue.push(Uint8Array.of(1));
    expect(() => queue.take(2)).toThrow(RangeError);
  });
});
