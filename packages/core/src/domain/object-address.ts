/** Where an object is: a bucket and a key. Whether the key is logical or physical, the parameter's name says. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/key`, for messages. */
export function formatAddress(address: ObjectAddress): string {
  return `s3://${address.bucket}/${address.key}`;
}

/** Whether both name the same place. */
export function isSameAddress(a: ObjectAddress, b: ObjectAddress): boolean {
  return a.bucket === b.bucket && a.key === b.key;
}
