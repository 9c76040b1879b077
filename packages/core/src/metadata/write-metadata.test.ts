import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, release } from '../../test/create-test-engine.ts';
import {
  pythonCanDecode,
  pythonCanEncodeAgainst,
  proxyReads,
} from '../../test/predecessor-rules.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { putObject, type PutObjectInput } from '../use-cases/put-object.ts';
import { deltaMetadata, directMetadata, referenceMetadata } from './write-metadata.ts';

const SHA = 'a'.repeat(64);
const REF_SHA = 'b'.repeat(64);

const content = {
  tool: 'deltaglider/1.0.0',
  key: 'app/v1.zip',
  size: 1000,
  sha256: SHA,
  md5: 'c'.repeat(32),
  createdAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)),
  referenceSha256: REF_SHA,
  deltaSize: 10,
  codec: 'xdelta3',
};

/** What a put writes, by physical key, with a clock that stands still. */
async function written(...puts: (Omit<PutObjectInput, 'address'> & { readonly key: string })[]) {
  const { engine, storage, keys } = await createTestEngine({
    clock: () => content.createdAt,
    tool: content.tool,
  });
  for (const { key, ...input } of puts) {
    await putObject(engine, { ...input, address: { bucket: BUCKET, key } });
  }
  const found: Record<string, unknown> = {};
  for (const key of await keys()) {
    found[key] = (await storage.head({ bucket: BUCKET, key }))?.metadata;
  }
  return found;
}

const v1 = () => bufferSource(release('1'));
const v2 = () => bufferSource(release('2'));

describe('the metadata that we write', () => {
  it('of a reference, its own delta and another one', async () => {
    const objects = await written(
      { key: 'app/v1.zip', body: v1() },
      { key: 'app/v2.zip', body: v2() },
    );
    expect(objects).toMatchInlineSnapshot(`
      {
        "app/reference.bin": {
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-file-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-file-size": "20000",
          "dg-md5": "9feb28b68f4ca0db4eba0cb82eca3e0a",
          "dg-note": "reference",
          "dg-source-name": "v1.zip",
          "dg-tool": "deltaglider/1.0.0",
        },
        "app/v1.zip.delta": {
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-delta-size": "8",
          "dg-file-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-file-size": "20000",
          "dg-md5": "9feb28b68f4ca0db4eba0cb82eca3e0a",
          "dg-note": "zero-diff (reference identical)",
          "dg-original-name": "v1.zip",
          "dg-ref-key": "app/reference.bin",
          "dg-ref-path": "reference.bin",
          "dg-ref-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-tool": "deltaglider/1.0.0",
        },
        "app/v2.zip.delta": {
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-delta-size": "9",
          "dg-file-sha256": "50a9046029382ae843ea488bbffedaa114b0cd3aa4aa079e33e5a2a02a47e8be",
          "dg-file-size": "20000",
          "dg-md5": "e2f06934402e4f45f475b1941083be94",
          "dg-note": "delta",
          "dg-original-name": "v2.zip",
          "dg-ref-key": "app/reference.bin",
          "dg-ref-path": "reference.bin",
          "dg-ref-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-tool": "deltaglider/1.0.0",
        },
      }
    `);
  });

  it('of an object that is stored whole, for its type or because that was asked for', async () => {
    const objects = await written(
      { key: 'app/notes.txt', body: bufferSource(new TextEncoder().encode('hello')) },
      { key: 'app/v1.zip', body: v1(), delta: false },
    );
    expect(objects).toMatchInlineSnapshot(`
      {
        "app/notes.txt": {
          "dg-compression": "none",
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-file-sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
          "dg-file-size": "5",
          "dg-md5": "5d41402abc4b2a76b9719d911017c592",
          "dg-original-name": "notes.txt",
          "dg-tool": "deltaglider/1.0.0",
        },
        "app/v1.zip": {
          "dg-compression": "none",
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-file-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-file-size": "20000",
          "dg-md5": "9feb28b68f4ca0db4eba0cb82eca3e0a",
          "dg-original-name": "v1.zip",
          "dg-tool": "deltaglider/1.0.0",
        },
      }
    `);
  });

  it('at the root of a bucket, with the user’s own', async () => {
    const metadata = { Owner: 'me', note: 'mine' };
    const objects = await written({ key: 'v1.zip', body: v1(), metadata });
    expect(objects).toMatchInlineSnapshot(`
      {
        "reference.bin": {
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-file-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-file-size": "20000",
          "dg-md5": "9feb28b68f4ca0db4eba0cb82eca3e0a",
          "dg-note": "reference",
          "dg-source-name": "v1.zip",
          "dg-tool": "deltaglider/1.0.0",
        },
        "v1.zip.delta": {
          "dg-created-at": "2026-01-02T03:04:05.006000Z",
          "dg-delta-size": "8",
          "dg-file-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-file-size": "20000",
          "dg-md5": "9feb28b68f4ca0db4eba0cb82eca3e0a",
          "dg-note": "zero-diff (reference identical)",
          "dg-original-name": "v1.zip",
          "dg-ref-key": "reference.bin",
          "dg-ref-path": "reference.bin",
          "dg-ref-sha256": "ef341f35eefbb3c5642ddbec284b5df6a79d8d32d43ec204b1b083a4e1e72cf3",
          "dg-tool": "deltaglider/1.0.0",
          "note": "mine",
          "owner": "me",
        },
      }
    `);
  });

  it('of names that are not ASCII', () => {
    const delta = deltaMetadata({ ...content, key: 'größe 100%/é.zip' });
    expect(delta).toMatchInlineSnapshot(`
      {
        "dg-created-at": "2026-01-02T03:04:05.006000Z",
        "dg-delta-size": "10",
        "dg-file-sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "dg-file-size": "1000",
        "dg-md5": "cccccccccccccccccccccccccccccccc",
        "dg-note": "delta",
        "dg-original-name": "%C3%A9.zip",
        "dg-ref-key": "gr%C3%B6%C3%9Fe 100%25/reference.bin",
        "dg-ref-path": "reference.bin",
        "dg-ref-sha256": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "dg-tool": "deltaglider/1.0.0",
      }
    `);
  });

  it('of long names and prefixes', () => {
    const longName = deltaMetadata({ ...content, key: `app/${'n'.repeat(1010)}.zip` });
    expect(longName['dg-original-name']).toBe('n'.repeat(256));
    const longPrefix = `${'p'.repeat(1000)}/`;
    const plain = deltaMetadata({ ...content, key: `${longPrefix}v1.zip` });
    expect(plain['dg-ref-key']).toBe(`${longPrefix}reference.bin`);
    const encoded = deltaMetadata({ ...content, key: `${'é'.repeat(200)}/v1.zip` });
    expect(encoded).not.toHaveProperty('dg-ref-key');
    expect(encoded['dg-ref-path']).toBe('reference.bin');
  });

  it('leaves the user at least 600 of the 2,048 bytes, however long the key', () => {
    const key = fc.integer({ min: 0, max: 1013 }).chain((length) =>
      fc.constantFrom('p', '%', 'é').map((char) => {
        const prefix = char.repeat(Math.floor(length / Buffer.byteLength(char)));
        return `${prefix}/${'n'.repeat(1017 - Buffer.byteLength(prefix))}`;
      }),
    );
    fc.assert(
      fc.property(key, (key) => {
        const huge = { ...content, size: 1e14, deltaSize: 1e14, key };
        const bytes = Object.entries(deltaMetadata(huge)).flat().join('').length;
        expect(bytes).toBeLessThanOrEqual(1448);
      }),
    );
  });
});

