import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FINGERPRINT_SIZE } from './listing-record.ts';
import { RecordTable } from './record-table.ts';

/** Few fingerprints, many of which begin alike, so that they share slots. */
const fingerprint = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 }))
  .map(([first, last]) => {
    const bytes = Buffer.alloc(FINGERPRINT_SIZE, first);
    bytes.writeUInt8(last, FINGERPRINT_SIZE - 1);
    return bytes;
  });
const payload = fc.uint8Array({ maxLength: 255 }).map((bytes) => Buffer.from(bytes));

describe('RecordTable', () => {
  it('is a map that keeps the first record of a fingerprint', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fingerprint, payload), { maxLength: 300 }), (records) => {
        const table = new RecordTable();
        const model = new Map<string, Buffer>();
        for (const [key, content] of records) {
          table.add(Buffer.concat([key, Buffer.of(content.length), content]));
          if (!model.has(key.toString('hex'))) model.set(key.toString('hex'), content);
        }
        for (const [key] of records)
          expect(table.find(key)).toEqual(model.get(key.toString('hex')));
        expect(table.find(Buffer.alloc(FINGERPRINT_SIZE, 9))).toBeUndefined();
        const copy = new RecordTable();
        copy.add(table.bytes);
        for (const [key, content] of model)
          expect(copy.find(Buffer.from(key, 'hex'))).toEqual(content);
      }),
    );
  });

  it('gives its newest records, whole, in no more bytes than asked for', () => {
    const table = new RecordTable();
    for (let i = 0; i < 100; i++) {
      table.add(Buffer.concat([Buffer.alloc(FINGERPRINT_SIZE, i), Buffer.of(3), Buffer.alloc(3)]));
    }
    expect(table.newest(105).length).toBe(100);
    expect(table.newest(105).subarray(0, 16)).toEqual(Buffer.alloc(16, 95));
    expect(table.newest(10_000)).toEqual(table.bytes);
    expect(table.newest(0).length).toBe(0);
  });
});
