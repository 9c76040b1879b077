import { DeltaGliderError } from '@deltaglider/core';
import type { AwsProfile } from './aws-profile.ts';

/** What a key of the config file may be. */
interface ValueKind<T> {
  /** `undefined` for text that means nothing. */
  readonly parse: (text: string) => T | undefined;
  /** What it should have been, for the message. */
  readonly expected: string;
}

export type ValueReader = <T>(key: string, kind: ValueKind<T>) => Promise<T | undefined>;

/**
 * Reads keys of a profile; `undefined` for one that is not there.
 * The reader throws INVALID_ARGUMENT, with key and file, for a value that means nothing.
 */
export function createValueReader({ key: textOf, fileOf }: AwsProfile): ValueReader {
  return async (key, { parse, expected }) => {
    const text = textOf(key);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value !== undefined) return value;
    const path = await fileOf(key);
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      `${key} in ${path}: ${text} is not ${expected}.`,
      {
        details: { path },
      },
    );
  };
}
