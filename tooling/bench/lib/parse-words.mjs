import { parseArgs } from 'node:util';
import { releaseSets } from './data/release-sets.mjs';

/**
 * What the command line asks for: `{ names, options }`, the cases and what they are told. Ends the process after
 * `--list`, and with status 2 for a name that is not known.
 */
export function parseWords(words, cases) {
  const { values, positionals } = parse(words.filter((word) => word !== '--'));
  if (values.list === true) {
    console.log(Object.keys(cases).join('\n'));
    console.log(`\nSets of releases: ${Object.keys(releaseSets).join(', ')}`);
    process.exit(0);
  }
  assertKnown('case', positionals, Object.keys(cases));
  assertKnown('set', values.set ?? [], Object.keys(releaseSets));
  const names = Object.keys(cases).filter(
    (name) => positionals.length === 0 || positionals.includes(name),
  );
  return { names, options: { codecs: values.codec, sets: values.set } };
}

function parse(words) {
  const options = {
    list: { type: 'boolean' },
    set: { type: 'string', multiple: true },
    codec: { type: 'string', multiple: true },
  };
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    return refuse(error.message);
  }
}

function assertKnown(kind, names, known) {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    refuse(`There is no ${kind} ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  }
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
