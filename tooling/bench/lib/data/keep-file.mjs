import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file of this path; `make(path)` writes it where it is not there yet, and half of one never stays. */
export async function keepFile(path, make) {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  // The ending stays, because packers go by it.
  const part = join(dirname(path), `part-${process.pid}-${basename(path)}`);
  try {
    await make(part);
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
  return path;
}
