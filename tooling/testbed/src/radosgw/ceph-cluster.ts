import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';

import { acceptsConnections } from '../processes/answers.ts';
import { Daemon } from '../processes/daemon.ts';
import { runCommand } from '../processes/run-command.ts';
import { until } from '../processes/until.ts';
import { cephConf, type CephPorts } from './ceph-conf.ts';
import { callCeph, type CallCeph, type CephProgram } from './ceph-programs.ts';
import type { RadosGatewayOptions } from './rados-gateway-options.ts';

const ENVIRONMENT = {
  // The newer gateway dies of a locale that its folder does not have.
  LC_ALL: 'C',
  // Debian's Ceph has glibc's malloc: this makes it hand freed memory back to the system.
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** One monitor and one osd in a directory of their own, and what runs on top of them. */
export class CephCluster {
  readonly directory: string;
  readonly #clusterId = randomUUID();
  readonly #call: CallCeph;
  readonly #ports: CephPorts;
  readonly #options: RadosGatewayOptions;
  readonly #daemons: Daemon[] = [];

  constructor(directory: string, ports: CephPorts, options: RadosGatewayOptions) {
    this.directory = directory;
    this.#ports = ports;
    this.#options = options;
    this.#call = callCeph(directory, options.root);
  }

  /** @throws Error when a daemon ends, a port being taken for example. `stop` is still due. */
  async start(): Promise<void> {
    const { directory } = this;
    for (const name of ['mon', 'osd', 'rgw']) await mkdir(`${directory}/${name}`);
    const conf = cephConf({
      directory,
      clusterId: this.#clusterId,
      ports: this.#ports,
      options: this.#options,
    });
    await writeFile(`${directory}/ceph.conf`, conf);
    await this.#startMonitor();
    await this.#startOsd();
  }

  /** Runs one of Ceph's programs on this cluster to its end. Resolves to its stdout. */
  async run(program: CephProgram, ...words: readonly string[]): Promise<string> {
    return runCommand(this.#call(program, ...words), { env: ENVIRONMENT });
  }

  /** Starts one of Ceph's programs in the background; it ends with the cluster. */
  launch(program: CephProgram, ...words: readonly string[]): Daemon {
    const daemon = new Daemon({
      name: program,
      command: this.#call(program, '-c', this.conf, ...words, '-f'),
      log: `${this.directory}/${program}.out`,
      env: ENVIRONMENT,
    });
    daemon.start();
    this.#daemons.unshift(daemon);
    return daemon;
  }

  /** Ends every daemon, the youngest first. What a memstore held is gone. */
  async stop(): Promise<void> {
    for (const daemon of this.#daemons) await daemon.kill();
  }

  get conf(): string {
    return `${this.directory}/ceph.conf`;
  }

  async #startMonitor(): Promise<void> {
    const map = `${this.directory}/monmap`;
    const address = `[v2:127.0.0.1:${this.#ports.monitor}]`;
    const id = this.#clusterId;
    await this.run(
      'monmaptool',
      '--create',
      '--clobber',
      '--fsid',
      id,
      '--addv',
      'a',
      address,
      map,
    );
    await this.run('ceph-mon', '-c', this.conf, '--mkfs', '-i', 'a', '--monmap', map);
    const monitor = this.launch('ceph-mon', '-i', 'a');
    await until(() => acceptsConnections(this.#ports.monitor), {
      what: 'the monitor accepts connections',
      check: () => {
        monitor.assertRunning();
      },
    });
    // Not another server's port: ours would have ended by now.
    monitor.assertRunning();
  }

  async #startOsd(): Promise<void> {
    const uuid = randomUUID();
    await this.run('ceph', '-c', this.conf, '--connect-timeout', '60', 'osd', 'new', uuid, '0');
    await this.run('ceph-osd', '-c', this.conf, '-i', '0', '--mkfs', '--osd-uuid', uuid);
    const osd = this.launch('ceph-osd', '-i', '0');
    // Whoever comes before the osd is in the map looks again only after five seconds.
    await until(() => this.#osdHasBooted(), {
      what: 'the osd is up',
      check: () => {
        osd.assertRunning();
      },
    });
  }

  #osdHasBooted(): boolean {
    const log = `${this.directory}/cluster.log`;
    return existsSync(log) && /osd\.0 .* boot$/m.test(readFileSync(log, 'utf8'));
  }
}
