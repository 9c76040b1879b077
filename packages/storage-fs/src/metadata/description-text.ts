import {
  DeltaGliderError,
  formatAddress,
  type ObjectAddress,
  type ObjectProperties,
} from '@deltaglider/core';
import { NO_DESCRIPTION, type Description } from './description.ts';
import { descriptionOfProxy } from './proxy-description.ts';

const PROPERTIES = [
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'expires',
] as const satisfies readonly (keyof ObjectProperties)[];

/**
 * The text that is kept with a file, compact JSON:
 * `{"metadata":{"dg-tool":"…"},"properties":{"contentType":"…"}}`, either part left out when it is empty.
 * `undefined` when there is nothing to say: then nothing is kept.
 */
export function formatDescription({ metadata, properties }: Description): string | undefined {
  const known = pickProperties(properties);
  const parts = {
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(Object.keys(known).length > 0 && { properties: known }),
  };
  return Object.keys(parts).length > 0 ? JSON.stringify(parts) : undefined;
}

/**
 * Reads that text, and the flat one that the predecessor's proxy kept in the same place. JSON of any other
 * shape says nothing about us: the file is somebody's own.
 * @throws METADATA_INVALID when it is no JSON object: then it is damaged, and the bytes may be a delta.
 */
export function parseDescription(address: ObjectAddress, text: string): Description {
  const value = parseRecord(address, text);
  if (isRecord(value.metadata) || isRecord(value.properties)) {
    return {
      metadata: strings(value.metadata),
      properties: pickProperties(strings(value.properties)),
    };
  }
  return descriptionOfProxy(value) ?? NO_DESCRIPTION;
}

/** The entries of a record that are text. */
function strings(value: unknown): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function parseRecord(address: ObjectAddress, text: string): Record<string, unknown> {
  let cause: unknown;
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    cause = error;
  }
  const message = `The metadata of ${formatAddress(address)} is damaged: it is no JSON object.`;
  throw new DeltaGliderError('METADATA_INVALID', message, { cause, details: { ...address } });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pickProperties(values: ObjectProperties): ObjectProperties {
  const picked: Partial<Record<(typeof PROPERTIES)[number], string>> = {};
  for (const name of PROPERTIES) {
    const value = values[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
