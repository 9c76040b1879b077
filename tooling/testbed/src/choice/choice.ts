import type { S3Server } from '../s3-server.ts';

/** A server that answers, and how it ends. */
export interface RunningServer {
  readonly server: S3Server;
  readonly stop: () => Promise<void>;
}

/** Says in a few words why this way to a server is closed here. */
interface NoServer {
  readonly reason: string;
}

export type Attempt = RunningServer | NoServer;

export function isRunningServer(attempt: Attempt): attempt is RunningServer {
  return 'server' in attempt;
}
