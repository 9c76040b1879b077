const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const PATTERN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Whether S3 would take this as the name of a bucket: 3 to 63 characters, lower-case, no address. */
export function isBucketName(name: string): boolean {
  return name.length >= 3 && name.length <= 63 && PATTERN.test(name) && !IPV4.test(name);
}
