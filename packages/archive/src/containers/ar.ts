import { LONGEST_NAME, toMemberName } from './member-name.ts';
import type { Format, Member, Parsing, Parts } from './parsing.ts';
import { startsWith } from './starts-with.ts';
import type { WindowReader } from './window-reader.ts';

const MAGIC = [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e, 0x0a];
const HEADER_SIZE = 60;
const NAME_SIZE = 16;
/** Name, time, owner, group, mode, size, and the two bytes that end it. */
const HEADER = /^(?<name>.{16}).{32}(?<size>\d{1,10}) *`\n$/s;
/** BSD puts a long name, of so many bytes, before the content. */
const BSD_NAME = /^#1\/(?<length>\d{1,9}) *$/;

/** What `ar` makes, among it every Debian package. */
export const ar: Format = {
  isStart: (head) => startsWith(head, MAGIC),
  parts: arMembers,
};

async function* arMembers({ reader, budget, region }: Parsing): Parts {
  const end = region.offset + region.size;
  let position = region.offset + MAGIC.length;
  while (position + HEADER_SIZE <= end && budget.take()) {
    const header = readHeader(await reader.read(position, HEADER_SIZE));
    if (header === undefined) return;
    const offset = position + HEADER_SIZE;
    const size = Math.min(header.size, end - offset);
    yield await withoutBsdName(reader, { offset, size, name: header.name });
    position = offset + header.size + (header.size % 2);
  }
}

function readHeader(bytes: Uint8Array): { name: string; size: number } | undefined {
  const fields = HEADER.exec(String.fromCharCode(...bytes))?.groups;
  if (fields?.size === undefined) return undefined;
  const name = toMemberName(bytes.subarray(0, NAME_SIZE)) ?? '';
  return { name: name.replace(/\/? *$/, ''), size: Number(fields.size) };
}

async function withoutBsdName(reader: WindowReader, member: Member): Promise<Member> {
  const stated = BSD_NAME.exec(member.name ?? '')?.groups?.length;
  if (stated === undefined) return member;
  const length = Math.min(Number(stated), member.size);
  const name = await reader.read(member.offset, Math.min(length, LONGEST_NAME));
  return {
    offset: member.offset + length,
    size: member.size - length,
    name: toMemberName(name),
  };
}
