import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const MAGIC = Buffer.from('DGL1', 'latin1');
const HEAD_SIZE = 8;
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
/** Bytes that a frame takes beside its content. */
export const FRAME_OVERHEAD = HEAD_SIZE + NONCE_SIZE + TAG_SIZE;

/** A key of the cache key's that seals nothing else. */
export function deriveKey(cacheKey: KeyObject, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', cacheKey, '', `deltaglider listing cache ${purpose}`, 32));
}

/** Frames of one file, which can be appended one by one; none opens in a file of another name. */
export class SealedFrames {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** A frame: magic, length, nonce, content, tag. */
  seal(name: string, content: Uint8Array): Buffer {
    const head = Buffer.concat([MAGIC, Buffer.alloc(4)]);
    head.writeUInt32LE(content.length, MAGIC.length);
    const nonce = randomBytes(NONCE_SIZE);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
    cipher.setAAD(bindingOf(name, head));
    const sealed = cipher.update(content);
    cipher.final();
    return Buffer.concat([head, nonce, sealed, cipher.getAuthTag()]);
  }

  /** The contents of the frames, up to the first one that is damaged or cut. */
  open(name: string, bytes: Buffer): { readonly contents: Buffer[]; readonly isWhole: boolean } {
    const contents: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const content = this.#openOne(name, bytes.subarray(at));
      if (content === undefined) return { contents, isWhole: false };
      contents.push(content);
      at += content.length + FRAME_OVERHEAD;
    }
    return { contents, isWhole: true };
  }

  #openOne(name: string, bytes: Buffer): Buffer | undefined {
    const head = bytes.subarray(0, HEAD_SIZE);
    if (bytes.length < FRAME_OVERHEAD || !head.subarray(0, MAGIC.length).equals(MAGIC)) return;
    const start = HEAD_SIZE + NONCE_SIZE;
    const end = start + head.readUInt32LE(MAGIC.length);
    if (end + TAG_SIZE > bytes.length) return;
    const decipher = createDecipheriv(ALGORITHM, this.#key, bytes.subarray(HEAD_SIZE, start), {
      authTagLength: TAG_SIZE,
    });
    decipher.setAAD(bindingOf(name, head));
    decipher.setAuthTag(bytes.subarray(end, end + TAG_SIZE));
    const content = decipher.update(bytes.subarray(start, end));
    try {
      decipher.final();
    } catch {
      return;
    }
    return content;
  }
}

function bindingOf(name: string, head: Buffer): Buffer {
  return Buffer.concat([Buffer.from(name), head]);
}
