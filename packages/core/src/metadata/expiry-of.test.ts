import { describe, expect, it } from 'vitest';
import { expiryOf } from './expiry-of.ts';
import { temporaryMetadata } from './write-metadata.ts';

const content = {
  tool: 'deltaglider/1.0.0',
  key: 'app/v2.zip',
  size: 5,
  sha256: 'a'.repeat(64),
  md5: undefined,
  createdAt: new Date('2026-11-22T12:28:11.909Z'),
};

describe('expiryOf', () => {
  it('reads what is written', () => {
    const expiresAt = new Date('2026-11-22T13:28:11.909Z');
    const metadata = temporaryMetadata(content, expiresAt);
    expect(metadata).toEqual({
      'dg-tool': 'deltaglider/1.0.0',
      'dg-original-name': 'v2.zip',
      'dg-file-sha256': 'a'.repeat(64),
      'dg-file-size': '5',
      'dg-created-at': '2026-11-22T12:28:11.909000Z',
      'dg-compression': 'none',
      'dg-expires-at': '2026-11-22T13:28:11.909000Z',
    });
    expect(expiryOf(metadata)).toEqual(expiresAt);
  });

  it('reads what the Python tool has written, which meant UTC', () => {
    const metadata = {
      'dg-expires-at': '2026-11-22T13:28:11.909020',
      'dg-original-key': 'releases/v1/app-1.0.1.zip.delta',
      'dg-original-filename': 'app-1.0.1.zip',
      'dg-rehydrated': 'true',
      'dg-created-at': '2026-11-22T12:28:11.909074',
    };
    expect(expiryOf(metadata)).toEqual(new Date('2026-11-22T13:28:11.909Z'));
  });

  it.each([undefined, '', 'soon', '2026-13-45T00:00:00Z'])('knows none of %j', (text) => {
    expect(expiryOf(text === undefined ? {} : { 'dg-expires-at': text })).toBeUndefined();
  });
});
