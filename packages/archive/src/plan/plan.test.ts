import { DeltaGliderError } from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, formLimit } from './archive-limits.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeReferencePlan, decodeTargetPlan, type PlanBounds } from './decode-plan.ts';
import { encodeReferencePlan, encodeTargetPlan } from './encode-plan.ts';
import { levelPlan, type LevelPlan, type StreamPlan } from './level-plan.ts';
import type { Patch } from './patch.ts';

const NO_SETTINGS = new Uint8Array(0);

describe('a varint', () => {
  it('holds every number up to 2^53 - 1', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const reader = new ByteReader(
          written((writer) => {
            writer.varint(value);
          }),
          'it',
        );
        expect(reader.varint(Number.MAX_SAFE_INTEGER)).toBe(value);
        reader.assertEnd();
      }),
    );
    const most = written((writer) => {
      writer.varint(Number.MAX_SAFE_INTEGER);
    });
    expect(new ByteReader(most, 'it').varint(Number.MAX_SAFE_INTEGER)).toBe(2 ** 53 - 1);
  });

  it.each([
    ['cut short', [0x80]],
    ['longer than it must be', [0x81, 0x00]],
    ['longer than any can be', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['at most 300', [0xad, 0x02]],
  ])('that is %s is refused', (words, bytes) => {
    const reader = new ByteReader(Uint8Array.from(bytes), 'it');
    expect(() => reader.varint(300)).toThrow(words);
    expect(refusal(() => new ByteReader(Uint8Array.from(bytes), 'it').varint(300))).toBe(
      'DELTA_FAILED',
    );
  });
});

describe('a plan', () => {
  it('of a target is read as it was written', () => {
    fc.assert(
      fc.property(levels(), ({ plans, bounds }) => {
        expect(decodeTargetPlan(encodeTargetPlan(plans), bounds)).toEqual(plans);
      }),
    );
  });

  it('of a reference is read as it was written', () => {
    fc.assert(
      fc.property(levels(), ({ plans, bounds }) => {
        const spans = plans.map((plan) => ({
          ...plan,
          // Nothing of a reference is put together again.
          patches: [],
          streams: plan.streams.map(({ gap, method, size, expandedSize }) => ({
            gap,
            method,
            size,
            expandedSize,
          })),
        }));
        expect(decodeReferencePlan(encodeReferencePlan(plans), bounds)).toEqual(spans);
      }),
    );
  });

  it('is refused, and costs nothing, when it is cut short or has something behind it', () => {
    fc.assert(
      fc.property(levels(), fc.nat(), ({ plans, bounds }, cut) => {
        for (const [bytes, decode] of [
          [encodeTargetPlan(plans), decodeTargetPlan],
          [encodeReferencePlan(plans), decodeReferencePlan],
        ] as const) {
          const short = bytes.subarray(0, cut % bytes.length);
          expect(refusal(() => decode(short, bounds))).toBe('DELTA_FAILED');
          expect(refusal(() => decode(Uint8Array.of(...bytes, 0), bounds))).toBe('DELTA_FAILED');
        }
      }),
    );
  });

  it('is read or refused whatever its bytes are', () => {
    const bounds = boundsOf(1000, 1000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect([undefined, 'DELTA_FAILED']).toContain(
          refusal(() => decodeTargetPlan(bytes, bounds)),
        );
        expect([undefined, 'DELTA_FAILED']).toContain(
          refusal(() => decodeReferencePlan(bytes, bounds)),
        );
      }),
    );
  });

  it.each<readonly [string, readonly StreamPlan[], Partial<PlanBounds>]>([
    ['streams that are longer than the object', [stream({ gap: 995 })], {}],
    ['another expanded size than the object', [stream({})], { expandedSize: 1000 }],
    ['a form above the limit', [stream({})], { formLimit: 1000 }],
    ['a stream without chunks', [stream({ chunks: [] })], { expandedSize: 1000 }],
    ['bits in a byte that has none left', [stream({ tail: 1 })], {}],
    [
      'more streams than may be',
      [stream({}), stream({})],
      { expandedSize: 1180, limits: { ...DEFAULT_LIMITS, streams: 1 } },
    ],
  ])('with %s is refused', (_, streams, change) => {
    const bytes = encodeTargetPlan([levelPlan(1000, streams)]);
    const bounds = { ...boundsOf(1000, 1090), ...change };
    expect(refusal(() => decodeTargetPlan(bytes, bounds))).toBe('DELTA_FAILED');
  });

  it.each([996, 997, 2000])(
    'with a patch at %d of 1000 bytes ends where the form ends',
    (offset) => {
      const bytes = encodeTargetPlan([levelPlan(1000, [], [{ offset, bytes: 1 }])]);
      const read = refusal(() => decodeTargetPlan(bytes, boundsOf(1000, 1000)));
      expect(read).toBe(offset === 996 ? undefined : 'DELTA_FAILED');
    },
  );

  it('that is in order is taken with the same bounds', () => {
    const bytes = encodeTargetPlan([levelPlan(1000, [stream({})])]);
    expect(decodeTargetPlan(bytes, boundsOf(1000, 1090))).toHaveLength(1);
  });

  it.each([
    ['streams', [1, ...varint(1_000_001)]],
    ['streams that its bytes cannot hold', [1, ...varint(1_000_000), 1, 2, 3]],
    ['levels', [4, 0, 0, 0, 0]],
    ['chunks that its bytes cannot hold', [1, 1, 0, 0, ...varint(1_000_000), 1]],
    ['bytes of settings', [1, 1, 0, 2, 1, 1, ...varint(65_537)]],
    ['patches that its bytes cannot hold', [1, 0, ...varint(1_000_000), 1, 2, 3]],
  ])('with too many %s is refused before anything is allocated', (_, bytes) => {
    const plan = Uint8Array.from(bytes);
    expect(refusal(() => decodeTargetPlan(plan, boundsOf(1000, 1000)))).toBe('DELTA_FAILED');
  });
});

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.finish();
}

