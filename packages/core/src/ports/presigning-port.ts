import type { AbortOptions } from '../bytes/byte-source.ts';
import type { ObjectAddress } from '../domain/object-address.ts';

export interface PresignOptions extends AbortOptions {
  /** How long the URL works, in whole seconds; at most seven days. */
  readonly expiresIn: number;
  /** What the answer calls the object's type instead of what is stored. */
  readonly contentType?: string | undefined;
}

export interface PresignedUrl {
  readonly url: string;
  /** When it ends, also where that is earlier than it was to be: it does not outlive the credentials. */
  readonly expiresAt: Date;
}

/**
 * URLs by which whoever has them may read an object of the store for a while; a port of its own, because not every
 * store answers to URLs.
 */
export interface PresigningPort {
  /** Of a physical object, which is not looked for. CREDENTIALS_MISSING where there are none. */
  presign(address: ObjectAddress, options: PresignOptions): Promise<PresignedUrl>;
}