const anyKey = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { minLength: 1 })
  .map((segments) => segments.join('/'));
const anyContent = fc.record({
  key: anyKey,
  size: fc.nat(),
  md5: fc.constantFrom(undefined, 'c'.repeat(32)),
  createdAt: fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }),
  referenceSha256: fc.constantFrom(SHA, REF_SHA),
  deltaSize: fc.nat(),
});

describe('what the predecessors require', () => {
  it('every object of ours has, whatever its key', () => {
    fc.assert(
      fc.property(anyContent, (any) => {
        const object = { ...content, ...any };
        const [delta, direct, reference] = [
          deltaMetadata(object),
          directMetadata(object),
          referenceMetadata(object),
        ];
        // Such a key the Python tool could not have written either.
        const isLeftOut = delta['dg-ref-key'] === undefined && !/^[\x20-\x7e]*$/.test(any.key);
        expect(pythonCanDecode(delta)).toEqual(isLeftOut ? ['dg-ref-key'] : []);
        expect(pythonCanDecode(direct)).toEqual([]);
        expect(pythonCanEncodeAgainst(reference)).toEqual([]);
        expect(proxyReads(delta)).toBe('delta');
        expect(proxyReads(direct)).toBe('passthrough');
        expect(proxyReads(reference)).toBe('reference');
      }),
    );
  });

  it('the Python tool finds the reference of every ASCII key', () => {
    const ascii = fc.string({
      unit: fc.constantFrom(...('aZ09 %+&/._-'.match(/./g) ?? [])),
      maxLength: 1000,
    });
    fc.assert(
      fc.property(ascii, (prefix) => {
        const key = `${prefix}/v1.zip`;
        expect(deltaMetadata({ ...content, key })['dg-ref-key']).toBe(`${prefix}/reference.bin`);
      }),
    );
  });
});

/** The rows of the table of metadata in docs/format.md: key, and the marks of its three columns. */
function documented() {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/format.md'), 'utf8');
  const rows = page.matchAll(/^\| `(dg-[a-z0-9-]+)` *\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|/gm);
  return [...rows].map(([, key = '', ...marks]) => ({ key, marks: marks.map((m) => m.trim()) }));
}

describe('the table in docs/format.md', () => {
  const kinds = [referenceMetadata(content), deltaMetadata(content), directMetadata(content)];
  const everything = [
    referenceMetadata(content),
    deltaMetadata({ ...content, codec: 'other' }),
    directMetadata(content),
  ];
  const least = { ...content, md5: undefined, key: `${'é'.repeat(200)}/v1.zip` };
  const leastOf = [referenceMetadata(least), deltaMetadata(least), directMetadata(least)];

  it('has every key that we write, and no other', () => {
    const keys = new Set(everything.flatMap((metadata) => Object.keys(metadata)));
    expect(
      documented()
        .map(({ key }) => key)
        .sort(),
    ).toEqual([...keys].sort());
  });

  it('says of each key where it is always and where it is sometimes', () => {
    for (const { key, marks } of documented()) {
      const actual = everything.map((metadata, kind) => {
        if (leastOf[kind]?.[key] !== undefined) return 'always';
        return metadata[key] === undefined ? 'never' : 'sometimes';
      });
      const said = marks.map((mark) =>
        mark === '' ? 'never' : mark === '○' ? 'sometimes' : 'always',
      );
      expect([key, said]).toEqual([key, actual]);
    }
  });

  it('gives the fixed values', () => {
    for (const { key, marks } of documented()) {
      for (const [kind, mark] of marks.entries()) {
        const [, fixed] = /^`([^`]+)`/.exec(mark) ?? [];
        if (fixed !== undefined) expect(kinds[kind]?.[key]).toBe(fixed);
      }
    }
  });
});
