import { serveJobs, type JobPort } from '../workers/serve-jobs.ts';
import { createRebuildJobs, type RebuildJobs } from './rebuild-jobs.ts';

/** What a worker does that rebuilds deflate streams; bundled into one script. */
export function serve(port: JobPort): void {
  serveJobs<RebuildJobs>(port, createRebuildJobs);
}
