import { describe, expect, it } from 'vitest';
import { orAbort } from './or-abort.ts';

describe('orAbort', () => {
  it('gives what the work brings, or its error', async () => {
    const { signal } = new AbortController();
    const undo = async (): Promise<void> => undefined;
    expect(await orAbort(Promise.resolve(1), signal, undo)).toBe(1);
    expect(await orAbort(Promise.resolve(1), undefined, undo)).toBe(1);
    const failure = new Error('broken');
    await expect(orAbort(Promise.reject(failure), signal, undo)).rejects.toBe(failure);
  });

  it('rejects at once with the reason, and undoes what the work brings later', async () => {
    const controller = new AbortController();
    const { promise, resolve } = later();
    const undone: string[] = [];
    const waiting = orAbort(promise, controller.signal, async (result) => void undone.push(result));
    const reason = { no: 'error at all' };
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(undone).toEqual([]);
    resolve('late');
    await promise;
    await Promise.resolve();
    expect(undone).toEqual(['late']);
  });
});

function later(): { readonly promise: Promise<string>; readonly resolve: (text: string) => void } {
  let resolve: (text: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => (resolve = settle));
  return { promise, resolve };
}
