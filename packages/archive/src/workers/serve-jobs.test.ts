import { expect, it } from 'vitest';
import { createTestJobs, type TestJobs } from '../../test/workers/jobs.ts';
import type { WorkerReply } from './messages.ts';
import { serveJobs, type JobPort } from './serve-jobs.ts';

/** A port whose other side is the test. */
function openPort() {
  const replies: WorkerReply[] = [];
  const moved: ArrayBufferLike[] = [];
  const port: JobPort = {
    onmessage: null,
    onmessageerror: null,
    postMessage: (reply, transfer) => {
      replies.push(reply);
      moved.push(...transfer);
    },
  };
  let made = 0;
  serveJobs<TestJobs>(port, (shared: { readonly factor: number }) => {
    made += 1;
    return createTestJobs(shared);
  });
  return { port, replies, moved, timesMade: () => made };
}

it('a worker answers a job that it does not have', async () => {
  const { port, replies } = openPort();
  port.onmessage?.({ data: { name: 'other', input: undefined, shared: { factor: 1 } } });
  await new Promise((resolve) => setImmediate(resolve));
  expect(replies).toMatchObject([
    { type: 'failed', thrown: { message: 'There is no job other.' } },
  ]);
});

it('a worker dies of a job that it cannot receive, so that its caller is told', () => {
  const { port, replies } = openPort();
  const cause = new Error('no room for it');
  expect(() => port.onmessageerror?.({ data: cause })).toThrow('could not be received');
  expect(replies).toEqual([]);
});

it('a worker makes its jobs once, and moves what they say', async () => {
  const { port, replies, moved, timesMade } = openPort();
  const input = Uint8Array.of(1, 2);
  for (const name of ['echo', 'sum']) {
    port.onmessage?.({ data: { name, input, shared: { factor: 1 } } });
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(replies).toMatchObject([{ output: input }, { output: 3 }]);
  expect(moved).toEqual([input.buffer]);
  expect(timesMade()).toBe(1);
});
