type Entries = Readonly<Record<string, string>>;

/** Whether both have the same names with the same values. */
export function hasSameEntries(a: Entries, b: Entries): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
