import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

import type { S3Server } from '../s3-server.ts';

/**
 * A plain client of the AWS SDK for a test server. `destroy()` it, or its sockets keep the process.
 *
 * Checksums only where S3 requires them: the SDK's default puts them into a trailer, which older stores refuse.
 */
export function createTestClient(server: S3Server, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: server.endpoint,
    region: server.region,
    credentials: server.credentials,
    forcePathStyle: server.forcePathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...config,
  });
}
