import { beforeEach, describe, expect, it } from 'vitest';
import { documents, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
});

describe('doctor', () => {
  it('finds no problem, and leaves nothing in the bucket', async () => {
    const { code, stdout, stderr } = await world.run(['doctor', 's3://bkt']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok {7}temporary directory: /m);
    expect(stdout).toMatch(/^ok {7}conditional writes: The store honours conditions on writes\.$/m);
    expect(stdout).toMatch(/\n\d+ ok, \d+ warning\(s\), 0 problem\(s\), 0 skipped\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(world.files('store')).toEqual([]);
  });

  it('ends with 1 for a problem, and says what to do', async () => {
    const { code, stdout } = await world.run(['doctor', 's3://none']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'problem  bucket: The bucket none does not exist.\n' +
        '         Create it: deltaglider mb s3://none\n',
    );
  });

  it('checks the machine also where the store cannot be opened', async () => {
    const { code, stdout } = await world.run(['doctor'], { env: { DG_STORE: 's3:?x=y' } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {7}codec: /m);
    expect(stdout).toMatch(/^problem {2}store: "s3:\?x=y" is not the URL of a store\.$/m);
    const other = await world.run(['doctor'], { env: { DG_STORE: 'gopher://store' } });
    expect(other.stdout).toMatch(/^problem {2}store: No backend is known for gopher: URLs\.$/m);
  });

  it('is JSON when asked to', async () => {
    const { code, stdout } = await world.run(['doctor', '--json']);
    expect(code).toBe(0);
    const found = documents(stdout);
    expect(found[0]).toMatchObject({ type: 'check', check: 'node' });
    expect(found.at(-2)).toMatchObject({ type: 'check', check: 'bucket', status: 'skipped' });
    expect(found.at(-1)).toMatchObject({ type: 'summary', problem: 0, skipped: 1 });
  });

  it('refuses what is no bucket', async () => {
    expect((await world.run(['doctor', 'bkt'])).code).toBe(252);
  });
});
