import type { S3Server } from '@repo/testbed';
import { World } from './world.ts';

/** A machine whose environment leads to an S3 server, and to nothing else. */
export function createS3World(server: S3Server, env: Readonly<Record<string, string>> = {}): World {
  return new World({
    DG_STORE: '',
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...env,
  });
}
