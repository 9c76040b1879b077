import { readFileSync } from 'node:fs';
import { isS3Store, usageError } from '@deltaglider/cli-kit';
import type { CustomerKey } from '@deltaglider/core';
import type { CopyingFlags } from './copy-flags.ts';
import type { CopyContext } from './copy-context.ts';

type KeyFlags = Pick<
  CopyingFlags,
  'sse' | 'sse-c' | 'sse-c-key' | 'sse-c-copy-source' | 'sse-c-copy-source-key'
>;

export interface CustomerKeys {
  /** Of what is written; of a download, of what is read. */
  readonly customerKey: CustomerKey | undefined;
  /** Of the source of a copy. */
  readonly sourceCustomerKey: CustomerKey | undefined;
}

const KEY_BYTES = 32;

/**
 * The keys that the flags give, `undefined` where they give none.
 * @throws usage error for half of a pair, for what is no key, and for the source of what is no copy
 */
export function readCustomerKeys(
  flags: KeyFlags,
  { route, store = 's3:' }: CopyContext,
): CustomerKeys {
  const customerKey = readPair(flags, 'sse-c');
  const sourceCustomerKey = readPair(flags, 'sse-c-copy-source');
  if ((customerKey ?? sourceCustomerKey) !== undefined && !isS3Store(store)) {
    throw usageError(
      `argument --sse-c: this is for S3, and the store is ${store}.`,
      'A directory has no such encryption: leave the key out.',
    );
  }
  if (sourceCustomerKey !== undefined && route !== 'copy') {
    throw usageError(
      'argument --sse-c-copy-source: this is for copies between two S3 URIs.',
      'For uploads and downloads give --sse-c and --sse-c-key.',
    );
  }
  if (customerKey !== undefined && flags.sse !== undefined) {
    throw usageError('argument --sse-c: an object has this encryption or that of --sse, not both.');
  }
  return { customerKey, sourceCustomerKey };
}

function readPair(flags: KeyFlags, name: 'sse-c' | 'sse-c-copy-source'): CustomerKey | undefined {
  const text = flags[`${name}-key`];
  if (text === undefined && flags[name] === undefined) return undefined;
  if (text === undefined) throw usageError(`argument --${name}: this needs --${name}-key, too.`);
  if (flags[name] === undefined) {
    throw usageError(`argument --${name}-key: this needs --${name}, too.`);
  }
  const bytes = toBytes(`--${name}-key`, text);
  if (bytes.length === KEY_BYTES) return { bytes };
  throw usageError(
    `argument --${name}-key: this is no key of ${KEY_BYTES} bytes.`,
    'Give the bytes themselves, not base64: fileb://path of a file that holds them.',
  );
}

function toBytes(flag: string, text: string): Uint8Array {
  const path = /^fileb?:\/\/(.+)$/.exec(text)?.[1];
  if (path === undefined) return new TextEncoder().encode(text);
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw usageError(`argument ${flag}: ${path} cannot be read (${code}).`);
  }
}
