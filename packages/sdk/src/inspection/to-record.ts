/** What JSON calls an object; `undefined` for any other value. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // What JSON calls an object has strings for keys.
  return value as Record<string, unknown>;
}
