import type { S3Credentials, S3Server } from '../s3-server.ts';
import { answersHttp } from '../processes/answers.ts';
import type { Daemon } from '../processes/daemon.ts';
import { until } from '../processes/until.ts';
import type { CephCluster } from './ceph-cluster.ts';

const PLACEMENT = ['--placement-id', 'default-placement'] as const;

/** A gateway on a cluster that runs. `RadosGateway` is what callers get to see of it. */
export class GatewayOnCluster {
  readonly endpoint: string;
  readonly #cluster: CephCluster;
  #gateway: Daemon | undefined;

  constructor(cluster: CephCluster, port: number) {
    this.#cluster = cluster;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const gateway = this.#gateway ?? this.#cluster.launch('radosgw', '-n', 'client.rgw');
    this.#gateway = gateway;
    if (!gateway.isRunning) gateway.start();
    await until(() => answersHttp(this.endpoint), {
      what: 'the gateway answers',
      check: () => {
        gateway.assertRunning();
      },
    });
    gateway.assertRunning();
  }

  async kill(): Promise<void> {
    await this.#gateway?.kill();
  }

  /** Runs `radosgw-admin`. Resolves to its stdout, JSON as a rule. */
  async admin(...words: readonly string[]): Promise<string> {
    const { conf } = this.#cluster;
    return this.#cluster.run('radosgw-admin', '-c', conf, '-n', 'client.rgw', ...words);
  }

  /** Makes a user with keys that say whose they are. */
  async addUser(name: string): Promise<S3Credentials> {
    const accessKeyId = `TESTBED${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`.padEnd(20, '0');
    const secretAccessKey = `testbed-secret-of-${name}`.padEnd(40, '0');
    const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    await this.admin('user', 'create', `--uid=${name}`, `--display-name=${name}`, ...keys);
    return { accessKeyId, secretAccessKey };
  }

  /** Before `start`: the gateway reads the zone once. */
  async addStorageClasses(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    // The first command that looks at the zone makes it.
    await this.admin('user', 'list');
    for (const name of names) {
      const words = [...PLACEMENT, `--storage-class=${name}`];
      await this.admin('zonegroup', 'placement', 'add', '--rgw-zonegroup=default', ...words);
      const pool = '--data-pool=default.rgw.buckets.data';
      await this.admin('zone', 'placement', 'add', '--rgw-zone=default', ...words, pool);
    }
  }

  /** `ceph version 16.2.15 (…) pacific (stable)`. */
  async version(): Promise<string> {
    return (await this.#cluster.run('radosgw', '--version')).trim();
  }
}

/** A RADOS Gateway with everything below it, for one test run. */
export interface RadosGateway extends S3Server {
  readonly kind: 'radosgw';
  /** Its configuration, logs and pid files; removed by `stop`. */
  readonly directory: string;
  /** Makes another user, who may touch nothing of the first one's. */
  readonly addUser: (name: string) => Promise<S3Credentials>;
  /** Runs `radosgw-admin`, for quotas, suspended users and the like. Resolves to its stdout. */
  readonly admin: (...words: readonly string[]) => Promise<string>;
  /** Ends the gateway as a power cut would; what it has acknowledged stays. */
  readonly kill: () => Promise<void>;
  /** Kills the gateway if it runs, and starts it again on the same port. Resolves when it answers. */
  readonly restart: () => Promise<void>;
  /** Ends exactly what was started and removes the directory. A second call does nothing. */
  readonly stop: () => Promise<void>;
}
