export interface RadosGatewayOptions {
  /** Folder with the Ceph of another release, made by `unpackCeph`. Needs root. @default the installed one */
  readonly root?: string;
  /** Storage classes beside STANDARD. @default none: the gateway refuses them */
  readonly storageClasses?: readonly string[];
  /** Lines for the gateway's own section, like `rgw_max_concurrent_requests = 4`. */
  readonly conf?: readonly string[];
  /** Where objects are: in the osd's memory, or in a sparse file below the server's directory. @default 'memstore' */
  readonly store?: 'memstore' | 'bluestore';
  /** Capacity in bytes. @default 10 GiB */
  readonly storeSize?: number;
}
