import { parseMetadata } from '@deltaglider/cli-kit';
import type { ObjectProperties } from '@deltaglider/core';
import { Flags } from '@oclif/core';

const helpGroup = 'OBJECT';

const property = (summary: string, helpValue: string) =>
  Flags.string({ summary, helpGroup, helpValue });

/** What is kept with an object beside its bytes. */
export const objectFlags = {
  'content-type': property('The media type, instead of a guess from the name', '<type>'),
  'guess-mime-type': Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Guess the media type of uploads from their names',
    helpGroup,
  }),
  metadata: property('Names and values to keep with the object: a=b,c=d or JSON', '<map>'),
  'cache-control': property('How caches may keep the object', '<text>'),
  'content-disposition': property('How browsers present the object', '<text>'),
  'content-encoding': property('What the bytes are encoded with', '<text>'),
  'content-language': property('The language that the content is in', '<text>'),
  expires: property('When caches must forget the object', '<date>'),
  'website-redirect': property('Where a website sends those who ask for it', '<url>'),
};

type ObjectFlagValues = {
  readonly [K in keyof typeof objectFlags]?: K extends 'guess-mime-type'
    ? boolean
    : string | undefined;
};

/** Metadata and properties as the flags give them; `undefined` where they give none. */
export function toObjectOptions(flags: ObjectFlagValues): {
  readonly metadata: Record<string, string> | undefined;
  readonly properties: ObjectProperties | undefined;
} {
  const given: Record<keyof ObjectProperties, string | undefined> = {
    contentType: flags['content-type'],
    cacheControl: flags['cache-control'],
    contentDisposition: flags['content-disposition'],
    contentEncoding: flags['content-encoding'],
    contentLanguage: flags['content-language'],
    expires: flags.expires,
    websiteRedirect: flags['website-redirect'],
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    metadata: flags.metadata === undefined ? undefined : parseMetadata(flags.metadata),
    properties: entries.length === 0 ? undefined : Object.fromEntries(entries),
  };
}
