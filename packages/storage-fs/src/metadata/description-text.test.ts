import { describe, expect, it } from 'vitest';
import { formatDescription, parseDescription } from './description-text.ts';

describe('formatDescription', () => {
  it('says nothing about an object without metadata', () => {
    expect(
      formatDescription({ metadata: {}, properties: { contentType: undefined } }),
    ).toBeUndefined();
  });

  it('writes compact JSON and reads it again', () => {
    const description = { metadata: { 'dg-tool': 'x' }, properties: { contentType: 'text/plain' } };
    const text = formatDescription(description);
    expect(text).toBe('{"metadata":{"dg-tool":"x"},"properties":{"contentType":"text/plain"}}');
    expect(parseDescription(text ?? '')).toEqual(description);
  });
});

describe('parseDescription', () => {
  it('reads what the proxy wrote', () => {
    const text = JSON.stringify({
      tool: 'deltaglider_proxy/1.19.0',
      original_name: 'app.zip',
      file_sha256: 'a'.repeat(64),
      file_size: 12,
      md5: 'b'.repeat(32),
      created_at: '2026-01-01T00:00:00Z',
      content_type: 'application/zip',
      user_metadata: { Owner: 'me' },
      note: 'delta',
      ref_path: 'reference.bin',
      ref_sha256: 'c'.repeat(64),
      delta_size: 5,
      delta_cmd: 'xdelta3',
    });
    expect(parseDescription(text)).toEqual({
      metadata: {
        'dg-tool': 'deltaglider_proxy/1.19.0',
        'dg-original-name': 'app.zip',
        'dg-file-sha256': 'a'.repeat(64),
        'dg-file-size': '12',
        'dg-md5': 'b'.repeat(32),
        'dg-created-at': '2026-01-01T00:00:00Z',
        'dg-note': 'delta',
        'dg-ref-path': 'reference.bin',
        'dg-ref-sha256': 'c'.repeat(64),
        'dg-delta-size': '5',
        'dg-delta-cmd': 'xdelta3',
        'user-owner': 'me',
      },
      properties: { contentType: 'application/zip' },
    });
  });

  it.each(['{}', '{"other":1}', '{"metadata":[1]}'])('finds nothing of ours in %s', (text) => {
    expect(parseDescription(text)).toEqual({ metadata: {}, properties: {} });
  });

  it('leaves out what is no text', () => {
    const text = '{"metadata":{"a":"b","c":1},"properties":{"contentType":7,"other":"x"}}';
    expect(parseDescription(text)).toEqual({ metadata: { a: 'b' }, properties: {} });
  });

  it.each(['', '[]', 'null', '{"metadata":{"dg-', 'text'])('calls %j damaged', (text) => {
    expect(parseDescription(text)).toMatchObject({
      metadata: {},
      damage: expect.any(String) as string,
    });
  });
});
