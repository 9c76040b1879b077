import type { Failure } from '../errors/failure.ts';
import type { Asked } from './ask.ts';
import type { Found } from './found.ts';
import { reasonOf } from './reason-of.ts';

/** A setting of a bucket, none where it was never made, or why it could not be told. */
export type Setting<Value> =
  | { readonly value: Value | undefined; readonly unknown?: undefined }
  | { readonly value?: undefined; readonly unknown: Found };

/** What a question for a setting says. Stores tell by an error, of this name, that it was never made. */
export function toSetting<Value>(
  { output, failure }: Pick<Asked<Value>, 'output' | 'failure'>,
  absent?: string,
): Setting<Value> {
  if (failure === undefined) return { value: output };
  if (failure.name === absent) return { value: undefined };
  return { unknown: { status: 'skipped', message: sentenceOf(failure) } };
}

function sentenceOf(failure: Failure): string {
  const { status, name } = failure;
  if (status === 403) return `You may not ask for it (${name}).`;
  if (status === 501 || status === 405 || name === 'NotImplemented') {
    return `The store does not have this (${name}).`;
  }
  return `It could not be told: ${reasonOf(failure)}.`;
}
