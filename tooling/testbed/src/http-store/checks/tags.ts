import { refuse } from '../s3-error.ts';
import type { Tag } from '../store/stored-object.ts';
import { children, childText, readXml } from '../wire/xml-reader.ts';

/** Tags of the `x-amz-tagging` header, which is written like a query. @throws S3Error. */
export function tagsOfHeader(header: string | undefined): Tag[] {
  if (header === undefined) return [];
  const pairs = [...new URLSearchParams(header)];
  return checked(pairs.map(([key, value]) => ({ key, value })));
}

/** Tags of a Tagging document. @throws S3Error. */
export function tagsOfXml(body: Buffer): Tag[] {
  const [set] = children(readXml(body.toString()), 'TagSet');
  if (set === undefined) throw refuse.malformedXml();
  return checked(
    children(set, 'Tag').map((tag) => ({
      key: childText(tag, 'Key') ?? '',
      value: childText(tag, 'Value') ?? '',
    })),
  );
}

function checked(tags: Tag[]): Tag[] {
  if (tags.length > 10) {
    throw refuse.badRequest('BadRequest', 'Object tags cannot be greater than 10');
  }
  for (const { key, value } of tags) {
    if (key === '' || key.length > 128) {
      throw refuse.badRequest('InvalidTag', 'The TagKey you have provided is invalid', {
        TagKey: key,
      });
    }
    if (value.length > 256) {
      throw refuse.badRequest('InvalidTag', 'The TagValue you have provided is invalid', {
        TagValue: value,
      });
    }
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) {
    throw refuse.badRequest('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  return tags;
}
