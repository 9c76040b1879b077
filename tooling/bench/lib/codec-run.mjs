import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileSource } from '@deltaglider/sdk';

/** Encodes with our codec from file to file. Resolves to the delta's size. */
export async function encodeFile(codec, { reference, target, delta }) {
  const options = { targetSize: statSync(target).size };
  await withSource(reference, (source) =>
    pipeline(codec.encode(source, chunks(target), options), createWriteStream(delta)),
  );
  return statSync(delta).size;
}

/** Decodes with our codec from file to file. */
export async function decodeFile(codec, { reference, delta, restored }) {
  await withSource(reference, (source) =>
    pipeline(codec.decode(source, chunks(delta)), createWriteStream(restored)),
  );
}

async function withSource(path, use) {
  const source = await fileSource(path);
  try {
    await use(source);
  } finally {
    await source.close();
  }
}

function chunks(path) {
  return createReadStream(path, { highWaterMark: 1 << 20 });
}
