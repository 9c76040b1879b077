import { beforeAll, describe, expect, it } from 'vitest';
import { World } from './world.ts';

/** Every way in which oclif's own grammar differs from that of aws. */
describe('the grammar of aws', () => {
  const world = new World();

  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    for (const name of ['a.txt', 'b.log', 'sub/c.txt', 'sub/d.log']) world.write(`t/${name}`, name);
  });

  const error = (message: string) => ({
    code: 252,
    stdout: '',
    stderr: `\ndeltaglider: [ERROR]: ${message}\n`,
  });

  it('does not let a pattern swallow the paths', async () => {
    const { code, stdout } = await world.run([
      'cp',
      '--exclude',
      '*.log',
      't',
      's3://bkt/1',
      '-r',
      '--dryrun',
    ]);
    expect(code).toBe(0);
    expect(stdout.split('\n').sort()).toEqual([
      '',
      '(dryrun) upload: t/a.txt to s3://bkt/1/a.txt',
      '(dryrun) upload: t/sub/c.txt to s3://bkt/1/sub/c.txt',
    ]);
  });

  it('keeps the order of patterns: the last match wins', async () => {
    const copy = async (...filters: string[]) => {
      const { stdout } = await world.run(['cp', '-r', 't', 's3://bkt', '--dryrun', ...filters]);
      return stdout.split('\n').filter((line) => line !== '').length;
    };
    expect(await copy('--exclude', '*', '--include', '*.txt')).toBe(2);
    expect(await copy('--include', '*.txt', '--exclude', '*')).toBe(0);
    expect(await copy('--exclude', '*', '--include', '*', '--exclude', 'sub/*')).toBe(2);
  });

  it('lets the last of a repeated flag win', async () => {
    const copy = (...ratios: string[]) =>
      world.run([
        'cp',
        't/a.txt',
        's3://bkt/k',
        ...ratios.flatMap((each) => ['--max-ratio', each]),
      ]);
    expect(await copy('7', '0.5')).toMatchObject({ code: 0, stderr: '' });
    expect(await copy('0.5', '7')).toMatchObject({ code: 252 });
  });

  it('expands abbreviations', async () => {
    const outcome = await world.run(['cp', '--recurs', '--dryr', 't', 's3://bkt', '--excl=*']);
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('takes --dry-run as well', async () => {
    const { stdout } = await world.run(['rm', 's3://bkt/x', '--dry-run']);
    expect(stdout).toBe('(dryrun) delete: s3://bkt/x\n');
  });

  it('never reads a path from standard input', async () => {
    const outcome = await world.run(['cp', 't/a.txt'], { input: 's3://bkt/from-stdin\n' });
    expect(outcome).toEqual(error('the following arguments are required: destination'));
  });

  it.each([
    ['missing paths', 'cp', 'the following arguments are required: source, destination'],
    ['one path too many', 'rm s3://bkt/a s3://bkt/b', 'Unknown options: s3://bkt/b'],
    [
      'a value for a boolean',
      'rm s3://bkt/a --dryrun=true',
      "argument --dryrun: ignored explicit argument 'true'",
    ],
    ['a missing value', 'cp a s3://b --exclude', 'argument --exclude: expected one argument'],
    [
      'an ambiguous word',
      'cp a s3://b --content x',
      'ambiguous option: --content could match --content-type, --content-disposition, --content-encoding, --content-language',
    ],
  ])('ends with 252 and one line at column 0 for %s', async (_, line, message) => {
    const outcome = await world.run(line.split(' '));
    expect(outcome).toEqual(error(message));
  });

  it('suggests flags', async () => {
    const outcome = await world.run(['ls', '--recusrive']);
    expect(outcome).toEqual(error('Unknown options: --recusrive\nDid you mean --recursive?'));
  });

  it.each(['cp', 'cp --bogus', 'ls --recursive=1', 'mb foo'])(
    'ends with the same code with --json: %s',
    async (line) => {
      const { code, stdout, stderr } = await world.run([...line.split(' '), '--json']);
      expect([code, stderr]).toEqual([252, '']);
      expect(JSON.parse(stdout)).toMatchObject({ type: 'error' });
    },
  );

  it('writes nothing at all with --quiet', async () => {
    for (const line of ['cp --quiet', 'ls s3://none -q', 'rm s3://bkt/none --quiet']) {
      const { stdout, stderr } = await world.run(line.split(' '));
      expect([stdout, stderr]).toEqual(['', '']);
    }
  });

  it('takes everything behind -- for a path', async () => {
    world.write('--odd', 'odd');
    const { code, stdout } = await world.run(['cp', '--', '--odd', 's3://bkt/']);
    expect([code, stdout]).toEqual([0, 'upload: ./--odd to s3://bkt/--odd\n']);
  });
});
