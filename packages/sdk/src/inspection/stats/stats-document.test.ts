import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partSaved } from '../usage.ts';
import { formatStatsDocument, parseStatsDocument, type StatsDocument } from './stats-document.ts';

const count = fc.maxSafeNat();
const volume = fc.record({ objects: count, size: count, smallObjects: count, smallSize: count });
const documents: fc.Arbitrary<StatsDocument> = fc
  .record({
    createdAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
    listing: fc.record({ objects: count, sha256: fc.constant('ab'.repeat(32)) }),
    usage: fc.record({
      objects: count,
      deltas: count,
      references: count,
      size: count,
      storedSize: count,
      unreadable: count,
      unreadableSize: count,
    }),
    classes: fc.array(
      fc.record({
        storageClass: fc.constantFrom('STANDARD', undefined),
        stored: volume,
        logical: volume,
      }),
    ),
  })
  .map((document) => ({
    ...document,
    usage: { ...document.usage, saved: partSaved(document.usage) },
  }));

const place = { prefix: 'app/', tool: 'deltaglider/1.0.0' };

describe('the document of statistics', () => {
  it('is what docs/format.md shows', () => {
    const url = new URL('../../../../../docs/format.md', import.meta.url);
    const [, shown = ''] =
      /```json\n(\{\s+"format": "deltaglider-stats.*?)\n```/s.exec(readFileSync(url, 'utf8')) ?? [];
    const document = parseStatsDocument(shown, 'app/');
    if (document === undefined) throw new Error('It cannot be read.');
    const written = formatStatsDocument(document, place);
    expect(JSON.parse(written)).toEqual(JSON.parse(shown));
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const text = formatStatsDocument(document, place);
        expect(parseStatsDocument(text, place.prefix)).toEqual(document);
        expect(parseStatsDocument(text, '')).toBeUndefined();
      }),
    );
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"format":"deltaglider-stats/1","prefix":""}',
    // What the Python tool writes.
    '{"version":"1.0","mode":"quick","object_count":3,"compressed_size":5}',
  ])('is nothing else: %s', (text) => {
    expect(parseStatsDocument(text, '')).toBeUndefined();
  });

  it('is not read with one value that cannot be', () => {
    const values = fc.constantFrom(-1, 0.5, '1', null, undefined, 2 ** 60, {}, true);
    fc.assert(
      fc.property(documents, values, fc.nat(), (document, value, at) => {
        const written = JSON.parse(formatStatsDocument(document, place)) as Record<string, unknown>;
        const usage = { ...(written.usage as Record<string, unknown>) };
        const names = Object.keys(usage);
        usage[names[at % names.length] ?? ''] = value;
        const text = JSON.stringify({ ...written, usage });
        expect(parseStatsDocument(text, place.prefix)).toBeUndefined();
      }),
    );
  });
});
