import { describe, expect, it } from 'vitest';
import type { FlagShape } from './flag-table.ts';
import { normalizeArgv } from './normalize-argv.ts';

const flags: Record<string, FlagShape> = {
  recursive: { type: 'boolean', char: 'r' },
  quiet: { type: 'boolean', char: 'q' },
  dryrun: { type: 'boolean', aliases: ['dry-run'] },
  progress: { type: 'boolean', allowNo: true },
  exclude: { type: 'option', multiple: true },
  include: { type: 'option', multiple: true },
  acl: { type: 'option', char: 'a' },
  'content-type': { type: 'option' },
  'content-language': { type: 'option' },
  grants: { type: 'option', multiple: true, continues: /^(read|full)=/ },
  tags: { type: 'option', multiple: true, words: 2 },
  sse: { type: 'option', valueless: 'AES256', options: ['AES256', 'aws:kms'] },
};

const normalize = (...argv: string[]) => normalizeArgv(argv, flags);

describe('normalizeArgv', () => {
  it('leaves positionals, a lone dash and everything behind -- alone', () => {
    expect(normalize('a', '-', '--', '--bogus', '-x')).toEqual(['a', '-', '--', '--bogus', '-x']);
  });

  it('keeps positionals behind a pattern', () => {
    const argv = ['--exclude', '*.log', 'src', 's3://dst'];
    expect(normalize(...argv)).toEqual(argv);
  });

  it('keeps the order of patterns across both flags', () => {
    const argv = ['--exclude', '*', '--include', '*.zip', '--exclude', 'a*'];
    expect(normalize(...argv)).toEqual(argv);
  });

  it.each([
    ['--recurs', '--recursive'],
    ['--dryr', '--dryrun'],
    ['--dry-run', '--dryrun'],
    ['--dry', '--dryrun'],
    ['--no-prog', '--no-progress'],
  ])('expands %s to %s', (word, whole) => {
    expect(normalize(word)).toEqual([whole]);
  });

  it('expands an abbreviation with a value', () => {
    expect(normalize('--exc', 'a', '--exc=b')).toEqual(['--exclude', 'a', '--exclude=b']);
  });

  it('takes as many words as a flag has', () => {
    expect(normalize('--tags', 'a', 'b', 's3://c', '--tags', 'd', 'e')).toEqual([
      '--tags',
      'a',
      '--tags',
      'b',
      's3://c',
      '--tags',
      'd',
      '--tags',
      'e',
    ]);
    expect(() => normalize('s3://c', '--tags', 'a')).toThrow('--tags: expected 2 arguments');
    expect(() => normalize('--tags', 'a', '--quiet')).toThrow('--tags: expected 2 arguments');
  });

  it('refuses an abbreviation of several flags, and names them', () => {
    expect(() => normalize('--content', 'x')).toThrow(
      'ambiguous option: --content could match --content-type, --content-language',
    );
  });

  it('takes an exact name even when it abbreviates another', () => {
    const shapes: Record<string, FlagShape> = {
      de: { type: 'boolean' },
      delta: { type: 'boolean' },
    };
    expect(normalizeArgv(['--de'], shapes)).toEqual(['--de']);
  });

  it('lets the last value win, wherever the flag stands', () => {
    expect(normalize('--acl', 'a', 'src', '--acl=b', 'dst', '-a', 'c')).toEqual([
      'src',
      'dst',
      '--acl',
      'c',
    ]);
  });

  it('lets the last of a flag and its negation win', () => {
    expect(normalize('--no-progress', '--progress')).toEqual(['--progress']);
    expect(normalize('--progress', '--no-progress')).toEqual(['--no-progress']);
  });

  it('gives a flag without a value its default', () => {
    expect(normalize('--sse')).toEqual(['--sse', 'AES256']);
    expect(normalize('--sse', '--recursive')).toEqual(['--sse', 'AES256', '--recursive']);
    expect(normalize('--sse', 'a.txt', 's3://b')).toEqual(['--sse', 'AES256', 'a.txt', 's3://b']);
    expect(normalize('--sse', 'aws:kms', 'a.txt')).toEqual(['--sse', 'aws:kms', 'a.txt']);
  });

  it('gives a flag with many values the words that can only be its own', () => {
    expect(normalize('--grants', 'read=a', 'full=b', 'src', 'full=c')).toEqual([
      ...['--grants', 'read=a', '--grants', 'full=b'],
      ...['src', 'full=c'],
    ]);
    expect(normalize('--grants=read=a', 'full=b')).toEqual([
      '--grants=read=a',
      '--grants',
      'full=b',
    ]);
    expect(normalize('--exclude', 'read=a', 'read=b')).toEqual(['--exclude', 'read=a', 'read=b']);
  });

  it('splits a cluster of letters', () => {
    expect(normalize('-rq')).toEqual(['--recursive', '--quiet']);
    expect(normalize('-rapublic')).toEqual(['--recursive', '--acl', 'public']);
  });

  it.each([
    [['--dryrun=true'], "argument --dryrun: ignored explicit argument 'true'"],
    [['--acl'], 'argument --acl: expected one argument'],
    [['--exclude', '--recursive'], 'argument --exclude: expected one argument'],
    [['--bogus', 'a', '-z'], 'Unknown options: --bogus, -z'],
    [['--'.concat('=x')], 'Unknown options: --=x'],
  ])('refuses %j', (argv, message) => {
    expect(() => normalize(...argv)).toThrow(
      expect.objectContaining({ message, exitCode: 252 }) as Error,
    );
  });

  it('takes a dash and negative numbers as values', () => {
    expect(normalize('--acl', '-')).toEqual(['--acl', '-']);
    expect(normalize('--acl', '-1')).toEqual(['--acl', '-1']);
  });

  it('suggests what was probably meant', () => {
    expect(() => normalize('--recusrive')).toThrow(
      expect.objectContaining({ details: { hint: 'Did you mean --recursive?' } }) as Error,
    );
  });
});
