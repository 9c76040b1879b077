import { closestWord, usageError } from '@deltaglider/cli-kit';
import type { Hook } from '@oclif/core';

const hook: Hook.CommandNotFound = async ({ id, config }) => {
  // oclif joins all words up to the first flag.
  const [word = ''] = id.split(':');
  const near = closestWord(word, config.commandIDs);
  const hint = near === undefined ? `See ${config.bin} --help.` : `Did you mean ${near}?`;
  throw usageError(`${word} is not a command.`, hint);
};

export default hook;
