import { DeltaGliderError } from '@deltaglider/core';

/**
 * When the call breaks. `before`: nothing has happened. `after`: it took effect and the answer was lost.
 * `during`: the body of a get, the source of a put or the rows of a listing break off on the way; a method
 * that moves neither breaks as `before`.
 */
export type FaultMode = 'before' | 'during' | 'after';

/** One call that shall fail. */
export interface Fault {
  /** The number of the call, from 1. */
  readonly call: number;
  readonly mode: FaultMode;
  /** @default a STORAGE_UNAVAILABLE that says that the connection was lost */
  readonly error?: unknown;
  /** Bytes (rows of a listing) that still pass in mode `during`. @default 1 */
  readonly progress?: number;
  /** Every later call fails too, and so does every stream that is open: the process was killed. @default false */
  readonly dead?: boolean;
}

/** The error of a fault that names none. */
export function errorOf(fault: Fault): unknown {
  return (
    fault.error ??
    new DeltaGliderError('STORAGE_UNAVAILABLE', `The connection was lost (call ${fault.call}).`)
  );
}
