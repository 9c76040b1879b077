import type { ObjectAddress } from '@deltaglider/core';

/** What an object is, where its bytes are, and why so. */
export interface ObjectExplanation {
  /** As it was asked for. */
  readonly address: ObjectAddress;
  /** `foreign`: another tool has written it. `damaged`: its metadata does not let it be read. */
  readonly kind: 'delta' | 'whole' | 'reference' | 'foreign' | 'damaged';
  /** A sentence for people. */
  readonly message: string;
  /** Where its bytes are, or its delta. */
  readonly physicalKey: string;
  /** Bytes of the object itself; unknown where its metadata is damaged. */
  readonly size: number | undefined;
  /** Bytes at the physical key. */
  readonly storedSize: number;
  readonly sha256: string | undefined;
  readonly md5: string | undefined;
  /** By the writer's clock, where it was recorded. */
  readonly createdAt: Date | undefined;
  /** By the store's clock. */
  readonly storedAt: Date;
  /** What wrote it, like `deltaglider/1.0.0`; unknown for a foreign object. */
  readonly tool: string | undefined;
  /** What its writer remarked, in its own words. */
  readonly note: string | undefined;
  /** Of an object that is stored as one. */
  readonly delta: ExplainedDelta | undefined;
  /** Of an object of ours that is stored whole: why, as far as that can be told. */
  readonly whole: ExplainedWhole | undefined;
  /** Why it cannot be read, where that is so. */
  readonly problem: ExplainedProblem | undefined;
}

export interface ExplainedDelta {
  readonly codec: string;
  /** Bytes of the delta for each byte of the object; unknown for an empty one. */
  readonly ratio: number | undefined;
  readonly reference: ExplainedReference;
}

export interface ExplainedReference {
  readonly sha256: string;
  /** Where it is, or should be. */
  readonly key: string;
  readonly size: number | undefined;
  /**
   * `standing`: there, as its metadata says. `unlabelled`: an object without a digest is there; only reading tells
   * whether it is the one. `trashed`: in the trash, where readers find it. `encrypted`: only the proxy can read it.
   */
  readonly state: 'standing' | 'unlabelled' | 'trashed' | 'encrypted' | 'missing';
}

/** The rules that keep an object whole and can still be told; `unknown` is any other. */
export type WholeReason = 'file-type' | 'too-small' | 'key-too-long' | 'unknown';

export interface ExplainedWhole {
  readonly reason: WholeReason;
  /** A sentence for people. */
  readonly message: string;
}

export interface ExplainedProblem {
  readonly message: string;
  /** What can be done about it. */
  readonly hint: string;
}
