import { randomBytes } from 'node:crypto';

import { answersHttp } from '../processes/answers.ts';
import { findPrograms } from '../processes/find-program.ts';
import { runCommand } from '../processes/run-command.ts';
import { until } from '../processes/until.ts';
import { whenParentEnds } from '../processes/when-parent-ends.ts';
import type { Attempt } from './choice.ts';

/** The last image that MinIO has published with its whole community edition. */
const IMAGE = 'minio/minio:RELEASE.2025-09-07T16-13-09Z';

export interface MinioOptions {
  /** The command line of an engine. @default the first `docker` of PATH */
  readonly docker?: string;
  /** How long the engine may take to answer at all. @default 3000 */
  readonly engineTimeoutMs?: number;
  /** How long the image may take to come. @default 120_000 */
  readonly pullTimeoutMs?: number;
}

/** Starts MinIO in a container when a Docker engine answers soon. The container is removed when this process ends. */
export async function minioContainer(options: MinioOptions = {}): Promise<Attempt> {
  const docker = options.docker ?? findPrograms('docker')[0];
  if (docker === undefined) return { reason: 'there is no docker command' };
  const { engineTimeoutMs = 3000, pullTimeoutMs = 120_000 } = options;
  if (!(await succeeds([docker, 'version'], engineTimeoutMs))) {
    return { reason: 'no Docker engine answers' };
  }
  const isThere = await succeeds([docker, 'image', 'inspect', IMAGE], engineTimeoutMs);
  if (!isThere && !(await succeeds([docker, 'pull', '--quiet', IMAGE], pullTimeoutMs))) {
    return { reason: `Docker could not pull ${IMAGE}` };
  }
  return startContainer(docker);
}

async function startContainer(docker: string): Promise<Attempt> {
  const name = `deltaglider-testbed-${randomBytes(6).toString('hex')}`;
  const remove = [docker, 'rm', '--force', '--volumes', name] as const;
  const guard = whenParentEnds(remove);
  const stop = async () => {
    await succeeds(remove, 30_000);
    guard.callOff();
  };
  const credentials = { accessKeyId: 'testbed', secretAccessKey: 'testbed-secret' };
  const { accessKeyId, secretAccessKey } = credentials;
  const environment = [`MINIO_ROOT_USER=${accessKeyId}`, `MINIO_ROOT_PASSWORD=${secretAccessKey}`];
  try {
    const settings = environment.flatMap((setting) => ['--env', setting]);
    const place = ['--name', name, '--publish', '127.0.0.1::9000'];
    await runCommand([docker, 'run', '--detach', ...place, ...settings, IMAGE, 'server', '/data']);
    const published = await runCommand([docker, 'port', name, '9000/tcp']);
    const endpoint = `http://${published.trim().split('\n')[0] ?? ''}`;
    const health = `${endpoint}/minio/health/ready`;
    await until(() => answersHttp(health), { what: 'MinIO answers', timeoutMs: 30_000 });
    const server = { kind: 'minio', version: IMAGE, endpoint, region: 'us-east-1' } as const;
    return { server: { ...server, credentials, forcePathStyle: true }, stop };
  } catch (error) {
    await stop();
    return { reason: `MinIO did not start in Docker (${String(error)})` };
  }
}

async function succeeds(
  command: readonly [string, ...string[]],
  timeoutMs: number,
): Promise<boolean> {
  try {
    await runCommand(command, { timeoutMs });
    return true;
  } catch {
    return false;
  }
}
