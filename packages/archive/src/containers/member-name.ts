/** Longer names are cut, because they decide nothing. */
export const LONGEST_NAME = 1024;

const decoder = new TextDecoder();

/** A name as it stands in a header: up to the first zero, as UTF-8; `undefined` for none. */
export function toMemberName(bytes: Uint8Array): string | undefined {
  const zero = bytes.indexOf(0);
  const end = Math.min(zero < 0 ? bytes.length : zero, LONGEST_NAME);
  return end === 0 ? undefined : decoder.decode(bytes.subarray(0, end));
}
