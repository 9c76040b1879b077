export interface MemoryS3Options {
  /** Region of the endpoint. @default 'us-east-1' */
  readonly region?: string;
  /** Least size of all parts but the last, in bytes. S3 says 5 MiB; less makes tests quick. @default 5 MiB */
  readonly minPartSize?: number;
  /** Where Last-Modified and Date come from. @default the clock */
  readonly now?: () => Date;
}
