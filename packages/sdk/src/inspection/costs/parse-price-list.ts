import { DeltaGliderError } from '@deltaglider/core';
import { toRecord } from '../to-record.ts';
import type { ClassPrice, PriceList } from './price-list.ts';

/**
 * The prices of a JSON document; `path` is what errors call it.
 * @throws INVALID_ARGUMENT that names the document, and what in it is wrong
 */
export function parsePriceList(text: string, path: string): PriceList {
  const document = toRecord(parseJson(text, path));
  if (document === undefined) throw wrong(path, 'is not a JSON object');
  const known = ['currency', 'asOf', 'source', 'bytesPerGb', 'classes'];
  const unknown = Object.keys(document).find((key) => !known.includes(key));
  if (unknown !== undefined) throw wrong(path, `has an unknown key: ${unknown}`);
  const { bytesPerGb } = document;
  if (bytesPerGb !== undefined && !isAmount(bytesPerGb, 1)) {
    throw wrong(path, 'has a bytesPerGb that is not a number of 1 or more');
  }
  return {
    currency: textOf(document, 'currency', path),
    asOf: textOf(document, 'asOf', path),
    source: textOf(document, 'source', path),
    bytesPerGb,
    classes: classesOf(document.classes, path),
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(path, 'is not JSON', error);
  }
}

function textOf(document: Readonly<Record<string, unknown>>, key: string, path: string): string {
  const value = document[key];
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(path, `has no text for ${key}`);
}

function classesOf(value: unknown, path: string): Record<string, ClassPrice> {
  const classes = toRecord(value);
  if (classes === undefined) throw wrong(path, 'has no classes');
  const entries = Object.entries(classes).map(([storageClass, price]) => {
    const { perGbMonth, atLeast128KiB = false, ...others } = toRecord(price) ?? {};
    if (!isAmount(perGbMonth, 0)) {
      throw wrong(path, `has no perGbMonth of 0 or more for ${storageClass}`);
    }
    if (typeof atLeast128KiB !== 'boolean') {
      throw wrong(path, `has an atLeast128KiB for ${storageClass} that is neither true nor false`);
    }
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
      throw wrong(path, `has an unknown key for ${storageClass}: ${unknown}`);
    return [storageClass, { perGbMonth, atLeast128KiB }] as const;
  });
  return Object.fromEntries(entries);
}

function isAmount(value: unknown, min: number): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= min;
}

function wrong(path: string, what: string, cause?: unknown): DeltaGliderError {
  return new DeltaGliderError('INVALID_ARGUMENT', `The price list ${path} ${what}.`, {
    details: { path, hint: 'The documentation of stats shows a whole price list.' },
    cause,
  });
}
