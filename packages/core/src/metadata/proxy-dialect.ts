import type { ObjectProperties, StoredObject } from '../ports/storage-port.ts';
import { readFields } from './field.ts';

type Metadata = Readonly<Record<string, string>>;

const PROXY_TOOL = 'deltaglider_proxy';
const USER_PREFIX = 'user-';

/** Whether the proxy wrote the object: it keeps the user's own metadata in a way of its own. */
export function isOfProxy(metadata: Metadata): boolean {
  return readFields(metadata).get('tool')?.startsWith(PROXY_TOOL) === true;
}

/** The user's own metadata of an object of the proxy. */
export function proxyUserMetadata(metadata: Metadata): Record<string, string> {
  const user: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata)) {
    if (!name.startsWith(USER_PREFIX)) continue;
    const own = name.slice(USER_PREFIX.length);
    // Marks of the proxy itself: encryption, replication, lifecycle.
    if (!own.startsWith('dg-')) user[own] = value;
  }
  return user;
}

/** How the proxy encrypted the object's bytes, like `aes-256-gcm-v1`; `undefined` when it did not. */
export function proxyEncryption(metadata: Metadata): string | undefined {
  if (!isOfProxy(metadata)) return undefined;
  const marks = [metadata['user-dg-encrypted'], metadata['dg-encrypted']];
  return marks.find((mark) => mark !== undefined && mark !== '');
}

/** The properties that the user gave: the proxy keeps the Content-Type among the metadata. */
export function logicalProperties({ metadata, properties }: StoredObject): ObjectProperties {
  const contentType = isOfProxy(metadata) ? metadata['content-type'] : undefined;
  return contentType === undefined || contentType === ''
    ? properties
    : { ...properties, contentType };
}
