import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { readStream } from '@deltaglider/core';
import { toBody } from '#platform';
import { endedEarly, readPart } from './read-part.ts';
import type { Upload } from './upload.ts';

/** The bytes of one request. */
export interface WholeBody {
  readonly body: NonNullable<PutObjectCommandInput['Body']>;
  /** Ends the request: the SDK does not notice when a body breaks. */
  readonly signal: AbortSignal | undefined;
  /** What the source failed with, if it did. */
  readonly failure: () => unknown;
}

/** Opens the body for one attempt. */
export type OpenBody = () => Promise<WholeBody>;

/** The source in memory: what the SDK can send again by itself. */
export function buffered(upload: Upload): OpenBody {
  return async () => ({
    body: await readPart(upload, { start: 0, into: new Uint8Array(upload.source.size) }),
    signal: upload.options.signal,
    failure: () => undefined,
  });
}

/** The source as it is read, for what must not be sent in parts and does not fit into memory. */
export function streamed(upload: Upload): OpenBody {
  return async () => {
    const { signal } = upload.options;
    const controller = new AbortController();
    let failure: { readonly error: unknown } | undefined;
    const body = toBody(
      chunks(upload, (error) => {
        failure = { error };
        controller.abort(error);
      }),
    );
    return {
      body,
      signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
      failure: () => failure?.error,
    };
  };
}

async function* chunks(
  { source, address, options, context }: Upload,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = options;
  let size = 0;
  try {
    for await (const chunk of readStream(source, { signal })) {
      await context.bandwidth?.take(chunk.length, { signal });
      size += chunk.length;
      yield chunk;
    }
    if (size !== source.size) throw endedEarly(address);
  } catch (error) {
    onFailure(error);
    throw error;
  }
}
