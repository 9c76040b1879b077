import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { toFailure } from '../errors/failure.ts';
import type { ConditionalSupport } from './conditional-support.ts';

const NOTE = 'DeltaGlider tried out here whether this store honours conditional writes.\n';
const BODY = new TextEncoder().encode(NOTE);
/** An ETag that no object has. */
const NOBODYS = '"00000000000000000000000000000000"';

/** The client, and the object that the conditions are tried on. */
interface Probe {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string };
}

/**
 * Tries a condition that must fail, on an object that it makes for this and deletes again. Resolves to whether
 * the store refused; to `undefined` where it may not write.
 */
export async function probe(
  kind: keyof ConditionalSupport,
  client: S3Client,
  bucket: string,
): Promise<boolean | undefined> {
  const key = `.deltaglider/tmp/probe-${crypto.randomUUID()}`;
  const context = { client, target: { Bucket: bucket, Key: key } };
  try {
    await putMarker(context, {});
  } catch (error) {
    // Whoever may not write there cannot find out.
    if (toFailure(error)?.status === 403) return undefined;
    throw error;
  }
  try {
    return await isRefused(() => ATTEMPTS[kind](context));
  } finally {
    await client.send(new DeleteObjectCommand(context.target)).catch(() => undefined);
  }
}

const ATTEMPTS = {
  create: (probe) => putMarker(probe, { IfNoneMatch: '*' }),
  replace: (probe) => putMarker(probe, { IfMatch: NOBODYS }),
  complete: completeMarker,
  copy: ({ client, target }) =>
    client.send(
      new CopyObjectCommand({
        ...target,
        CopySource: `${target.Bucket}/${target.Key}`,
        MetadataDirective: 'REPLACE',
        IfNoneMatch: '*',
      }),
    ),
  delete: ({ client, target }) =>
    client.send(new DeleteObjectCommand({ ...target, IfMatch: NOBODYS })),
} satisfies Record<keyof ConditionalSupport, (probe: Probe) => Promise<unknown>>;

async function putMarker(
  { client, target }: Probe,
  condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string },
): Promise<unknown> {
  const input = { ...target, ...condition, Body: BODY, ContentType: 'text/plain' };
  return await client.send(new PutObjectCommand(input));
}

async function completeMarker({ client, target }: Probe): Promise<unknown> {
  const about = { ...target, ContentType: 'text/plain' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(about));
  const upload = { ...target, UploadId };
  try {
    const part = { ...upload, PartNumber: 1, Body: BODY };
    const { ETag } = await client.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    const input = { ...upload, MultipartUpload, IfNoneMatch: '*' };
    return await client.send(new CompleteMultipartUploadCommand(input));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** A refusal for another reason, of rights for instance, means that the condition cannot be relied on. */
async function isRefused(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    const status = toFailure(error)?.status;
    if (status === 412) return true;
    // No answer, or a store in trouble, says nothing about what it honours.
    const saysNothing = status === undefined || status === 429 || status >= 500;
    if (saysNothing && status !== 501) throw error;
    return false;
  }
}
