/** Without the quotes that HTTP puts around it. */
export function unquoted(etag: string): string {
  return etag.replace(/^(?:W\/)?"(.*)"$/, '$1');
}

/** As a condition carries it. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}
