import type { JobFunctions, JobResult, JobTypes } from './job.ts';
import type { WorkerReply, WorkerRequest } from './messages.ts';
import { toThrown } from './thrown-in-worker.ts';

/** The other side, as Node's `parentPort` and a browser's worker scope both have it. */
export interface JobPort {
  onmessage: ((event: { readonly data: WorkerRequest }) => void) | null;
  onmessageerror: ((event: { readonly data: unknown }) => void) | null;
  postMessage: (message: WorkerReply, transfer: readonly ArrayBufferLike[]) => void;
}

/** Makes the jobs from what they share, which comes with the first of them. */
type CreateJobs<Jobs extends JobTypes<Jobs>> = (shared: never) => JobFunctions<Jobs>;

/** Does the jobs that come in through a port, until the worker is terminated. */
export function serveJobs<Jobs extends JobTypes<Jobs>>(
  port: JobPort,
  createJobs: CreateJobs<Jobs>,
): void {
  let jobs: JobsByName | undefined;
  port.onmessage = ({ data }) => {
    // The caller's types vouch for the name, its input and what is shared: it uses the same `createJobs`.
    jobs ??= createJobs(data.shared as never) as JobsByName;
    void answer(port, jobs, data);
  };
  port.onmessageerror = ({ data }) => {
    // Nobody would ever answer this job: the worker dies, which the caller hears.
    throw new Error('A job could not be received.', { cause: data });
  };
}

type JobsByName = Readonly<
  Record<string, (input: unknown) => JobResult<unknown> | Promise<JobResult<unknown>>>
>;

async function answer(port: JobPort, jobs: JobsByName, request: WorkerRequest): Promise<void> {
  try {
    const job = jobs[request.name];
    if (job === undefined) throw new Error(`There is no job ${request.name}.`);
    const [output, transfer] = await job(request.input);
    port.postMessage({ type: 'done', output }, transfer);
  } catch (error) {
    port.postMessage({ type: 'failed', thrown: toThrown(error) }, []);
  }
}
