const BLOCK = 512;

export interface TarMember {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** @default '0' */
  readonly type?: string;
  /** What the header says. @default the size of the content */
  readonly size?: number;
  /** The number in bytes instead of digits. */
  readonly isBinary?: boolean;
  /** What the format calls itself. @default 'ustar\0' + '00' */
  readonly magic?: string;
  /** Adds this to the right sum. */
  readonly checksumError?: number;
  /** Written over the header before it is summed up. */
  readonly overlay?: { readonly at: number; readonly bytes: Uint8Array };
}

/** A tar of these members, with the two empty blocks at its end. */
export function buildTar(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(2 * BLOCK)]);
}

/** A header and the content, padded. */
export function tarMember(member: TarMember): Buffer {
  const content = Buffer.from(member.content ?? '');
  const { size = content.length, magic = 'ustar\0' + '00' } = member;
  const header = Buffer.alloc(BLOCK);
  header.write(member.name, 0, 100);
  header.write('0000644\0', 100);
  if (member.isBinary === true) {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  } else header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(member.type ?? '0', 156);
  header.write(magic, 257, 'latin1');
  if (member.overlay !== undefined) header.set(member.overlay.bytes, member.overlay.at);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, member.checksumError ?? 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, content, padding]);
}

/** A record of an extended header. */
export function paxRecord(keyword: string, value: string | number): string {
  const rest = ` ${keyword}=${value}\n`;
  const length = Buffer.byteLength(rest);
  const digits = String(length + String(length).length).length;
  return `${length + digits}${rest}`;
}
