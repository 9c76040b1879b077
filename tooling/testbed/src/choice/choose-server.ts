import { isRunningServer, type Attempt } from './choice.ts';
import { givenServer } from './given-server.ts';
import { installGateway } from './install-gateway.ts';
import { installedGateway } from './installed-gateway.ts';
import { minioContainer } from './minio-container.ts';

/** The ways to a server, each of which says why it is closed. A parameter, so that the order can be tested. */
export interface ServerSources {
  readonly given: () => Attempt;
  readonly container: () => Promise<Attempt>;
  readonly installed: () => Promise<Attempt>;
  readonly install: () => Promise<string | undefined>;
}

/** What this machine has. `DG_CEPH_ROOT` is a folder with an unpacked Ceph, to be used instead of the installed one. */
export function serverSources(env: NodeJS.ProcessEnv, say: (line: string) => void): ServerSources {
  const root = env.DG_CEPH_ROOT === '' ? undefined : env.DG_CEPH_ROOT;
  return {
    given: () => givenServer(env),
    // Whoever names a root wants that one.
    container: async () =>
      root === undefined ? minioContainer() : { reason: 'DG_CEPH_ROOT is set' },
    installed: () => installedGateway(root),
    install: () => installGateway(say),
  };
}

/** The first server to be had: a given one, MinIO in Docker, the installed gateway, the gateway after installing it. */
export async function chooseServer(sources: ServerSources): Promise<Attempt> {
  const reasons: string[] = [];
  for (const attempt of [sources.given, sources.container, sources.installed]) {
    const outcome = await attempt();
    if (isRunningServer(outcome)) return outcome;
    reasons.push(outcome.reason);
  }
  const refusal = await sources.install();
  if (refusal === undefined) return sources.installed();
  return { reason: [...reasons, refusal].join('; ') };
}
