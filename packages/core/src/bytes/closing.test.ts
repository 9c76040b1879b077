import { describe, expect, it } from 'vitest';
import { closing } from './closing.ts';
import { discard } from './discard.ts';

const chunk = Uint8Array.of(1);

function stream(chunks: number, failure?: Error) {
  let closes = 0;
  async function* produce() {
    for (let i = 0; i < chunks; i++) yield chunk;
    if (failure !== undefined) throw failure;
  }
  const close = async () => {
    closes += 1;
  };
  return { body: closing(produce(), close), closes: () => closes };
}

describe('closing', () => {
  it.each([0, 1, 3])('closes once after %i chunks', async (chunks) => {
    const { body, closes } = stream(chunks);
    let seen = 0;
    for await (const _ of body) seen += 1;
    expect([seen, closes()]).toEqual([chunks, 1]);
    await discard(body);
    expect(closes()).toBe(1);
  });

  it('closes when the stream fails', async () => {
    const failure = new Error('lost');
    const { body, closes } = stream(1, failure);
    await expect(
      (async () => {
        for await (const _ of body);
      })(),
    ).rejects.toBe(failure);
    expect(closes()).toBe(1);
  });

  it('closes when its reader stops, or never starts', async () => {
    const stopped = stream(3);
    for await (const _ of stopped.body) break;
    expect(stopped.closes()).toBe(1);
    const unread = stream(3);
    await discard(unread.body);
    expect(unread.closes()).toBe(1);
  });
});
