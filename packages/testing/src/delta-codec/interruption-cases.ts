import { bufferSource, collect, type DeltaCodecPort } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { mutate } from '../bytes/mutate.ts';
import { randomBytes } from '../bytes/random-bytes.ts';
import { rejectionOf } from '../expectations/outcome-of.ts';
import { decode, encode } from './codec-subject.ts';

const reference = randomBytes(1, 1 << 20);
const target = mutate(reference, 2, 30);
const failure = new Error('the stream broke');

async function* breaking(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length >> 1);
  throw failure;
}

const breakingSource = {
  size: reference.length,
  read: async (): Promise<Uint8Array> => {
    throw failure;
  },
};

export function interruptionCases(codec: () => DeltaCodecPort): void {
  describe('an interruption', () => {
    it('passes on the error of the target', async () => {
      const encoding = codec().encode(bufferSource(reference), breaking(target));
      expect(await rejectionOf(collect(encoding))).toBe(failure);
    });

    it('passes on the error of the delta', async () => {
      const delta = await encode(codec(), { reference, target });
      expect(await rejectionOf(decode(codec(), reference, breaking(delta)))).toBe(failure);
    });

    it('passes on the error of the reference', async () => {
      const delta = await encode(codec(), { reference, target });
      expect(await rejectionOf(collect(codec().decode(breakingSource, chunked(delta))))).toBe(
        failure,
      );
      expect(await rejectionOf(collect(codec().encode(breakingSource, chunked(target))))).toBe(
        failure,
      );
    });

    it('by an aborted signal rejects with its reason', async () => {
      const reason = { no: 'error at all' };
      const options = { signal: AbortSignal.abort(reason) };
      const source = bufferSource(reference);
      const delta = await encode(codec(), { reference, target });
      expect(await rejectionOf(collect(codec().encode(source, chunked(target), options)))).toBe(
        reason,
      );
      expect(await rejectionOf(collect(codec().decode(source, chunked(delta), options)))).toBe(
        reason,
      );
    });

    it('by its reader leaves the codec in order, and ends the streams below', async () => {
      let started = false;
      let ended = false;
      const watched = async function* (): AsyncGenerator<Uint8Array> {
        started = true;
        try {
          yield* chunked(randomBytes(7, 24 << 20), [1 << 20]);
        } finally {
          ended = true;
        }
      };
      for await (const chunk of codec().encode(bufferSource(reference), watched())) {
        if (chunk.length > 0) break;
      }
      expect(ended).toBe(started);
      const delta = await encode(codec(), { reference, target });
      for await (const chunk of codec().decode(bufferSource(reference), chunked(delta, [100]))) {
        if (chunk.length > 0) break;
      }
      expect(await decode(codec(), reference, chunked(delta))).toHaveLength(target.length);
    });
  });
}
