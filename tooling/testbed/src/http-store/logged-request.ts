import type { OperationName } from './wire/operation-of.ts';

/** A request that the server has answered, or is about to. */
export interface LoggedRequest {
  readonly method: string;
  readonly operation: OperationName;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the answer; 0 before it. */
  readonly status: number;
}
