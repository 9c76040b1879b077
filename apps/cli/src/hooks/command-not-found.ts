import { closestWord, usageError } from '@deltaglider/cli-kit';
import type { Hook } from '@oclif/core';

const hook: Hook.CommandNotFound = async ({ id, config }) => {
  // oclif joins all words up to the first flag.
  const [word = ''] = id.split(':');
  if (word.startsWith('-')) {
    throw usageError(
      `${word} stands before the command.`,
      `Flags come after it; see ${config.bin} --help.`,
    );
  }
  const near = closestWord(word, config.commandIDs);
  const hint = near === undefined ? `See ${config.bin} --help.` : `Did you mean ${near}?`;
  throw usageError(`${word} is not a command.`, hint);
};

export default hook;
