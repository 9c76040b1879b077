import { describe, expect, it } from 'vitest';
import { encodeLayout, encodeMemory, RESIDENT_REFERENCE, targetWindow } from './layout.ts';

const MIB = 1024 * 1024;
const sizes = [0, 1, 4095, 4096, MIB, 32 * MIB, 33 * MIB, 64 * MIB, 100 * MIB, 511 * MIB];

describe('encodeLayout', () => {
  it.each(sizes)('holds a reference of %i bytes as one block', (size) => {
    const layout = encodeLayout(size, RESIDENT_REFERENCE);
    expect(layout.blocks).toBe(1);
    expect(layout.blockSize).toBeGreaterThan(size);
    expect(layout.sourceWindow).toBeGreaterThanOrEqual(layout.blockSize);
    // xdelta3 would round anything else up.
    for (const value of [layout.blockSize, layout.sourceWindow])
      expect(Math.log2(value) % 1).toBe(0);
    expect(layout.sourceWindow / layout.lookStep).toBeLessThanOrEqual(64 * MIB);
  });

  it.each([512 * MIB, 5000 * MIB])('holds a window of a reference of %i bytes', (size) => {
    const layout = encodeLayout(size, RESIDENT_REFERENCE);
    expect(layout.sourceWindow).toBe(512 * MIB);
    expect(layout.blocks * layout.blockSize).toBeGreaterThan(layout.sourceWindow);
    expect(encodeMemory(layout, targetWindow(size))).toBeLessThan(1024 * MIB);
  });

  it('never holds more of a reference than is allowed', () => {
    const { blockSize, blocks, sourceWindow } = encodeLayout(100 * MIB, 50 * MIB);
    expect(sourceWindow).toBe(32 * MIB);
    expect(blockSize * blocks).toBeLessThanOrEqual(50 * MIB);
  });
});
