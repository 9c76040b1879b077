import type { S3Client } from '@aws-sdk/client-s3';

/** Names the payer in every request: which of them cost something is not ours to know. */
export function sayWhoPays(client: S3Client, payer: string): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (isHttpRequest(request)) request.headers['x-amz-request-payer'] = payer;
      return next(args);
    },
    { step: 'build', name: 'sayWhoPays' },
  );
}

function isHttpRequest(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}
