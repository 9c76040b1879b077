/** What has been counted of one deltaspace. Sizes are bytes. */
export interface DeltaspaceTally {
  /** Ends with its slash; empty at the root. */
  readonly prefix: string;
  objects: number;
  /** Logical. */
  size: number;
  storedSize: number;
  deltas: number;
  /** Of the deltas and of the reference, as far as they count. */
  deltaStoredSize: number;
  /** Of the reference that is there, whether it counts or not; 0 where there is none. */
  referenceSize: number;
  /** The object that would become the reference where there is none. */
  first: Candidate | undefined;
  /** Objects that would become deltas, without `first` and what is too large. */
  candidates: number;
  candidateBytes: number;
  /** The same, but too large to be measured. */
  tooLarge: number;
  tooLargeBytes: number;
}

/** An object that is stored whole, and would be stored as a delta. */
export interface Candidate {
  readonly key: string;
  readonly size: number;
}

export function createTally(prefix: string): DeltaspaceTally {
  return {
    prefix,
    objects: 0,
    size: 0,
    storedSize: 0,
    deltas: 0,
    deltaStoredSize: 0,
    referenceSize: 0,
    first: undefined,
    candidates: 0,
    candidateBytes: 0,
    tooLarge: 0,
    tooLargeBytes: 0,
  };
}
