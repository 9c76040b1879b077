import type { Attempt } from './choice.ts';

/**
 * The server that the environment names: `S3_ENDPOINT`, with `S3_ACCESS_KEY` and `S3_SECRET_KEY`, `S3_REGION`, or what
 * the AWS tools call them.
 *
 * @throws Error when there is an endpoint without keys: whoever named it meant it.
 */
export function givenServer(env: NodeJS.ProcessEnv): Attempt {
  const endpoint = env.S3_ENDPOINT;
  if (isEmpty(endpoint)) return { reason: 'S3_ENDPOINT is not set' };
  const accessKeyId = env.S3_ACCESS_KEY ?? env.AWS_ACCESS_KEY_ID;
  const secretAccessKey = env.S3_SECRET_KEY ?? env.AWS_SECRET_ACCESS_KEY;
  if (isEmpty(accessKeyId) || isEmpty(secretAccessKey)) {
    throw new Error('S3_ENDPOINT is set, but S3_ACCESS_KEY and S3_SECRET_KEY are not.');
  }
  return {
    server: {
      kind: 'given',
      version: `the server at ${endpoint}`,
      endpoint,
      region: env.S3_REGION ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    },
    stop: async () => undefined,
  };
}

function isEmpty(value: string | undefined): value is undefined | '' {
  return value === undefined || value === '';
}
