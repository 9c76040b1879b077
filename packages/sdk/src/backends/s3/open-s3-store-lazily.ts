import type { StoreBackend } from '../store-backend.ts';
import type { S3Connection } from './s3-connection.ts';

/**
 * Opens AWS S3 or a store that speaks its language, with the settings that `aws s3` would find: environment,
 * `~/.aws`, single sign-on, the machine's role.
 * @throws INVALID_ARGUMENT for a profile that is not there, and for settings that mean nothing
 */
export async function openS3Store(connection: S3Connection = {}): Promise<StoreBackend> {
  // The AWS SDK takes a while to load; who keeps objects elsewhere need not wait for it.
  const { openS3Store: open } = await import('./open-s3-store.ts');
  return await open(connection);
}