function varint(value: number): readonly number[] {
  return [
    ...written((writer) => {
      writer.varint(value);
    }),
  ];
}

function refusal(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (DeltaGliderError.is(error)) return error.code;
    throw error;
  }
}

/** Ten bytes that expand to a hundred. */
function stream(change: Partial<StreamPlan>): StreamPlan {
  const chunk = { expandedSize: 100, bits: 80, blocks: 1, steps: 2, distances: 3 };
  return {
    gap: 0,
    method: 'deflate',
    size: 10,
    expandedSize: 100,
    model: 0,
    tail: 0,
    chunks: [chunk],
    settings: NO_SETTINGS,
    ...change,
  };
}

function boundsOf(size: number, expandedSize: number): PlanBounds {
  const limits = DEFAULT_LIMITS;
  return { size, expandedSize, formLimit: formLimit(size, limits), limits };
}

/** Plans of up to three levels, each made from the one before. */
function levels(): fc.Arbitrary<{ plans: LevelPlan[]; bounds: PlanBounds }> {
  const streams = fc.array(fc.oneof(deflated(), solid()), { maxLength: 5 });
  return fc
    .record({ levels: fc.array(streams, { maxLength: 3 }), rest: fc.nat(100) })
    .map(({ levels: all, rest }) => {
      const used = all.flat().reduce((sum, { gap, size }) => sum + gap + size, 0);
      let size = used + rest;
      const plans = all.map((one) => {
        const patches = patchesWithin(size);
        const plan = levelPlan(size, one, patches);
        size = plan.expandedSize;
        return plan;
      });
      return { plans, bounds: { ...boundsOf(used + rest, size), formLimit: 2 ** 40 } };
    })
    .filter(({ plans }) =>
      plans.every(
        (plan) =>
          plan.streams.reduce((sum, { gap, size }) => sum + gap + size, 0) <= plan.sourceSize,
      ),
    );
}

/** Some of every form, one of them at its end. */
function patchesWithin(size: number): Patch[] {
  const offsets = [0, 4, 1000].filter((offset) => offset + 8 <= size);
  return [...offsets, size - 4]
    .filter((offset) => offset >= 0)
    .map((offset, index) => ({ offset, bytes: 0xffff_fff0 + index }));
}

function deflated(): fc.Arbitrary<StreamPlan> {
  const chunk = fc.record({
    expandedSize: fc.nat(17 * 1024 * 1024),
    bits: fc.nat(10_000_000),
    blocks: fc.nat(1000),
    steps: fc.nat(1_000_000),
    distances: fc.nat(1_000_000),
  });
  return fc
    .record({
      gap: fc.nat(100_000),
      model: fc.nat(255),
      tail: fc.nat(127),
      chunks: fc.array(chunk, { minLength: 1, maxLength: 4 }),
    })
    .map(({ chunks, tail, ...rest }) => {
      const bits = chunks.reduce((sum, each) => sum + each.bits, 0);
      return {
        ...rest,
        method: 'deflate',
        size: Math.ceil(bits / 8),
        expandedSize: chunks.reduce((sum, each) => sum + each.expandedSize, 0),
        tail: tail % 2 ** ((8 - (bits % 8)) % 8),
        chunks,
        settings: NO_SETTINGS,
      };
    });
}

function solid(): fc.Arbitrary<StreamPlan> {
  return fc
    .record({
      gap: fc.nat(100_000),
      method: fc.constantFrom('bzip2' as const, 'xz' as const),
      size: fc.nat(1_000_000),
      expandedSize: fc.nat(100_000_000),
      settings: fc.uint8Array({ maxLength: 20 }),
    })
    .map((each) => ({ ...each, model: 0, tail: 0, chunks: [], settings: each.settings }));
}
