import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { World } from './world.ts';

const world = new World();
const script = (shell: string) => join(world.work, `completion.${shell}`);

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await world.ok(`completion ${shell}`);
    world.write(`completion.${shell}`, stdout);
  }
});

/** What a shell offers for the last of the words. */
type Complete = (words: readonly string[]) => readonly string[];

const inBash: Complete = (words) => {
  const program = `. "$1"; shift; COMP_WORDS=(deltaglider "$@"); COMP_CWORD=$#
    _deltaglider; printf '%s\n' "\${COMPREPLY[@]}"`;
  return offered(run('bash', ['-c', program, 'bash', script('bash'), ...words]));
};

/** Completions of zsh come by its builtins; these write what they are given. */
const inZsh: Complete = (words) => {
  const program = `compdef() { }; _files() { }
    _describe() { [[ $1 == -o ]] && shift; print -l -- \${\${(P)2}%%:*}; }
    compadd() { shift; print -l -- "$@"; }
    . "$1"; shift; words=(deltaglider "$@"); CURRENT=$#words; _deltaglider`;
  const all = offered(run('zsh', ['-f', '-c', program, 'zsh', script('zsh'), ...words]));
  return all.filter((word) => word.startsWith(words.at(-1) ?? ''));
};

const inFish: Complete = (words) => {
  const program = '. $argv[1]; complete -C "deltaglider $argv[2]"';
  const lines = offered(run('fish', ['-N', '-c', program, script('fish'), words.join(' ')]));
  return lines.map((line) => line.split('\t')[0] ?? '');
};

function run(shell: string, args: readonly string[]): string {
  return execFileSync(shell, args, { cwd: world.directory('empty'), encoding: 'utf8' });
}

function offered(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

const shells: readonly (readonly [string, Complete])[] = [
  ['bash', inBash],
  ['zsh', inZsh],
  ['fish', inFish],
];

describe.each(shells)('%s', (shell, complete) => {
  const isThere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  if (!isThere) {
    it('is needed', () => {
      if (process.env.DG_REQUIRE_SHELLS === '1') throw new Error(`${shell} is not installed.`);
      console.warn(`NOT RUN: completion in ${shell}, which is not installed.`);
    });
    return;
  }

  it('offers commands', () => {
    const commands = complete(['']);
    expect(commands).toEqual(expect.arrayContaining(['cp', 'ls', 'verify', 'completion']));
    expect(commands).not.toContain('--codec');
    expect(complete(['ver'])).toEqual(['verify']);
  });

  it('offers the flags of the command', () => {
    expect(complete(['cp', '--cod'])).toEqual(['--codec']);
    expect([...complete(['cp', 'a.zip', '--rec'])]).toEqual(['--recursive']);
    expect(complete(['ls', '--cod'])).toEqual([]);
    expect([...complete(['cp', '--no-p'])].sort()).toEqual(['--no-progress']);
    expect(complete(['cp', '--page'])).toEqual([]);
  });

  it('offers the values that a flag can have', () => {
    expect([...complete(['cp', '--codec', ''])].sort()).toEqual([
      'archive',
      'archive:fastest',
      'archive:smallest',
      'auto',
      'xdelta3',
    ]);
    expect(complete(['cp', '--cache-backend', 'd'])).toEqual(['disk']);
  });

  it('leaves paths to the shell', () => {
    expect(complete(['cp', ''])).toEqual([]);
    expect(complete(['cp', '--store', ''])).toEqual([]);
    expect(complete(['nonsense', ''])).toEqual([]);
  });
});

describe('completion', () => {
  it('is refused for other shells', async () => {
    const { code, stderr } = await world.run(['completion', 'tcsh']);
    expect(code).toBe(252);
    expect(stderr).toContain('Expected tcsh to be one of: bash, zsh, fish');
  });

  it('is a document for programs', async () => {
    const { stdout } = await world.ok('completion bash --json');
    expect(JSON.parse(stdout)).toMatchObject({
      shell: 'bash',
      script: expect.stringContaining('complete -o default -F _deltaglider deltaglider') as string,
    });
  });
});
