import { unlinkSync } from 'node:fs';

const live = new Set<string>();

/** Remembers a temporary file until `forgetTemporaryFile`. */
export function rememberTemporaryFile(path: string): void {
  live.add(path);
}

/** Says that the file has its final name, or is gone. */
export function forgetTemporaryFile(path: string): void {
  live.delete(path);
}

/**
 * Removes the temporary files of all downloads under way, synchronously: for the last moment of a process that was
 * interrupted. Never throws.
 */
export function removeLiveTemporaryFiles(): void {
  for (const path of live) {
    live.delete(path);
    try {
      unlinkSync(path);
    } catch {
      // It is gone already, or never came to be; nothing else can be done at this point.
    }
  }
}
