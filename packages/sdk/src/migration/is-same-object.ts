import { readFields, type LogicalObject, type ObjectProperties } from '@deltaglider/core';

const MD5 = /^[0-9a-f]{32}$/;

/**
 * Whether an object at the destination is the one of the source: the same content, by digest or by the MD5 that an
 * ETag is, and the same metadata, properties and number of tags. What cannot be told is not the same.
 */
export function isSameObject(source: LogicalObject, copy: LogicalObject): boolean {
  return (
    source.size === copy.size &&
    hasSameContent(source, copy) &&
    hasSameEntries(source.metadata, copy.metadata) &&
    keepsProperties(source.properties, copy.properties) &&
    (source.physical.tagCount ?? 0) === (copy.physical.tagCount ?? 0)
  );
}

/** One that is not ours has no digest, and is to become ours. */
function hasSameContent(source: LogicalObject, copy: LogicalObject): boolean {
  if (copy.sha256 === undefined) return false;
  if (source.sha256 !== undefined) return source.sha256 === copy.sha256;
  const md5 = readFields(copy.physical.metadata).get('md5')?.toLowerCase();
  return md5 !== undefined && MD5.test(md5) && source.etag === md5;
}

function hasSameEntries(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  );
}

/** A store gives what has no media type one of its own. */
function keepsProperties(source: ObjectProperties, copy: ObjectProperties): boolean {
  const { contentType, ...given } = source;
  const { contentType: copied, ...others } = copy;
  if (contentType !== undefined && contentType !== copied) return false;
  return hasSameEntries(present(given), present(others));
}

function present(properties: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}
