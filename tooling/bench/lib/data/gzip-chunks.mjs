import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { requireTool } from '../missing-tool.mjs';

/** Writes what GNU gzip makes of the chunks at its default level. */
export async function gzipChunks(chunks, path) {
  const gzip = spawn(requireTool('gzip', 'gzip'), ['-n'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(gzip, 'close');
  await Promise.all([
    pipeline(Readable.from(chunks), gzip.stdin),
    pipeline(gzip.stdout, createWriteStream(path)),
  ]);
  const [status] = await ended;
  if (status !== 0) throw new Error(`gzip ended with ${status}`);
}
