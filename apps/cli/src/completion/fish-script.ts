import type { CompletionTable, CompletionWord } from './completion-table.ts';

/** Fish, as a file in its `completions` directory. Where nothing is offered, it completes paths. */
export function fishScript({ bin, places, values }: CompletionTable): string {
  const lines = [...places].flatMap(([id, { commands, flags }]) => {
    const at = `complete -c ${bin} -n ${quotedForFish(`__${bin}_at ${quotedForFish(id)}`)}`;
    return [
      ...commands.map((each) => `${at} -f -a ${quotedForFish(each.word)}${about(each)}`),
      ...flags.map((each) => `${at} ${option(each.word)}${valueOf(each, values)}${about(each)}`),
    ];
  });
  return `# fish completion for ${bin}
function __${bin}_at
    set -l typed (commandline -opc)[2..]
    set -l wanted (string split -n ' ' -- $argv[1])
    set -l count (count $wanted)
    test $count -eq 0; and test (count $typed) -eq 0; and return 0
    test $count -gt 0; and test (count $typed) -ge $count; and test "$typed[1..$count]" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function option(word: string): string {
  return word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
}

function valueOf({ word }: CompletionWord, values: CompletionTable['values']): string {
  const offered = values.get(word);
  if (offered === undefined) return '';
  return offered.length === 0 ? ' -r' : ` -x -a ${quotedForFish(offered.join(' '))}`;
}

function about({ summary }: CompletionWord): string {
  return summary === '' ? '' : ` -d ${quotedForFish(summary)}`;
}

function quotedForFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
