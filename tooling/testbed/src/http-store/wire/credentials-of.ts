/** Who asks, by his own word: the signature is not checked. */
export interface Claim {
  readonly accessKeyId: string;
  /** The region that the signature is for. */
  readonly region: string;
}

const SCOPE = /Credential=([^/,\s]+)\/[0-9]{8}\/([^/,\s]+)\/s3\/aws4_request/;

/** What the Authorization header, or a presigned URL, claims. Undefined for an anonymous request. */
export function credentialsOf(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Claim | undefined {
  const presigned = query.get('X-Amz-Credential');
  const text = presigned === null ? headers.authorization : `Credential=${presigned}`;
  const match = SCOPE.exec(text ?? '');
  const [, accessKeyId, region] = match ?? [];
  if (accessKeyId === undefined || region === undefined) return undefined;
  return { accessKeyId, region };
}
