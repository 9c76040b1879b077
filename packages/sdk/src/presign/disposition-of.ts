import { nameOf, type LogicalObject } from '@deltaglider/core';

/**
 * The Content-Disposition of a copy that has another name: the object's own where that has a file name, else with
 * the object's name added. ASCII, as headers are.
 */
export function dispositionOf({
  address,
  properties,
}: Pick<LogicalObject, 'address' | 'properties'>): string {
  const own = properties.contentDisposition?.trim() ?? '';
  if (/;\s*filename\*?\s*=/i.test(own)) return own;
  const name = nameOf(address.key);
  const plain = name.replaceAll(/["\\]|[^\x20-\x7e]/gu, '_');
  const parameters = [`filename="${plain}"`];
  // Old programs read the first one, all others the second.
  if (plain !== name) parameters.push(`filename*=UTF-8''${encodeValue(name)}`);
  return [own === '' ? 'attachment' : own, ...parameters].join('; ');
}

/** As RFC 8187 wants it, which allows fewer characters than URLs do. */
function encodeValue(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
