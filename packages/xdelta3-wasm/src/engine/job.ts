/** One operation: which way, over a reference of which size, within which limits. */
export interface Job {
  readonly direction: 'encode' | 'decode';
  readonly referenceSize: number;
  /** A name of the reference that no other has: later operations find what was read of it. */
  readonly referenceId: string | undefined;
  /** The most bytes that decoding may yield. */
  readonly maxSize: number;
  /** The most bytes of the reference that encoding holds in memory. */
  readonly residentReference: number;
}
