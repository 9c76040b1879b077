import type { RadosGatewayOptions } from './rados-gateway-options.ts';

/** The ports of one server. */
export interface CephPorts {
  readonly gateway: number;
  readonly monitor: number;
  /** First of the hundred that the osd picks its four from. */
  readonly osd: number;
}

export interface CephConfInput {
  readonly directory: string;
  readonly clusterId: string;
  readonly ports: CephPorts;
  readonly options: RadosGatewayOptions;
}

type Section = readonly (readonly [string, string | number | boolean])[];

/** Text of a `ceph.conf` for one monitor, one osd and one gateway, all on the loopback address. */
export function cephConf(input: CephConfInput): string {
  return [
    section('global', [...common(input), ...quiet, ...onePlaceIsEnough]),
    section('mon', monitor(input)),
    section('osd', osd(input)),
    section('client', client(input)),
    section('client.rgw', gateway(input)),
    ...(input.options.conf ?? []),
    '',
  ].join('\n');
}

function section(name: string, lines: Section): string {
  return [`[${name}]`, ...lines.map(([key, value]) => `${key} = ${String(value)}`), ''].join('\n');
}

const common = ({ directory, clusterId, ports }: CephConfInput): Section => [
  ['fsid', clusterId],
  ['mon_host', `[v2:127.0.0.1:${ports.monitor}]`],
  ['mon_initial_members', 'a'],
  ['public_addr', '127.0.0.1'],
  ['cluster_addr', '127.0.0.1'],
  ['ms_bind_ipv6', false],
  ['ms_bind_msgr1', false],
  ['ms_bind_port_min', ports.osd],
  ['ms_bind_port_max', ports.osd + 99],
  // Nobody but this machine can connect, and making keys costs seconds.
  ['auth_cluster_required', 'none'],
  ['auth_service_required', 'none'],
  ['auth_client_required', 'none'],
  ['run_dir', directory],
  // Nothing is asked over the admin sockets, and a long directory would not fit into their names.
  ['admin_socket', ''],
  ['log_file', `${directory}/$name.log`],
  ['log_to_stderr', false],
  ['err_to_stderr', true],
  ['crash_dir', directory],
  ['exporter_sock_dir', directory],
];

const quiet: Section = [
  ...['osd', 'mon', 'paxos', 'bluestore', 'bluefs', 'bdev', 'rocksdb', 'monc', 'objecter'],
  ...['rados', 'ms', 'optracker', 'heartbeatmap', 'mgrc', 'timer', 'throttle', 'tp'],
].map((part) => [`debug_${part}`, '0/0'] as const);

const onePlaceIsEnough: Section = [
  ['osd_pool_default_size', 1],
  ['osd_pool_default_min_size', 1],
  ['osd_pool_default_pg_num', 8],
  ['osd_pool_default_pgp_num', 8],
  ['osd_pool_default_pg_autoscale_mode', 'off'],
  ['osd_crush_chooseleaf_type', 0],
];

const monitor = ({ directory }: CephConfInput): Section => [
  ['mon_data', `${directory}/mon`],
  ['mon_cluster_log_file', `${directory}/cluster.log`],
  ['mon_allow_pool_size_one', true],
  ['mon_allow_pool_delete', true],
  ['mon_max_pg_per_osd', 1000],
  // A lone monitor need not wait for others before it decides.
  ['paxos_propose_interval', 0.05],
  ['paxos_min_wait', 0.01],
  ['mon_tick_interval', 1],
  // A full disk of a developer is no reason for read-only tests.
  ['mon_data_avail_warn', 2],
  ['mon_data_avail_crit', 1],
  ['mgr_initial_modules', ''],
];

const osd = ({ directory, options }: CephConfInput): Section => {
  const size = options.storeSize ?? 10 * 1024 ** 3;
  return [
    ['osd_data', `${directory}/osd`],
    ['osd_objectstore', options.store ?? 'memstore'],
    ['osd_memory_target', 896 << 20],
    ['osd_op_num_shards', 2],
    ['osd_op_num_threads_per_shard', 2],
    // Keys of 1024 bytes grow when the gateway escapes them.
    ['osd_max_object_name_len', 2048],
    // Whatever changes a user or a bucket is told to every gateway, and a killed one is waited for half a minute.
    ['osd_client_watch_timeout', 2],
    ['osd_default_notify_timeout', 2],
    ['memstore_device_bytes', size],
    ['bluestore_cache_autotune', false],
    ['bluestore_cache_size', 96 << 20],
    ['bluestore_block_create', true],
    ['bluestore_block_size', size],
    ['bluestore_block_db_create', false],
    ['bluestore_block_wal_create', false],
    ['bluestore_block_preallocate_file', false],
    ['bluestore_fsck_on_mount', false],
  ];
};

const client = ({ directory }: CephConfInput): Section => [
  // Otherwise the gateway wants an encrypted connection to the monitor, which needs the keys left out above.
  ['ms_mon_client_mode', 'crc'],
  ['rgw_data', `${directory}/rgw`],
  ['rgw_run_sync_thread', false],
  ['rgw_rados_pool_pg_num_min', 8],
];

const gateway = ({ ports }: CephConfInput): Section => [
  ['rgw_frontends', `beast endpoint=127.0.0.1:${ports.gateway} tcp_nodelay=1`],
  ['rgw_thread_pool_size', 64],
  ['rgw_enable_usage_log', false],
  ['rgw_enable_ops_log', false],
  ['rgw_dynamic_resharding', false],
  // The memory of deleted objects comes back within a minute instead of two hours.
  ['rgw_gc_obj_min_wait', 60],
  ['rgw_gc_processor_period', 30],
  ['rgw_gc_processor_max_time', 30],
  ['rgw_relaxed_s3_bucket_names', false],
  // Customers' keys (SSE-C) and KMS without TLS and without a key server.
  ['rgw_crypt_require_ssl', false],
  ['rgw_crypt_s3_kms_backend', 'testing'],
  ['rgw_crypt_s3_kms_encryption_keys', `testbed-key=${Buffer.alloc(32, 7).toString('base64')}`],
  // As AWS: the newer gateway would list up to 5000 keys a page.
  ['rgw_max_listing_results', 1000],
];
