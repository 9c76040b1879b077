import { randomUUID } from 'node:crypto';
import {
  assertUrlLife,
  DeltaGliderError,
  formatAddress,
  headObject,
  materializeObject,
  notFound,
  type Engine,
  type LogicalObject,
  type ObjectAddress,
  type PresigningPort,
} from '@deltaglider/core';
import { dispositionOf } from './disposition-of.ts';

export interface PresignObjectOptions {
  readonly engine: Engine;
  /** Of the store; where it has none, this is UNSUPPORTED. */
  readonly presigning: PresigningPort | undefined;
  /** The logical address. */
  readonly address: ObjectAddress;
  /** How long the URL is to work, in whole seconds, at most seven days. @default 3600 */
  readonly expiresIn?: number | undefined;
  /** Makes a temporary whole copy of an object that is stored as a delta. @default false */
  readonly materialize?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PresignedObject {
  readonly url: string;
  /** When the URL ends; earlier than asked for where credentials or the copy end earlier. */
  readonly expiresAt: Date;
  /** Bytes that the URL gives. */
  readonly size: number;
  /** The copy that was made for the URL; `undefined` for an object that is stored whole. */
  readonly copy: TemporaryCopy | undefined;
}

export interface TemporaryCopy {
  /** Physical. */
  readonly address: ObjectAddress;
  /** When it may be deleted. */
  readonly expiresAt: Date;
}

/** What a copy lives longer than its URL: the time to write it, and to end downloads that have begun. */
const SPARE_MS = 3_600_000;

/**
 * A URL by which anybody can read an object for a while, with its own headers. What the URL gives is the object
 * as it is stored now: when it is replaced, the URL may end, or give what has taken its place.
 * @throws INVALID_ARGUMENT for a time that cannot be, OBJECT_NOT_FOUND, UNSUPPORTED for a delta (unless it is to be
 * materialized) and for a store without URLs, and what reading the object throws
 */
export async function presignObject(options: PresignObjectOptions): Promise<PresignedObject> {
  const { engine, address, presigning, expiresIn = 3600, materialize = false, signal } = options;
  signal?.throwIfAborted();
  assertUrlLife(address, expiresIn);
  if (presigning === undefined) throw noUrls(address);
  const object = await headObject(engine, { address, signal });
  if (object === undefined) throw notFound(address);
  const job = { engine, presigning, object, expiresIn, signal };
  if (object.delta === undefined) return await presignWhole(job);
  if (!materialize) throw onlyDelta(address);
  return await presignCopy(job);
}

interface Job {
  readonly engine: Engine;
  readonly presigning: PresigningPort;
  readonly object: LogicalObject;
  readonly expiresIn: number;
  readonly signal: AbortSignal | undefined;
}

async function presignWhole({ presigning, object, expiresIn, signal }: Job) {
  const { address, physical, properties, size } = object;
  const place = { bucket: address.bucket, key: physical.key };
  const { contentType } = properties;
  const isOther = contentType !== physical.properties.contentType;
  const url = await presigning.presign(place, {
    expiresIn,
    // The proxy keeps it elsewhere.
    contentType: isOther ? contentType : undefined,
    signal,
  });
  return { ...url, size, copy: undefined };
}

async function presignCopy({ engine, presigning, object, expiresIn, signal }: Job) {
  const { address } = object;
  const expiresAt = new Date(engine.clock().getTime() + expiresIn * 1000 + SPARE_MS);
  const copy = await materializeObject(engine, {
    address,
    id: randomUUID().replaceAll('-', ''),
    expiresAt,
    properties: (each) => ({ ...each.properties, contentDisposition: dispositionOf(each) }),
    signal,
  });
  const place = { bucket: address.bucket, key: copy.key };
  try {
    const left = Math.floor((expiresAt.getTime() - engine.clock().getTime()) / 1000);
    if (left < 1) throw tooSlow(address);
    const url = await presigning.presign(place, { expiresIn: Math.min(expiresIn, left), signal });
    return { ...url, size: copy.size, copy: { address: place, expiresAt } };
  } catch (error) {
    // Nobody will read it.
    await engine.storage.delete(place).catch(() => undefined);
    throw error;
  }
}

function noUrls(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `This store answers to no URLs, so ${formatAddress(address)} can have none.`,
    { details: { ...address, hint: 'Only S3 does (--store s3:).' } },
  );
}

function onlyDelta(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `${formatAddress(address)} is stored as a delta; a URL would give out that instead of the object.`,
    {
      details: {
        ...address,
        hint: 'Let a temporary whole copy be made for the URL (--materialize), or store the object whole (cp --no-delta).',
      },
    },
  );
}

function tooSlow(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'STORAGE_UNAVAILABLE',
    `The copy of ${formatAddress(address)} took longer to write than its URL was to work.`,
    {
      details: {
        ...address,
        hint: 'Let the URL work longer, or try again from nearer to the store.',
      },
    },
  );
}
