import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

const deflate = promisify(deflateRaw);

/** A fixed time, so that a zip of the same tree is the same zip: 1 January 2026. */
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1;

/** Packs a directory as a .zip, sorted by name; machines with only Node have no zip command. */
export async function zipTree(root, path) {
  const out = createWriteStream(path);
  const central = [];
  let offset = 0;
  const write = (...buffers) => {
    for (const buffer of buffers) {
      out.write(buffer);
      offset += buffer.length;
    }
  };
  for (const name of listFiles(root)) {
    const bytes = readFileSync(join(root, name));
    const packed = await deflate(bytes, { level: 6 });
    const start = offset;
    const header = entryHeader(name, {
      crc: crc32(bytes),
      packed: packed.length,
      size: bytes.length,
    });
    write(Buffer.from('PK\x03\x04', 'latin1'), header, Buffer.from(name), packed);
    central.push(centralEntry(name, header, start));
  }
  const directoryStart = offset;
  write(...central);
  write(endOfDirectory(central.length, offset - directoryStart, directoryStart));
  await new Promise((resolve, reject) => {
    out.on('error', reject);
    out.end(resolve);
  });
}

function* listFiles(root, prefix = '') {
  const entries = readdirSync(join(root, prefix), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(root, name);
    else if (entry.isFile()) yield name;
  }
}

/** The fields that a local header and a central entry share. */
function entryHeader(name, { crc, packed, size }) {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x0800, 2);
  header.writeUInt16LE(8, 4);
  header.writeUInt16LE(0, 6);
  header.writeUInt16LE(DOS_DATE, 8);
  header.writeUInt32LE(crc, 10);
  header.writeUInt32LE(packed, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt16LE(Buffer.byteLength(name), 22);
  return header;
}

function centralEntry(name, header, start) {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(start, 10);
  const made = Buffer.from([20, 0]);
  return Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    made,
    header,
    tail,
    Buffer.from(name),
  ]);
}

function endOfDirectory(count, size, start) {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  return end;
}
