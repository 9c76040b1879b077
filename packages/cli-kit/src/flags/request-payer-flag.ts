import { Flags } from '@oclif/core';
import { withGrammar } from './with-grammar.ts';

/** For buckets whose owner does not pay; it stands in every request of the command. */
export const requestPayerFlag = {
  'request-payer': withGrammar(
    Flags.string({
      summary: 'Pay for requests to a bucket of others; requester when no value is given',
      options: ['requester'],
    }),
    { valueless: 'requester' },
  ),
};
