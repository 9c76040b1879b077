import type { ByteSource } from '../bytes/byte-source.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { ObjectProperties, ObjectSettings } from '../ports/storage-port.ts';
import type { Condition } from './condition.ts';

/** A put whose arguments have been checked and whose bytes can be read as often as needed. */
export interface StoreRequest extends Condition, ObjectSettings {
  readonly address: ObjectAddress;
  readonly source: ByteSource;
  /** The user's, normalised. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly properties?: ObjectProperties | undefined;
  readonly delta?: boolean | undefined;
  readonly maxRatio: number;
  readonly createdAt?: Date | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}
