import { digestSource } from '../bytes/hashing.ts';
import type { Engine } from '../engine.ts';
import { directMetadata } from '../metadata/write-metadata.ts';
import type { DirectReason, PutResult } from '../use-cases/put-result.ts';
import { physicalCondition, type Previous } from './condition.ts';
import type { StoreRequest } from './store-request.ts';

export interface DirectContext {
  readonly previous: Previous;
  readonly reason: DirectReason;
}

/** Stores the object whole, with its digests beside it. */
export async function storeDirect(
  engine: Engine,
  request: StoreRequest,
  { previous, reason }: DirectContext,
): Promise<PutResult> {
  const { address, source, signal, onProgress, properties } = request;
  const { placement, access, tags, customerKey } = request;
  const content = await digestSource(engine, source, { signal });
  const createdAt = request.createdAt ?? engine.clock();
  const description = { ...content, tool: engine.tool, key: address.key, createdAt };
  const metadata = { ...request.metadata, ...directMetadata(description) };
  const condition = physicalCondition(request, previous.direct);
  const settings = { placement, access, tags, customerKey };
  const options = { ...condition, ...settings, metadata, properties, signal };
  const stored = await engine.storage.put(address, source, options);
  onProgress?.(source.size);
  return {
    address,
    stored: 'direct',
    reason,
    codec: undefined,
    codecReason: undefined,
    size: content.size,
    storedSize: stored.size,
    referenceSize: 0,
    sha256: content.sha256,
    etag: stored.etag,
    lastModified: stored.lastModified,
  };
}
