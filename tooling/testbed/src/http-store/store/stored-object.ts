import type { Checksum } from '../checks/checksums.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** How an object is encrypted, as far as answers show it. */
export interface Encryption {
  /** Headers that answers repeat. */
  readonly headers: Readonly<Record<string, string>>;
  /** MD5 of the customer's key (SSE-C), without which nobody reads the object. */
  readonly customerKeyMd5?: string;
}

/** What a writer says about an object beside its bytes. */
export interface ObjectDescription {
  /** Content-Type and the other headers of HTTP that come back as they were. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  readonly tags: readonly Tag[];
  readonly encryption: Encryption;
  /** A canned ACL. */
  readonly acl: string;
}

export interface StoredObject extends ObjectDescription {
  readonly key: string;
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
  /** Whole seconds, as HTTP says it. */
  readonly lastModified: Date;
  readonly checksum?: Checksum | undefined;
  /** Sizes of the parts, when it came in parts. */
  readonly parts?: readonly number[];
}

export interface StoredPart {
  readonly number: number;
  readonly body: Buffer;
  readonly etag: string;
  readonly lastModified: Date;
  readonly checksum?: Checksum | undefined;
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly description: ObjectDescription;
  readonly started: Date;
  readonly parts: Map<number, StoredPart>;
}
