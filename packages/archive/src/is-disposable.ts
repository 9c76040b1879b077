import type { DeltaCodecPort } from '@deltaglider/core';

/** The port does not ask a codec to be closed; those with workers offer it in the language's own way. */
export function isDisposable(codec: DeltaCodecPort): codec is DeltaCodecPort & AsyncDisposable {
  return Symbol.asyncDispose in codec;
}
