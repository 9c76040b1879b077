import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf, World, type Outcome } from './world.ts';

const SIZE = 96 << 20;
const content = randomBytes(SIZE);

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
});

/** Sends a signal as soon as the command has reported progress. */
async function interrupt(args: string[], signal: NodeJS.Signals): Promise<Outcome> {
  const child = world.start(args);
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (seen.includes('"progress"')) return;
    seen += chunk.toString();
    if (seen.includes('"progress"')) child.kill(signal);
  });
  return await outcomeOf(child);
}

const cancelled = (by: string) =>
  `"error":{"code":"CANCELLED","message":"cancelled: ${by} received"}`;
const BY = { SIGINT: 'ctrl-c', SIGTERM: 'SIGTERM' } as const;

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('in the middle of an upload leaves no object and no temporary file', async () => {
    world.write('big.zip', content);
    const { code, stdout } = await interrupt(['cp', '--json', 'big.zip', 's3://bkt/'], signal);
    expect(code).toBe(130);
    expect(stdout).toContain(cancelled(BY[signal]));
    expect(await world.run(['ls', 's3://bkt', '-r'])).toMatchObject({ stdout: '' });
    expect(world.files('tmp')).toEqual([]);
    expect(world.files('store').filter((name) => /tmp/i.test(name))).toEqual([]);
  });

  it('in the middle of a download leaves no file', async () => {
    world.write('big.bin', content);
    await world.ok('cp big.bin s3://bkt/ -q');
    const args = ['cp', '--json', '-r', 's3://bkt', 'out'];
    const { code, stdout } = await interrupt(args, signal);
    expect(code).toBe(130);
    expect(stdout).toContain(cancelled(BY[signal]));
    expect(world.files('work')).toEqual(['big.bin']);
    expect(world.files('tmp')).toEqual([]);
  });
});

it('gives up waiting for standard input', async () => {
  const child = world.start(['cp', '--json', '-', 's3://bkt/k']);
  child.stdout.once('data', () => child.kill('SIGINT'));
  child.stdin.on('error', () => undefined);
  child.stdin.write('some');
  const { code, stdout } = await outcomeOf(child);
  expect(code).toBe(130);
  expect(stdout).toContain(cancelled('ctrl-c'));
  expect(await world.run(['ls', 's3://bkt', '-r'])).toMatchObject({ stdout: '' });
  expect(world.files('tmp')).toEqual([]);
});

it('says so in one line', async () => {
  world.write('big.zip', content);
  const child = world.start(['cp', '--debug', 'big.zip', 's3://bkt/']);
  child.stderr.once('data', () => child.kill('SIGINT'));
  const { code, stdout, stderr } = await outcomeOf(child);
  expect([code, stdout]).toEqual([130, '']);
  const lines = stderr.split('\n').filter((line) => !line.startsWith('debug:'));
  expect(lines).toEqual(['cancelled: ctrl-c received', '']);
});
