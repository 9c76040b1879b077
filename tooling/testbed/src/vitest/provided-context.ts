import type { S3Server } from '../s3-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The S3 server of this run, or undefined where there is none. */
    s3: S3Server | undefined;
    /** Why there is none. Empty where there is one. */
    s3Missing: string;
  }
}
