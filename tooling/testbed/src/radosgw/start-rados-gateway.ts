import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../processes/free-port.ts';
import { whenParentEnds } from '../processes/when-parent-ends.ts';
import { CephCluster } from './ceph-cluster.ts';
import { CEPH_PACKAGES, missingCephPrograms } from './ceph-programs.ts';
import type { RadosGatewayOptions } from './rados-gateway-options.ts';
import { GatewayOnCluster, type RadosGateway } from './rados-gateway.ts';

/** How often other ports are tried. Each time costs a second. */
const ATTEMPTS = 3;

/**
 * Starts a Ceph of one monitor and one osd with a RADOS Gateway on the loopback address, without systemd, and makes
 * a user. Takes one to six seconds. Everything ends with this process, however that ends.
 *
 * @throws Error when a program is missing, naming the packages, or when a daemon does not start.
 */
export async function startRadosGateway(options: RadosGatewayOptions = {}): Promise<RadosGateway> {
  const missing = missingCephPrograms(options.root);
  if (missing.length > 0) {
    const remedy = `apt-get install -y --no-install-recommends ${CEPH_PACKAGES.join(' ')}`;
    throw new Error(`The RADOS Gateway needs ${missing.join(', ')}: ${remedy}`);
  }
  const failures: unknown[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await startOnFreePorts(options);
    } catch (error) {
      // A port may have been taken since it was found free, and no daemon says so in a way to rely on.
      failures.push(error);
    }
  }
  throw new AggregateError(failures, `The RADOS Gateway did not start in ${ATTEMPTS} attempts.`, {
    cause: failures.at(-1),
  });
}

async function startOnFreePorts(options: RadosGatewayOptions): Promise<RadosGateway> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'dg-rgw-')));
  const guard = whenParentEnds(['sh', '-c', REMOVE, 'remove', ...leftovers(directory, options)]);
  const ports = { gateway: await freePort(), monitor: await freePort(), osd: await freePort() };
  const cluster = new CephCluster(directory, ports, options);
  const stop = async () => {
    await cluster.stop();
    for (const folder of leftovers(directory, options)) {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    guard.callOff();
  };
  try {
    await cluster.start();
    return await startGateway(new GatewayOnCluster(cluster, ports.gateway), {
      options,
      directory,
      stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The daemons end with this process too; `rm` may find one that still writes, so it is asked more than once. */
const REMOVE = 'for i in 1 2 3 4 5; do rm -rf -- "$@" && exit; sleep 1; done';

/** What is on disk: the server's directory, and in another release's root the place where it was mounted. */
function leftovers(directory: string, { root }: RadosGatewayOptions): string[] {
  return root === undefined ? [directory] : [directory, join(root, directory)];
}

interface Started {
  readonly options: RadosGatewayOptions;
  readonly directory: string;
  readonly stop: () => Promise<void>;
}

async function startGateway(
  gateway: GatewayOnCluster,
  { options, directory, stop }: Started,
): Promise<RadosGateway> {
  await gateway.addStorageClasses(options.storageClasses ?? []);
  await gateway.start();
  let stopped: Promise<void> | undefined;
  return {
    kind: 'radosgw',
    version: await gateway.version(),
    endpoint: gateway.endpoint,
    region: 'us-east-1',
    credentials: await gateway.addUser('testbed'),
    forcePathStyle: true,
    directory,
    addUser: (name) => gateway.addUser(name),
    admin: (...words) => gateway.admin(...words),
    kill: () => gateway.kill(),
    restart: async () => {
      await gateway.kill();
      await gateway.start();
    },
    stop: () => (stopped ??= stop()),
  };
}
