import type { AbortOptions } from '@deltaglider/core';
import type { ConditionalSupport } from '../conditions/conditional-support.ts';
import type { S3Context } from '../context.ts';
import type { Found } from './found.ts';

type Kind = keyof ConditionalSupport;

const READ_ONLY: Found = {
  status: 'skipped',
  message: 'Nothing may be written there, so conditions could not be tried.',
};

/** Which conditions the store honours on what it writes, and what is done about the others. */
export async function checkConditionalWrites(
  context: S3Context,
  bucket: string,
  options: AbortOptions,
): Promise<Found> {
  const honours = new Map<Kind, boolean>();
  for (const kind of ['create', 'replace', 'complete', 'copy'] as const) {
    const answer = await context.conditions.ask(kind, { bucket, ...options });
    if (answer === undefined) return READ_ONLY;
    honours.set(kind, answer);
  }
  const ignored = (kind: Kind): boolean => honours.get(kind) !== true;
  const detours = [
    // Where even a whole object is written on good faith, parts and copies are no news.
    ...(ignored('complete') && !ignored('create') ? [PARTS] : []),
    ...(ignored('copy') && !ignored('create') ? [COPIES] : []),
  ];
  if (ignored('create')) {
    return {
      status: 'warning',
      message: CREATE + (ignored('replace') ? '' : REPLACE_WORKS),
      hint: CREATE_HINT,
    };
  }
  if (ignored('replace')) {
    return { status: 'warning', message: [REPLACE, ...detours].join(' '), hint: REPLACE_HINT };
  }
  if (detours.length === 0) {
    return { status: 'ok', message: 'The store honours conditions on uploads and copies.' };
  }
  return {
    status: 'ok',
    message: ['The store honours conditions on uploads.', ...detours].join(' '),
  };
}

const CREATE =
  'The store ignores If-None-Match on uploads. DeltaGlider looks before and after each such upload ' +
  'instead, and at the reference again after each delta: most lost races are noticed, but two first ' +
  'uploads to one prefix at the same moment may still overwrite each other.';
const REPLACE_WORKS = ' It honours If-Match.';
const CREATE_HINT =
  'Let one client at a time write to a new prefix, or use a store that honours If-None-Match.';
const REPLACE =
  'The store ignores If-Match on uploads. DeltaGlider looks before and after each such upload instead: ' +
  'two that replace the same object at the same moment may both think that they won.';
const REPLACE_HINT = 'Let one client at a time overwrite an object.';
const PARTS =
  'It ignores them on uploads in parts: what must not overwrite anything goes in one request up to ' +
  '5 GiB, and is looked for before and after beyond that.';
const COPIES =
  'It ignores them on copies: the bytes of a copy that must not overwrite anything pass through this machine.';

/** Whether the store honours a condition on deletes, and what is done where it does not. */
export async function checkConditionalDeletes(
  context: S3Context,
  bucket: string,
  options: AbortOptions,
): Promise<Found> {
  const answer = await context.conditions.ask('delete', { bucket, ...options });
  if (answer === undefined) return READ_ONLY;
  if (answer) return { status: 'ok', message: 'The store honours conditions on deletes.' };
  return {
    status: 'warning',
    message:
      'The store ignores If-Match on deletes. DeltaGlider compares the object just before it deletes it: ' +
      'one that is overwritten at that very moment may be lost.',
    hint: 'Do not delete and overwrite the same object at the same time.',
  };
}
