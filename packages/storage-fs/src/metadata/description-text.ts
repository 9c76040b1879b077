import type { ObjectProperties } from '@deltaglider/core';
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
 * shape says nothing about us: the file is somebody's own. Text that is no JSON object is damage: the bytes may
 * be a delta, so the object must not pass for one without metadata, and yet it can be listed and replaced.
 */
export function parseDescription(text: string): Description {
  const value = parseRecord(text);
  if (value === undefined)
    return { ...NO_DESCRIPTION, damage: 'what is kept of it is no JSON object' };
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

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
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
