export interface ArMember {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What `ar` would make of these members. */
export function buildAr(members: readonly ArMember[]): Buffer {
  return Buffer.concat([Buffer.from('!<arch>\n'), ...members.map(arMember)]);
}

function arMember({ name, content }: ArMember): Buffer {
  const bytes = Buffer.from(content);
  const fields = [
    name.padEnd(16),
    '0'.padEnd(12),
    '0'.padEnd(6),
    '0'.padEnd(6),
    '100644'.padEnd(8),
  ];
  const header = `${fields.join('')}${String(bytes.length).padEnd(10)}\`\n`;
  return Buffer.concat([Buffer.from(header), bytes, Buffer.alloc(bytes.length % 2, '\n')]);
}
