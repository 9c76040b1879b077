/** A name and what it is; what is not there has no row. */
export type Field = readonly [label: string, value: string | number | undefined];

/** `size:      12`: one row for each field that has a value, in two columns. */
export function fieldRows(fields: readonly Field[]): string[] {
  const present = fields.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...present.map(([label]) => label.length)) + 3;
  return present.map(([label, value]) => `${label}:`.padEnd(width) + String(value));
}
