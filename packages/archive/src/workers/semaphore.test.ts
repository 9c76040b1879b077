import { expect, it } from 'vitest';
import { Semaphore } from './semaphore.ts';

it('a turn that comes for one who has just aborted goes to the next', async () => {
  const semaphore = new Semaphore(1);
  await semaphore.acquire(undefined);
  const controller = new AbortController();
  const second = semaphore.acquire(controller.signal);
  const third = semaphore.acquire(undefined);
  controller.abort('enough');
  semaphore.release();
  await expect(second).rejects.toBe('enough');
  await third;
});
