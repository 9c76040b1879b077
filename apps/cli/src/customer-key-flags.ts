import { withGrammar } from '@deltaglider/cli-kit';
import { Flags } from '@oclif/core';

const helpGroup = 'OBJECT';

const algorithm = (summary: string) =>
  withGrammar(Flags.string({ summary, helpGroup, options: ['AES256'] }), { valueless: 'AES256' });
const key = (summary: string) => Flags.string({ summary, helpGroup, helpValue: 'fileb://<path>' });

/** Keys that the store does not keep; what has one is stored whole. */
export const customerKeyFlags = {
  'sse-c': algorithm('Encryption with a key of your own; AES256 when no value is given'),
  'sse-c-key': key('That key: a file of 32 bytes'),
  'sse-c-copy-source': algorithm('How the source of a copy is encrypted, likewise'),
  'sse-c-copy-source-key': key('The key of that source: a file of 32 bytes'),
};
