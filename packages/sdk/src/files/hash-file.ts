import { createHash } from 'node:crypto';
import type { AbortOptions } from '@deltaglider/core';
import { fileContent } from './file-content.ts';

/** The SHA-256 of a file, as 64 hex digits. @throws as `fileSource` */
export async function hashFile(path: string, options: AbortOptions): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fileContent(path, options)) hash.update(chunk);
  return hash.digest('hex');
}
