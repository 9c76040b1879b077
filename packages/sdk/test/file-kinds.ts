import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { mutate, randomBytes } from '@deltaglider/testing';

/** Two releases of one file. */
export type Versions = readonly [Uint8Array, Uint8Array];

const COMPRESSED = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../../tooling/fixtures/compressed-texts.json'),
    'utf8',
  ),
) as Record<'bzip2' | 'xz' | 'zstd', readonly [string, string]>;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const concat = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const u16 = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const u32 = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);

const line = (version: number) => (_: unknown, i: number) =>
  `${i} release ${i % 97 === 5 ? version : 0} of ${(i * 7919) % 1013} things\n`;
const text = (version: number) => bytesOf(Array.from({ length: 900 }, line(version)).join(''));
const noise = randomBytes(7, 30_000);
const binary = (version: number) => (version === 1 ? noise : mutate(noise, 9, 4));

/** The checksum that gzip and zip share stands at the end of a gzip. */
function crc32(bytes: Uint8Array): number {
  const gz = gzipSync(bytes, { level: 1 });
  return gz.readUInt32LE(gz.length - 8);
}

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Little-endian, as zip has it; the sizes and the checksum stand in the local header. */
function zip(members: readonly Member[], isDeflated: boolean): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of members) {
    const body = isDeflated ? new Uint8Array(deflateRawSync(bytes)) : bytes;
    const common = concat(
      u16(20, 0, isDeflated ? 8 : 0, 0, 0x21),
      u32(crc32(bytes), body.length, bytes.length),
      u16(name.length, 0),
    );
    const local = concat(bytesOf('PK\u0003\u0004'), common, bytesOf(name), body);
    const entry = [bytesOf('PK\u0001\u0002'), u16(20), common, u16(0, 0, 0), u32(0, offset)];
    directory.push(concat(...entry, bytesOf(name)));
    parts.push(local);
    offset += local.length;
  }
  const central = concat(...directory);
  const count = members.length;
  const end = [u16(0, 0, count, count), u32(central.length, offset), u16(0)];
  return concat(...parts, central, bytesOf('PK\u0005\u0006'), ...end);
}

function tar(members: readonly Member[]): Uint8Array {
  const blocks = members.flatMap(({ name, bytes }) => {
    const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
    const fields = [octal(0o644, 7), octal(0, 7), octal(0, 7), octal(bytes.length, 11)];
    const head = `${name.padEnd(100, '\0')}${fields.join('')}${octal(0, 11)}`;
    const tail = `0${'\0'.repeat(100)}ustar\u000000`.padEnd(512 - 156, '\0');
    const sum = bytesOf(`${head}        ${tail}`).reduce((total, byte) => total + byte, 0);
    const header = bytesOf(`${head}${octal(sum, 6)} ${tail}`);
    return [header, bytes, new Uint8Array(-bytes.length & 511)];
  });
  return concat(...blocks, new Uint8Array(1024));
}

function ar(members: readonly Member[]): Uint8Array {
  const parts = members.flatMap(({ name, bytes }) => {
    const size = String(bytes.length).padEnd(10);
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}0     0     100644  ${size}\`\n`;
    return [bytesOf(header), bytes, bytesOf(bytes.length % 2 === 1 ? '\n' : '')];
  });
  return concat(bytesOf('!<arch>\n'), ...parts);
}

const gzip = (bytes: Uint8Array, level = 6) => new Uint8Array(gzipSync(bytes, { level }));

/** As `gzip` makes it of a file: with the file's name and time in the header. */
function namedGzip(bytes: Uint8Array, name: string): Uint8Array {
  const header = [31, 139, 8, 8, 0x7b, 0x10, 0x2f, 0x69, 0, 3];
  const body = new Uint8Array(deflateRawSync(bytes));
  const end = u32(crc32(bytes), bytes.length);
  return concat(Uint8Array.from(header), bytesOf(`${name}\0`), body, end);
}

const both = (make: (version: number) => Uint8Array): Versions => [make(1), make(2)];
const compressed = (format: keyof typeof COMPRESSED): Versions => {
  const [first, second] = COMPRESSED[format];
  return [
    new Uint8Array(Buffer.from(first, 'base64')),
    new Uint8Array(Buffer.from(second, 'base64')),
  ];
};
const members = (version: number): Member[] => [
  { name: 'readme.txt', bytes: text(version) },
  { name: 'data.bin', bytes: binary(version) },
];
const manifest = { name: 'META-INF/MANIFEST.MF', bytes: bytesOf('Manifest-Version: 1.0\r\n\r\n') };
const startingWith = (...bytes: number[]) =>
  both((version) => concat(Uint8Array.from(bytes), binary(version)));

/** What people put into buckets, and what a tool that decompresses behind one's back may trip over. */
export const FILE_KINDS: Readonly<Record<string, Versions>> = {
  'a zip, stored': both((version) => zip(members(version), false)),
  'a zip, deflated': both((version) => zip(members(version), true)),
  'a jar': both((version) => zip([manifest, ...members(version)], true)),
  'a tar': both((version) => tar(members(version))),
  'a tar.gz': both((version) => gzip(tar(members(version)))),
  'a deb': both((version) =>
    ar([
      { name: 'debian-binary', bytes: bytesOf('2.0\n') },
      { name: 'control.tar.gz', bytes: gzip(tar([manifest])) },
      { name: 'data.tar', bytes: tar(members(version)) },
    ]),
  ),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => [
      `a gz of level ${level}`,
      both((version) => gzip(text(version), level)),
    ]),
  ),
  'a gz with a name': both((version) => namedGzip(text(version), `app-${version}.txt`)),
  'a gz of two members': both((version) => concat(gzip(text(1)), gzip(text(version)))),
  'a gz with bytes behind its end': both((version) => concat(gzip(text(version)), binary(version))),
  'a gz that is cut': both((version) => gzip(text(version)).subarray(0, -100)),
  'a bz2': compressed('bzip2'),
  'an xz': compressed('xz'),
  'a zst': compressed('zstd'),
  'the first bytes of a gz': startingWith(0x1f, 0x8b),
  'the first bytes of a .Z': startingWith(0x1f, 0x9d, 0x90),
  'the first bytes of a bz2': startingWith(...bytesOf('BZh9')),
  'the first bytes of an xz': startingWith(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0),
  'the first bytes of a VCDIFF': startingWith(0xd6, 0xc3, 0xc4, 0),
  noise: both(binary),
  text: both(text),
  'the same bytes': [noise, noise],
  'bytes that grow': [noise.subarray(0, 9000), concat(noise, binary(2))],
  'bytes that shrink': [concat(noise, binary(2)), noise.subarray(5000, 9000)],
  nothing: both(() => new Uint8Array(0)),
  'one byte': both((version) => Uint8Array.of(version)),
};
