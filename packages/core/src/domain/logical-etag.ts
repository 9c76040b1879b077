/**
 * The ETag that users see: that of the proxy's multipart upload where there was one, else the MD5. Without
 * either it ends in `-1`: the dash keeps tools that compare an ETag with an
 * MD5 from crying corruption.
 */
export function logicalEtag(content: {
  readonly md5: string | undefined;
  readonly multipartEtag?: string | undefined;
  readonly sha256: string;
}): string {
  return content.multipartEtag ?? content.md5 ?? `${content.sha256.slice(0, 32)}-1`;
}
