/** A key pair of a test server. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where an S3 server for tests is and how to talk to it. Plain data: it travels between processes. */
export interface S3Server {
  /** What answers, for the decisions of a suite that knows where stores differ. */
  readonly kind: 'given' | 'minio' | 'radosgw' | 'memory';
  /** What the server says about itself, like `ceph version 16.2.15`, or what is known of it. */
  readonly version: string;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: S3Credentials;
  readonly forcePathStyle: true;
  /** Another user, who may touch nothing of the first one's. Absent where none can be made. */
  readonly stranger?: S3Credentials;
}
