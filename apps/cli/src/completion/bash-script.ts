import type { CompletionTable, CompletionWord } from './completion-table.ts';
import { quoted } from './quoted.ts';

/** Bash from 3.2 on, which macOS has: no associative arrays. Where nothing is offered, it completes paths. */
export function bashScript({ bin, places, values }: CompletionTable): string {
  const name = `_${bin}`;
  const ids = [...places.keys()].filter((id) => id !== '').map((id) => id.replaceAll(' ', ':'));
  const offers = [...values].map(
    ([flag, words]) => `    ${quoted(flag)}) offers=${quoted(words.join(' '))}; value=1 ;;`,
  );
  const cases = [...places].map(
    ([id, { commands, flags }]) =>
      `    ${quoted(id.replaceAll(' ', ':'))}) commands=${list(commands)}; flags=${list(flags)} ;;`,
  );
  return `# bash completion for ${bin}
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local id='' value='' offers='' commands='' flags='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${id:+$id:}\${COMP_WORDS[i]}"
    case ${quoted(` ${ids.join(' ')} `)} in
      *" $word "*) id="$word" ;;
      *) id="\${id:--}"; break ;;
    esac
  done
  case "$prev" in
${offers.join('\n')}
  esac
  case "$id" in
${cases.join('\n')}
  esac
  if [ -z "$value" ]; then
    case "$cur" in
      -*) offers="$flags" ;;
      *) offers="$commands" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$offers" -- "$cur"))
}
complete -o default -F ${name} ${bin}
`;
}

function list(words: readonly CompletionWord[]): string {
  return quoted(words.map(({ word }) => word).join(' '));
}
