import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmDeletions } from '../src/confirm-deletions.ts';

function terminal(isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const aborting = new AbortController();
  let interrupted = 0;
  const ask = (deletions: number, destinations: number) =>
    confirmDeletions(
      { deletions, destinations, sources: 5 },
      {
        stdin,
        stderr,
        place: 's3://bkt/p',
        signal: aborting.signal,
        interrupt: () => interrupted++,
      },
    );
  const shown = () => String(stderr.read() ?? '');
  return { stdin, ask, shown, abort: aborting, interrupted: () => interrupted };
}

describe('confirmDeletions', () => {
  it.each([
    [100, 10_000, false],
    [101, 10_000, true],
    [10, 10, false],
    [11, 22, false],
    [11, 21, true],
  ])('of %i among %i asks a person: %j', async (deletions, destinations, asks) => {
    const { stdin, ask, shown } = terminal();
    stdin.end();
    expect(await ask(deletions, destinations)).toBe(!asks);
    const question = `Delete ${deletions} of ${destinations} in s3://bkt/p? [y/N] `;
    expect(shown()).toContain(asks ? question : '');
  });

  it('asks nobody where there is no terminal', async () => {
    const { ask, shown } = terminal(false);
    expect(await ask(1000, 1000)).toBe(true);
    expect(shown()).toBe('');
  });

  it.each([
    ['y', true],
    ['YES', true],
    [' yes ', true],
    ['n', false],
    ['', false],
    ['yup', false],
  ])('takes %j for %j', async (answer, agreed) => {
    const { stdin, ask } = terminal();
    stdin.write(`${answer}\n`);
    expect(await ask(1000, 1000)).toBe(agreed);
  });

  it('passes Ctrl-C on, and ends with the reason of the abort', async () => {
    const { stdin, ask, abort, interrupted } = terminal();
    const asking = ask(1000, 1000);
    stdin.write('\u0003');
    await new Promise((resolve) => setImmediate(resolve));
    expect(interrupted()).toBe(1);
    abort.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });
});
