import { parseDeltaSuffixes, type DeltaSuffixes } from './delta-suffixes.ts';
import { choice, number, text, words, type Setting } from './setting.ts';

const deltaSuffixes: Setting<DeltaSuffixes> = {
  name: 'delta-suffixes',
  env: 'DG_DELTA_SUFFIXES',
  parse: parseDeltaSuffixes,
};

/** A secret: what it holds is in no message. */
const cacheEncryptionKey: Setting<string> = {
  name: 'cache-encryption-key',
  env: 'DG_CACHE_ENCRYPTION_KEY',
  parse: (value) => {
    if (/^[A-Za-z0-9+/_-]{43}=?$/.test(value.trim())) return value;
    throw new Error(
      'This does not hold 32 bytes in base64; make one with: openssl rand -base64 32',
    );
  },
};

/** What new deltas can be made with where no plugin adds to it. */
export const CODECS: readonly string[] = [
  'auto',
  'xdelta3',
  'archive',
  'archive:smallest',
  'archive:fastest',
];

/** The codec, among those that come along and `more`. */
export function codecSetting(more: readonly string[] = []): Setting<string> {
  const names = [...CODECS, ...more];
  return choice('codec', 'DG_CODEC', Object.fromEntries(names.map((name) => [name, name])));
}

/** Every setting there is. */
export const settingTable = {
  store: text('store', 'DG_STORE'),
  codec: codecSetting(),
  maxRatio: number('max-ratio', 'DG_MAX_RATIO', { min: 0.01, max: 1, integer: false }),
  deltaSuffixes,
  minDeltaSize: number('min-delta-size', 'DG_MIN_DELTA_SIZE', { min: 0 }),
  concurrency: number('concurrency', 'DG_CONCURRENCY', { min: 1, max: 256 }),
  cacheDirectory: text('cache-dir', 'DG_CACHE_DIR'),
  // `filesystem` is what the Python tool calls it.
  cacheBackend: choice('cache-backend', 'DG_CACHE_BACKEND', {
    disk: 'disk',
    memory: 'memory',
    filesystem: 'disk',
  }),
  cacheMemorySizeMb: number('cache-memory-size-mb', 'DG_CACHE_MEMORY_SIZE_MB', { min: 1 }),
  cacheEncryptionKey,
  prices: text('prices', 'DG_PRICES'),
  plugins: words('plugins', 'DG_PLUGINS'),
};

type Table = typeof settingTable;

/** The settings as commands see them; absent means default. */
export type Settings = { readonly [K in keyof Table]?: ReturnType<Table[K]['parse']> };

/** A place that settings come from. */
export interface SettingsSource {
  readonly find: (setting: Setting<unknown>) => string | undefined;
  /** How a user finds the value again: `--max-ratio`, `DG_MAX_RATIO`, `max-ratio in /path`. */
  readonly describe: (setting: Setting<unknown>) => string;
}
