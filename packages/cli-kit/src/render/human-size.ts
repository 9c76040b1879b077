const SUFFIXES = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `1 Byte`, `6 Bytes`, `1.0 KiB`: powers of 1024 with one decimal. */
export function humanSize(bytes: number): string {
  if (bytes === 1) return '1 Byte';
  if (bytes < 1024) return `${Math.trunc(bytes)} Bytes`;
  let value = bytes;
  for (const suffix of SUFFIXES) {
    value /= 1024;
    // What would round up to 1024.0 is 1.0 of the next.
    if (Math.round(value) < 1024) return `${value.toFixed(1)} ${suffix}`;
  }
  return `${(value / 1024).toFixed(1)} ZiB`;
}
