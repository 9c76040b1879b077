import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where references are kept when nobody says otherwise. */
export function defaultCacheDirectory(): string {
  return join(homedir(), '.cache', 'deltaglider');
}
