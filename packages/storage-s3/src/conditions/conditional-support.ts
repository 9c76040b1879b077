/** Which conditions a store honours. What it ignores looks like success, so nothing is taken for granted. */
export interface ConditionalSupport {
  /** `If-None-Match: *` on PutObject. */
  readonly create: boolean;
  /** `If-Match` on PutObject. */
  readonly replace: boolean;
  /** Both on CompleteMultipartUpload. */
  readonly complete: boolean;
  /** `If-None-Match: *` for the destination of CopyObject. */
  readonly copy: boolean;
  /** `If-Match` on DeleteObject. */
  readonly delete: boolean;
}
