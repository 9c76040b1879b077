import type { FoundStream, Region } from './found-stream.ts';
import type { MemberBudget } from './member-budget.ts';
import type { WindowReader } from './window-reader.ts';

/** A part of a container that is stored as it is, and may be a container itself. */
export interface Member extends Region {
  readonly name: string | undefined;
}

/** What the parser of a format works with. */
export interface Parsing {
  readonly reader: WindowReader;
  readonly budget: MemberBudget;
  /** The container's own bytes; nothing outside of them is found. */
  readonly region: Member;
}

/**
 * What a container holds, in order of offset and never overlapping. Of a stream without a stated size the answer
 * to it is the size that was taken, or `undefined` when nobody knows.
 */
export type Parts = AsyncGenerator<FoundStream | Member, void, number | undefined>;

/** A kind of container, recognised by how it begins. */
export interface Format {
  /** `head` is the beginning of a region, of at most 512 bytes. */
  readonly isStart: (head: Uint8Array) => boolean;
  /** Ends where it no longer understands what it reads; throws only what the source throws. */
  readonly parts: (parsing: Parsing) => Parts;
}
