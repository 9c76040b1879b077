import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';

/** @throws UNSUPPORTED for bytes that only the proxy can decrypt. */
export function assertReadable(address: ObjectAddress, encryption: string | undefined): void {
  if (encryption === undefined) return;
  throw new DeltaGliderError(
    'UNSUPPORTED',
    `${formatAddress(address)} is encrypted by the proxy (${encryption}), which DeltaGlider cannot decrypt.`,
    { details: { ...address, hint: 'Read it through the proxy, which has the key.' } },
  );
}
