import type { ByteRange } from '../bytes/byte-source.ts';
import { assertLogicalKey } from '../domain/deltaspace.ts';
import type { LogicalObjectBody } from '../domain/logical-object.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { locate, notFound } from '../objects/locate.ts';
import { openBody } from '../objects/open-body.ts';
import type { CustomerKey } from '../ports/storage-port.ts';

export interface GetObjectInput {
  /** The logical address. */
  readonly address: ObjectAddress;
  /** Of logical bytes. A range that starts behind the end is INVALID_ARGUMENT; its end is cut. */
  readonly range?: ByteRange | undefined;
  /** Of an object that was stored with it. */
  readonly customerKey?: CustomerKey | undefined;
  /**
   * Of a delta that was made of decompressed data, as the xdelta3 command makes them, that data instead of the
   * object: there is no digest to check it with. Of every other object its bytes as always. Not with a range.
   * @default false
   */
  readonly rawContent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An object that is overwritten between its description and its bytes is looked up again this often. */
const ATTEMPTS = 4;

/**
 * The object's description and its bytes. Read the body to its end or call its `return`: it holds the
 * reference open. The digest of a whole read is checked before the last chunk.
 * @throws OBJECT_NOT_FOUND, METADATA_INVALID, REFERENCE_MISSING, UNSUPPORTED; the body: INTEGRITY_MISMATCH,
 * DELTA_FAILED, and what the storage throws
 */
export async function getObject(engine: Engine, input: GetObjectInput): Promise<LogicalObjectBody> {
  const { address, range, rawContent, signal, customerKey } = input;
  signal?.throwIfAborted();
  assertLogicalKey(address);
  if (rawContent === true && range !== undefined) throw noRangeOfRawContent(address);
  for (let attempt = 1; ; attempt++) {
    const object = await locate(engine, address, { signal, customerKey });
    if (object === undefined) throw notFound(address);
    if (range !== undefined) assertRange(address, range, object.size);
    try {
      const body = await openBody(engine, object, { range, rawContent, signal, customerKey });
      return { ...object, body };
    } catch (error) {
      if (attempt === ATTEMPTS || !wasReplaced(error)) throw error;
    }
  }
}

function wasReplaced(error: unknown): boolean {
  return (
    DeltaGliderError.is(error, 'PRECONDITION_FAILED') ||
    DeltaGliderError.is(error, 'OBJECT_NOT_FOUND') ||
    DeltaGliderError.is(error, 'REFERENCE_MISSING')
  );
}

function noRangeOfRawContent(address: ObjectAddress): DeltaGliderError {
  const message = `The raw content of ${formatAddress(address)} can only be read whole.`;
  return new DeltaGliderError('INVALID_ARGUMENT', message, { details: { ...address } });
}

function assertRange(address: ObjectAddress, range: ByteRange, size: number): void {
  const { start, end } = range;
  if (Number.isInteger(start) && start >= 0 && start < size && end > start) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `Bytes ${start} to ${end} are not in ${formatAddress(address)}, which has ${size} bytes.`,
    { details: { ...address } },
  );
}
