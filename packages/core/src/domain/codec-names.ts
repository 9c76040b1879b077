import type { DeltaCodecPort } from '../ports/delta-codec-port.ts';

/** Every name that a delta of this codec may be recorded with. */
export function codecNames({ name, choices = [] }: DeltaCodecPort): readonly string[] {
  return [name, ...choices];
}
