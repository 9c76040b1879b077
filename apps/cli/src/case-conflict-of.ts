import type { CaseConflict, FileLocation } from '@deltaglider/sdk';
import type { CopyFlags } from './copy-flags.ts';

/** What to do with keys that differ only by case: what the flag says, else `fallback` where they would be one file. */
export async function caseConflictOf(
  flags: Pick<CopyFlags, 'case-conflict'> & { readonly recursive: boolean },
  { destination }: { readonly destination: FileLocation },
  fallback: CaseConflict,
): Promise<CaseConflict> {
  const { recursive, 'case-conflict': said } = flags;
  // oclif has checked that it is one of them, but does not say so.
  if (said !== undefined) return said as CaseConflict;
  const { ignoresCase } = await import('@deltaglider/sdk');
  return recursive && (await ignoresCase(destination.path)) ? fallback : 'ignore';
}
