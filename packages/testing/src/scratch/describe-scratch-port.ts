import { collect, readStream, type ScratchPort } from '@deltaglider/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { rejectionOf } from '../expectations/outcome-of.ts';

export interface ScratchSubject {
  readonly scratch: ScratchPort;
  /** Bytes that the scratch room takes up now, where that can be told. */
  readonly usage?: () => Promise<number>;
  readonly close?: () => Promise<void>;
}

export interface DescribeScratchOptions {
  /** Called for every test. */
  readonly create: () => Promise<ScratchSubject>;
}

/** Registers the tests that every ScratchPort must pass. */
export function describeScratchPort(name: string, options: DescribeScratchOptions): void {
  describe(`${name} as ScratchPort`, () => {
    let subject: ScratchSubject;
    beforeEach(async () => {
      subject = await options.create();
    });
    afterEach(async () => {
      await subject.close?.();
    });
    keepCases(() => subject);
    failureCases(() => subject);
  });
}

function keepCases(subject: () => ScratchSubject): void {
  it.each([0, 1, 65_536, (3 << 20) + 1])('puts %d bytes aside', async (size) => {
    const bytes = randomBytes(size, size);
    const kept = await subject().scratch.write(chunked(bytes, [50_000, 0, 3]));
    expect(kept.size).toBe(size);
    for (let turn = 0; turn < 2; turn++) {
      expect(sha256Hex(await collect(readStream(kept)))).toBe(sha256Hex(bytes));
    }
    await kept.close();
  });

  it('reads from any offset', async () => {
    const bytes = randomBytes(1, 200_000);
    const kept = await subject().scratch.write(chunked(bytes));
    for (const [offset, length] of [
      [199_999, 5],
      [200_000, 5],
      [65_530, 20],
      [0, 200_000],
    ] as const) {
      expect(await kept.read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
    }
    await kept.close();
  });

  it('keeps many apart', async () => {
    const contents = Array.from({ length: 10 }, (_, i) => randomBytes(i, 10_000 + i));
    const kept = await Promise.all(
      contents.map((bytes) => subject().scratch.write(chunked(bytes, [999]))),
    );
    for (const [i, one] of kept.entries()) {
      expect(await collect(readStream(one))).toEqual(contents[i]);
      await one.close();
    }
  });

  it('frees its room when it is closed, once or twice', async () => {
    const { scratch, usage } = subject();
    const kept = await scratch.write(chunked(randomBytes(1, 100_000)));
    await kept.close();
    await kept.close();
    expect((await usage?.()) ?? 0).toBe(0);
  });
}

function failureCases(subject: () => ScratchSubject): void {
  it('keeps nothing of a stream that breaks', async () => {
    const { scratch, usage } = subject();
    const failure = new Error('the upload broke');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield randomBytes(1, 100_000);
      throw failure;
    };
    expect(await rejectionOf(scratch.write(broken()))).toBe(failure);
    expect((await usage?.()) ?? 0).toBe(0);
  });

  it('rejects with the reason of an aborted signal', async () => {
    const { scratch, usage } = subject();
    const reason = { no: 'error at all' };
    const options = { signal: AbortSignal.abort(reason) };
    expect(await rejectionOf(scratch.write(chunked(randomBytes(1, 10)), options))).toBe(reason);
    const kept = await scratch.write(chunked(randomBytes(1, 10)));
    expect(await rejectionOf(kept.read(0, 1, options))).toBe(reason);
    await kept.close();
    expect((await usage?.()) ?? 0).toBe(0);
  });
}
