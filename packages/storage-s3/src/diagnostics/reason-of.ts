import type { Failure } from '../errors/failure.ts';
import { byName, byStatus } from '../errors/translations.ts';

/** Why a request failed, in words that end a sentence. */
export function reasonOf({ name, status, message }: Failure): string {
  const known = byName[name] ?? byStatus[status ?? 0];
  return `${known?.reason ?? message} (${name})`;
}
