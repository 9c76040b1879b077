import { toHex, type CreateHash, type Hash, type ListedObject } from '@deltaglider/core';

const BATCH = 1 << 16;

/**
 * A digest over the rows of a listing: key, size, ETag, time, revision and storage class of each, in their order.
 * Whoever gets the same digest of a later listing has the same objects in it, with the same metadata.
 */
export class ListingDigest {
  readonly #hash: Hash;
  #text = '';

  constructor(sha256: CreateHash) {
    this.#hash = sha256();
  }

  add({ key, size, etag, lastModified, revision, storageClass }: ListedObject): void {
    const time = lastModified.getTime();
    // No two rows have the same text, and none begins like another: JSON escapes the line feed.
    this.#text += `${JSON.stringify([key, size, etag, time, revision, storageClass])}\n`;
    if (this.#text.length >= BATCH) this.#flush();
  }

  /** 64 lower-case hex digits; to be called once. */
  end(): string {
    this.#flush();
    return toHex(this.#hash.digest());
  }

  #flush(): void {
    this.#hash.update(new TextEncoder().encode(this.#text));
    this.#text = '';
  }
}
