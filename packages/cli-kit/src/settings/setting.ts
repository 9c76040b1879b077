/** One setting: a flag, an environment variable and a key of the config file, read by the same rule. */
export interface Setting<T> {
  /** Of the flag and of the key in the config file. */
  readonly name: string;
  /** Of the environment variable. */
  readonly env: string;
  /** Throws an `Error` whose message completes "<origin>: ...". */
  readonly parse: (text: string) => T;
}

/** Text as it is. */
export const text = (name: string, env: string): Setting<string> => ({
  name,
  env,
  parse: (value) => value,
});

/** A number within bounds. */
export function number(
  name: string,
  env: string,
  bounds: { readonly min: number; readonly max?: number; readonly integer?: boolean },
): Setting<number> {
  const { min, max = Number.MAX_SAFE_INTEGER, integer = true } = bounds;
  return {
    name,
    env,
    parse: (value) => {
      const parsed = value.trim() === '' ? NaN : Number(value);
      if (parsed >= min && parsed <= max && (!integer || Number.isInteger(parsed))) return parsed;
      const kind = integer ? 'a whole number' : 'a number';
      const range = bounds.max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
      throw new Error(`${value} is not ${kind} ${range}.`);
    },
  };
}

/** One of some words; the keys are what users write, the values what they mean. */
export function choice<T extends string>(
  name: string,
  env: string,
  words: Readonly<Record<string, T>>,
): Setting<T> {
  return {
    name,
    env,
    parse: (value) => {
      const meaning = Object.hasOwn(words, value) ? words[value] : undefined;
      if (meaning !== undefined) return meaning;
      throw new Error(`${value} is not one of ${Object.keys(words).join(', ')}.`);
    },
  };
}

/** A list with commas between; `none` is the empty one, because an empty variable says nothing. */
export const words = (name: string, env: string): Setting<readonly string[]> => ({
  name,
  env,
  parse: (value) => {
    if (value.trim() === 'none') return [];
    return value
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  },
});
