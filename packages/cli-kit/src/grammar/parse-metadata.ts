import { usageError } from '../errors/command-error.ts';

/**
 * `k=v,k2=v2`, or a JSON object of strings. Names become lower-case, as S3 keeps them.
 * @throws usage error for anything else.
 */
export function parseMetadata(text: string): Record<string, string> {
  const entries = text.trimStart().startsWith('{') ? fromJson(text) : fromPairs(text);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

function fromPairs(text: string): [string, string][] {
  return text.split(',').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw malformed(text);
    return [pair.slice(0, equals).trim(), pair.slice(equals + 1)];
  });
}

function fromJson(text: string): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(text);
  }
  return Object.entries(value as object).map(([name, each]: [string, unknown]) => {
    if (typeof each !== 'string') throw malformed(text);
    return [name, each];
  });
}

function malformed(text: string): Error {
  return usageError(
    `argument --metadata: ${text} is not a list of names and values.`,
    'Write --metadata name=value,other=value, or a JSON object of strings.',
  );
}
