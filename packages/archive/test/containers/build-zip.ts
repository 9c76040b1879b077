import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.ts';

export interface ZipMember {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** @default 8 */
  readonly method?: number;
  /** @default 0 */
  readonly flags?: number;
  /** Time and date of MS-DOS, in both headers. @default 0 */
  readonly time?: number;
  /** Sizes and checksum stand behind the data instead of before it. */
  readonly descriptor?: boolean;
  /** Numbers in the extra field of the directory instead of where they belong. */
  readonly zip64?: boolean;
  /** Of the local header only. */
  readonly localExtra?: Uint8Array;
  readonly localSignature?: number;
  /** Numbers of the directory that are not the truth. */
  readonly stated?: Partial<Stated>;
}

interface Stated {
  readonly offset: number;
  readonly size: number;
  readonly expandedSize: number;
  readonly crc: number;
}

export interface ZipOptions {
  readonly prefix?: Uint8Array;
  /** Whether offsets count from before the prefix. @default false */
  readonly countsPrefix?: boolean;
  readonly comment?: string;
  readonly zip64?: boolean;
  /** Between the members and the directory. */
  readonly gap?: Uint8Array;
  /** Between the directory and its end. */
  readonly signature?: Uint8Array;
  /** Places of the members in the directory. @default as they come */
  readonly order?: readonly number[];
  readonly suffix?: Uint8Array;
}

interface Written {
  readonly member: ZipMember;
  readonly stated: Stated;
}

/** A zip, valid unless it is asked to be something else. */
export function buildZip(members: readonly ZipMember[], options: ZipOptions = {}): Buffer {
  const { prefix = Buffer.alloc(0), gap = Buffer.alloc(0), countsPrefix = false } = options;
  const { signature = Buffer.alloc(0), suffix = Buffer.alloc(0) } = options;
  const shift = countsPrefix ? prefix.length : 0;
  const parts: Buffer[] = [];
  const written: Written[] = [];
  let position = shift;
  for (const member of members) {
    const { local, stated } = localOf(member, position);
    parts.push(local);
    position += local.length;
    written.push({ member, stated });
  }
  const order = options.order ?? written.map((_, index) => index);
  const directory = Buffer.concat(
    order.flatMap((index) => (written[index] === undefined ? [] : [centralOf(written[index])])),
  );
  const end = endOf(options, {
    entries: order.length,
    size: directory.length,
    offset: position + gap.length,
  });
  return Buffer.concat([prefix, ...parts, gap, directory, signature, end, suffix]);
}

function localOf(member: ZipMember, offset: number): { local: Buffer; stated: Stated } {
  const { method = 8, flags = 0, descriptor = false, localExtra = Buffer.alloc(0) } = member;
  const content = Buffer.from(member.content);
  const data = method === 8 ? deflateRawSync(content) : content;
  const stated = { offset, crc: crc32(content), size: data.length, expandedSize: content.length };
  const numbers = descriptor ? [0, 0, 0] : [stated.crc, data.length, content.length];
  const name = Buffer.from(member.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(member.localSignature ?? 0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags | (descriptor ? 8 : 0), 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(member.time ?? 0, 10);
  numbers.forEach((number, index) => header.writeUInt32LE(number, 14 + 4 * index));
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(localExtra.length, 28);
  const behind = Buffer.alloc(descriptor ? 16 : 0);
  if (descriptor)
    [0x08074b50, stated.crc, data.length, content.length].forEach((number, index) =>
      behind.writeUInt32LE(number, 4 * index),
    );
  const local = Buffer.concat([header, name, localExtra, data, behind]);
  return { local, stated: { ...stated, ...member.stated } };
}

function centralOf({ member, stated }: Written): Buffer {
  const { method = 8, flags = 0, descriptor = false, zip64 = false } = member;
  const name = Buffer.from(member.name);
  const numbers = [stated.expandedSize, stated.size, stated.offset];
  const extra = Buffer.alloc(zip64 ? 9 + 4 + 8 * numbers.length : 0);
  if (zip64) {
    // Another field comes first, to be passed over.
    extra.writeUInt16LE(0x5455, 0);
    extra.writeUInt16LE(5, 2);
    extra.writeUInt16LE(1, 9);
    extra.writeUInt16LE(8 * numbers.length, 11);
    numbers.forEach((number, index) => extra.writeBigUInt64LE(BigInt(number), 13 + 8 * index));
  }
  const [expandedSize = 0, size = 0, offset = 0] = zip64 ? numbers.map(() => 0xffff_ffff) : numbers;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(flags | (descriptor ? 8 : 0), 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(member.time ?? 0, 12);
  header.writeUInt32LE(stated.crc, 16);
  header.writeUInt32LE(size, 20);
  header.writeUInt32LE(expandedSize, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name, extra]);
}

interface DirectoryPlace {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

function endOf({ comment = '', zip64 = false }: ZipOptions, place: DirectoryPlace): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : place.entries, 8);
  end.writeUInt16LE(zip64 ? 0xffff : place.entries, 10);
  end.writeUInt32LE(zip64 ? 0xffff_ffff : place.size, 12);
  end.writeUInt32LE(zip64 ? 0xffff_ffff : place.offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  const end64 = zip64 ? end64Of(place) : Buffer.alloc(0);
  return Buffer.concat([end64, end, Buffer.from(comment)]);
}

function end64Of({ entries, size, offset }: DirectoryPlace): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  [entries, entries, size, offset].forEach((number, index) =>
    record.writeBigUInt64LE(BigInt(number), 24 + 8 * index),
  );
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
