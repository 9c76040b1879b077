import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import {
  createPrefix,
  HEADER_SIZE,
  KEY_CHECK_SIZE,
  PREFIX_SIZE,
  SALT_SIZE,
  TAG_SIZE,
} from './entry-layout.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_SIZE = 32;
const NONCE_SIZE = 12;
const LABEL = Buffer.from('deltaglider reference cache entry', 'latin1');

/**
 * The cipher of one entry. Its key comes by HKDF-SHA-256 from the cache key, the entry's random salt, the format
 * and the digest, so no two entries share one and a chunk of another entry never opens. The nonce of a chunk is the
 * derived base XOR its index; digest, index and "this is the last one" are authenticated with every chunk, so
 * chunks cannot change places, and an entry can be neither cut nor prolonged.
 */
export class EntryCipher {
  /** Magic, version, chunk size, salt and key check: what stands before the first chunk. */
  readonly header: Buffer;
  readonly #key: Buffer;
  readonly #nonce: Buffer;
  readonly #digest: Buffer;

  private constructor(cacheKey: KeyObject, sha256: string, saltedPrefix: Uint8Array) {
    this.#digest = Buffer.from(sha256, 'hex');
    const prefix = saltedPrefix.subarray(0, PREFIX_SIZE);
    const salt = saltedPrefix.subarray(PREFIX_SIZE, PREFIX_SIZE + SALT_SIZE);
    const info = Buffer.concat([LABEL, prefix, this.#digest]);
    const length = KEY_SIZE + NONCE_SIZE + KEY_CHECK_SIZE;
    const derived = Buffer.from(hkdfSync('sha256', cacheKey, salt, info, length));
    this.#key = derived.subarray(0, KEY_SIZE);
    this.#nonce = derived.subarray(KEY_SIZE, KEY_SIZE + NONCE_SIZE);
    this.header = Buffer.concat([prefix, salt, derived.subarray(KEY_SIZE + NONCE_SIZE)]);
  }

  /** A cipher with a fresh salt, for an entry with chunks of `2 ** chunkShift` bytes. */
  static create(cacheKey: KeyObject, sha256: string, chunkShift: number): EntryCipher {
    const prefix = createPrefix(chunkShift);
    return new EntryCipher(cacheKey, sha256, Buffer.concat([prefix, randomBytes(SALT_SIZE)]));
  }

  /** The cipher of an existing entry; `undefined` when the entry is of another key or another digest. */
  static fromHeader(
    cacheKey: KeyObject,
    sha256: string,
    header: Uint8Array,
  ): EntryCipher | undefined {
    const cipher = new EntryCipher(cacheKey, sha256, header);
    const same = header.length === HEADER_SIZE && timingSafeEqual(cipher.header, header);
    return same ? cipher : undefined;
  }

  /** Encrypts one chunk: its bytes and its tag, to be stored one behind the other. */
  seal(index: number, final: boolean, plain: Uint8Array): [Buffer, Buffer] {
    const cipher = createCipheriv(ALGORITHM, this.#key, this.#nonceOf(index));
    cipher.setAAD(this.#bindingOf(index, final));
    const sealed = cipher.update(plain);
    cipher.final();
    return [sealed, cipher.getAuthTag()];
  }

  /** Decrypts one chunk with its tag; `undefined` when it is not what was sealed in this place. */
  open(index: number, final: boolean, sealed: Uint8Array): Uint8Array | undefined {
    const end = sealed.length - TAG_SIZE;
    if (end < 0) return undefined;
    const decipher = createDecipheriv(ALGORITHM, this.#key, this.#nonceOf(index), {
      authTagLength: TAG_SIZE,
    });
    decipher.setAAD(this.#bindingOf(index, final));
    decipher.setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return plain;
  }

  #nonceOf(index: number): Buffer {
    const nonce = Buffer.from(this.#nonce);
    const at = NONCE_SIZE - 4;
    // `>>> 0` because XOR gives a signed number.
    nonce.writeUInt32BE((nonce.readUInt32BE(at) ^ index) >>> 0, at);
    return nonce;
  }

  #bindingOf(index: number, final: boolean): Buffer {
    const binding = Buffer.alloc(this.#digest.length + 5);
    this.#digest.copy(binding);
    binding.writeUInt32BE(index, this.#digest.length);
    binding.writeUInt8(final ? 1 : 0, this.#digest.length + 4);
    return binding;
  }
}
