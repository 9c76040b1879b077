import type { OperationName } from '../http-store/wire/operation-of.ts';
import type { Fault } from './fault.ts';

/** A request that has come to the proxy. */
export interface ProxiedRequest {
  /** Its place among all requests of this proxy, from 1. */
  readonly number: number;
  readonly method: string;
  /** As it was sent. */
  readonly url: string;
  readonly operation: OperationName;
  readonly bucket: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What has become of it. */
export interface ProxiedExchange extends ProxiedRequest {
  /** Of the answer that the client was sent, as far as it came; 0 when it got none. */
  readonly status: number;
  /** The fault that was applied. */
  readonly fault: Fault['kind'] | undefined;
}
