import type { CompletionTable, CompletionWord } from './completion-table.ts';
import { quoted } from './quoted.ts';

/** Zsh, with its own `commands` left alone, sourced after `compinit` or as `_program` in a directory of `$fpath`. */
export function zshScript({ bin, places, values }: CompletionTable): string {
  const name = `_${bin}`;
  const ids = [...places.keys()].filter((id) => id !== '').map((id) => quoted(id));
  const offers = [...values].map(
    ([flag, words]) =>
      `    (${quoted(flag)}) offers=(${words.map((word) => quoted(word)).join(' ')}); value=1 ;;`,
  );
  const cases = [...places].map(([id, { commands, flags }]) =>
    [`    (${quoted(id)})`, ` actions=(${list(commands)})`, ` flags=(${list(flags)})`].join(
      '\n      ',
    ),
  );
  return `#compdef ${bin}
${name}() {
  local id='' value='' word i
  local -a ids offers actions flags
  ids=(${ids.join(' ')})
  for ((i = 2; i < CURRENT; i++)); do
    word="\${id:+$id }\${words[i]}"
    if (( \${ids[(Ie)$word]} )); then id="$word"; else id="\${id:--}"; break; fi
  done
  case "\${words[CURRENT-1]}" in
${offers.join('\n')}
  esac
  case "$id" in
${cases.map((each) => `${each}\n      ;;`).join('\n')}
  esac
  if [[ -n "$value" ]]; then
    if (( $#offers )); then compadd -- $offers; else _files; fi
  elif [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option flags
  elif (( $#actions )); then
    _describe command actions
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == ${name} ]]; then ${name} "$@"; else compdef ${name} ${bin}; fi
`;
}

/** A colon divides word and summary. */
function list(words: readonly CompletionWord[]): string {
  return words
    .map(({ word, summary }) => quoted(`${word.replaceAll(':', '\\:')}:${summary}`))
    .join(' ');
}
