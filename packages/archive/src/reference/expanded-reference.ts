import type { ByteSource } from '@deltaglider/core';
import type { ExpandedLevel } from '../levels/level-builder.ts';
import type { Digest } from '../object/object-header.ts';
import type { Shared } from './shared.ts';

/** A level of a reference, and what it was made for. */
export interface ReferenceLevel extends ExpandedLevel {
  /** Of which streams it was not made: with the form before, this decides everything. */
  readonly key: string;
  /** Of the form. */
  readonly sha256: string;
}

/** A reference that was expanded, with how it was deflated. */
export interface ExpandedReference {
  readonly reference: Digest;
  readonly plan: Uint8Array;
  /** What it expands to; `undefined` where nothing of it is expanded: then it is the reference, whoever has it open. */
  readonly form: ByteSource | undefined;
  /** Of the form. */
  readonly expanded: Digest;
  /** The plan, then the sections of each level. */
  readonly structure: ByteSource;
  readonly structureSha256: string;
  /** How it came about, where it was made for an encode. */
  readonly levels: readonly Shared<ReferenceLevel>[] | undefined;
  close(): Promise<void>;
}
