import type { AwsProfile } from './aws-profile.ts';
import { parseSize } from './parse-size.ts';
import { createValueReader } from './value-reader.ts';

/** What `aws configure set s3.…` has written. */
export interface S3Block {
  readonly addressingStyle: 'auto' | 'path' | 'virtual';
  readonly useAccelerateEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  /** False leaves what is uploaded out of the signature, which saves hashing it. */
  readonly signsPayloads: boolean;
  readonly maxConcurrentRequests: number;
  /** Bytes. */
  readonly multipartThreshold: number;
  readonly multipartChunksize: number;
  /** Bytes a second. */
  readonly maxBandwidth: number | undefined;
}

const MIB = 2 ** 20;

/**
 * Reads the block `s3 =` of a profile.
 * @throws INVALID_ARGUMENT, with key and file, for a value that means nothing
 */
export async function readS3Block(profile: AwsProfile): Promise<S3Block> {
  const read = createValueReader(profile);
  await checkOthers(profile);
  return {
    addressingStyle:
      (await read('s3.addressing_style', oneOf('auto', 'path', 'virtual'))) ?? 'auto',
    useAccelerateEndpoint: (await read('s3.use_accelerate_endpoint', onOrOff)) ?? false,
    useDualstackEndpoint: await usesDualstack(profile),
    signsPayloads: (await read('s3.payload_signing_enabled', onOrOff)) ?? true,
    maxConcurrentRequests: (await read('s3.max_concurrent_requests', requests)) ?? 10,
    multipartThreshold: (await read('s3.multipart_threshold', bytes)) ?? 8 * MIB,
    multipartChunksize: (await read('s3.multipart_chunksize', bytes)) ?? 8 * MIB,
    maxBandwidth: await read('s3.max_bandwidth', rate),
  };
}

/** The one key of the block that has a variable, which wins. */
async function usesDualstack(profile: AwsProfile): Promise<boolean> {
  const inBlock = await createValueReader(profile)('s3.use_dualstack_endpoint', onOrOff);
  const variable = await profile.variable('AWS_USE_DUALSTACK_ENDPOINT');
  return onOrOff.parse(variable ?? '') ?? inBlock ?? false;
}

/** What tunes the engine of `aws` has no meaning here; a mistake in it is still one. */
async function checkOthers(profile: AwsProfile): Promise<void> {
  const read = createValueReader(profile);
  await read('s3.max_queue_size', count);
  await read('s3.preferred_transfer_client', oneOf('auto', 'classic', 'crt', 'default'));
  await read('s3.target_bandwidth', rate);
  await read('s3.disk_throughput', rate);
  await read('s3.io_chunksize', bytes);
  await read('s3.should_stream', onOrOff);
  await read('s3.direct_io', onOrOff);
}

function oneOf<T extends string>(...words: readonly T[]) {
  return {
    parse: (text: string) => words.find((word) => word === text),
    expected: `one of ${words.join(', ')}`,
  };
}

const onOrOff = {
  parse: (text: string) => ({ true: true, false: false })[text.toLowerCase()],
  expected: 'true or false',
};

const requests = {
  parse: (text: string) => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined),
  expected: 'a whole number from 1 to 9999',
};

const count = {
  parse: (text: string) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined),
  expected: 'a whole number of 1 or more',
};

const bytes = {
  parse: (text: string) => parseSize(text),
  expected: 'a number of bytes like 8388608 or 8MB',
};

const rate = {
  parse: (text: string) => parseSize(text, { perSecond: true }),
  expected: 'a rate like 50MB/s',
};
