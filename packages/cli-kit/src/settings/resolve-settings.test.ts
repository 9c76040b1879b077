import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'dg-settings-'));

const KEY = `${'A'.repeat(43)}=`;

function configFile(content: string): string {
  const path = join(mkdtempSync(join(directory, 'c-')), 'config.json');
  writeFileSync(path, content);
  return path;
}

function resolve(input: { flags?: object; env?: Record<string, string>; config?: string }) {
  const path = input.config === undefined ? undefined : configFile(input.config);
  const environment = { XDG_CONFIG_HOME: directory, ...input.env, DG_CONFIG: path };
  return resolveSettings({ flags: { ...input.flags }, environment });
}

describe('resolveSettings', () => {
  it('has nothing when nobody says anything', () => {
    expect(resolve({})).toEqual({});
  });

  it('prefers flags to environment to file', () => {
    const config = '{"store":"file:///f","codec":"auto","max-ratio":0.1}';
    const env = { DG_STORE: 'file:///e', DG_CODEC: 'archive:fastest' };
    expect(resolve({ config, env, flags: { store: 'file:///a' } })).toEqual({
      store: 'file:///a',
      codec: 'archive:fastest',
      maxRatio: 0.1,
    });
  });

  it('reads every kind of value', () => {
    const config = JSON.stringify({
      'delta-suffixes': ['.zip', '.jar'],
      'min-delta-size': 10,
      concurrency: '8',
      'cache-backend': 'filesystem',
      'cache-dir': '/c',
      'cache-memory-size-mb': 5,
      'cache-encryption-key': KEY,
      plugins: ['a', './b'],
    });
    expect(resolve({ config })).toEqual({
      deltaSuffixes: { replace: true, added: ['.zip', '.jar'], removed: [] },
      minDeltaSize: 10,
      concurrency: 8,
      cacheBackend: 'disk',
      cacheDirectory: '/c',
      cacheMemorySizeMb: 5,
      cacheEncryptionKey: KEY,
      plugins: ['a', './b'],
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(resolve({ env: { DG_MAX_RATIO: '' } })).toEqual({});
  });

  it.each([
    [
      { flags: { 'max-ratio': '2' } },
      'argument --max-ratio: 2 is not a number from 0.01 to 1.',
      252,
    ],
    [
      { flags: { codec: 'zip9' } },
      'argument --codec: zip9 is not one of auto, xdelta3, archive, archive:smallest, archive:fastest.',
      252,
    ],
    [{ env: { DG_CODEC: 'archive/1' } }, 'DG_CODEC: archive/1 is not one of auto, xdelta3,', 253],
    [{ env: { DG_MAX_RATIO: 'x' } }, 'DG_MAX_RATIO: x is not a number from 0.01 to 1.', 253],
    [
      { env: { DG_CACHE_BACKEND: 'tape' } },
      'DG_CACHE_BACKEND: tape is not one of disk, memory, filesystem.',
      253,
    ],
    [{ env: { DG_CONCURRENCY: '1.5' } }, 'DG_CONCURRENCY: 1.5 is not a whole number', 253],
    [{ env: { DG_MIN_DELTA_SIZE: '-1' } }, 'is not a whole number of 0 or more.', 253],
    [{ config: '{"max-ratio":2}' }, /^max-ratio in .*config\.json: 2 is not/, 253],
    [{ config: '{"max-ratio":true}' }, /^max-ratio in .*config\.json: expected a string/, 253],
    [{ config: '{"bogus":1}' }, /config\.json has an unknown key: bogus\.$/, 253],
    [{ config: '[]' }, /is not a JSON object\.$/, 253],
    [{ config: '{' }, /is not JSON\.$/, 253],
  ])('refuses %j', (input, message, exitCode) => {
    const attempt = () => resolve(input);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ exitCode }) as Error);
  });

  it('takes codecs beside those that come along', () => {
    const input = { flags: { codec: 'mine' }, environment: { XDG_CONFIG_HOME: directory } };
    expect(resolveSettings({ ...input, codecs: ['mine'] })).toEqual({ codec: 'mine' });
    expect(() => resolveSettings({ ...input, codecs: ['other'] })).toThrow('fastest, other.');
  });

  it('never repeats a secret', () => {
    const attempt = () => resolve({ env: { DG_CACHE_ENCRYPTION_KEY: 'hush' } });
    expect(attempt).toThrow(/^DG_CACHE_ENCRYPTION_KEY: This does not hold 32 bytes/);
    expect(attempt).not.toThrow(/hush/);
  });

  it('names the flag-like key that was meant', () => {
    expect(() => resolve({ config: '{"max_ratio":1}' })).toThrow(
      expect.objectContaining({ details: { hint: 'Did you mean max-ratio?' } }) as Error,
    );
  });

  it('refuses a file that DG_CONFIG names and that is absent', () => {
    const environment = { DG_CONFIG: join(directory, 'absent.json') };
    expect(() => resolveSettings({ flags: {}, environment })).toThrow('cannot be read (ENOENT)');
  });
});
