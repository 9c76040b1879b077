import { serveJobs, type JobPort } from '../../src/workers/serve-jobs.ts';
import { createTestJobs, type TestJobs } from './jobs.ts';

export function serve(port: JobPort): void {
  serveJobs<TestJobs>(port, createTestJobs);
}
