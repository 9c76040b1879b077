import type { S3Client } from '@aws-sdk/client-s3';

const DIGEST = 'x-amz-content-sha256';
/** What carries the bytes of objects; the small bodies of all others stay signed. */
const UPLOADS = new Set(['PutObjectCommand', 'UploadPartCommand']);

/** Lets a client sign uploads without their bytes, which it would have to hash for that. */
export function leavePayloadsUnsigned({ middlewareStack }: S3Client): void {
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const headers = headersOf(args.request);
        // A body with a trailer says something else of itself.
        if (UPLOADS.has(commandName) && headers !== undefined)
          headers[DIGEST] ??= 'UNSIGNED-PAYLOAD';
        return await next(args);
      },
    { step: 'build', priority: 'low', name: 'deltaGliderUnsignedPayload' },
  );
}

function headersOf(request: unknown): Record<string, string> | undefined {
  if (typeof request !== 'object' || request === null || !('headers' in request)) return undefined;
  // The SDK's own requests have them as a plain record.
  return request.headers as Record<string, string>;
}
