/** The names that a gzip file may record, from the names that it is known by, best first. */
export function gzipNames(fileNames: readonly string[]): string[] {
  const names = fileNames.flatMap((name) => {
    const base = name.slice(name.lastIndexOf('/') + 1);
    const bare = base.replace(/\.(?:gz|z)$/i, '');
    return [bare, base.replace(/\.(?:tgz|taz)$/i, '.tar'), base, base.replace(/\.[^.]*$/, '')];
  });
  // A header holds Latin-1 and ends at a zero; other names are written in UTF-8 by some.
  return [...new Set(names.map(asBytes))].filter((name) => name !== '' && !name.includes('\0'));
}

function asBytes(name: string): string {
  const isLatin1 = Array.from(name).every((character) => (character.codePointAt(0) ?? 0) < 256);
  return isLatin1 ? name : String.fromCharCode(...new TextEncoder().encode(name));
}
