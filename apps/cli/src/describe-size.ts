import { humanSize } from '@deltaglider/cli-kit';

/** `200000 (195.3 KiB)`, and `12 Bytes` where a unit would say nothing more. */
export function describeSize(bytes: number): string {
  return bytes < 1024 ? humanSize(bytes) : `${bytes} (${humanSize(bytes)})`;
}
