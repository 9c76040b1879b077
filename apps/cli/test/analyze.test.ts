import { beforeEach, describe, expect, it } from 'vitest';
import { release, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
  for (const version of ['1', '2', '3']) world.write(`tree/app/v${version}.zip`, release(version));
  world.write('tree/notes.txt', 'notes');
});

const fill = () => world.ok('cp -r tree s3://bkt --no-delta -q');

describe('analyze', () => {
  it('predicts what a migration saves', async () => {
    await fill();
    const { code, stdout, stderr } = await world.run(['analyze', 's3://bkt']);
    expect([code, stderr]).toEqual([
      0,
      'Reading 3 object(s), 585.9 KiB, in 9 request(s) to encode 2 of them ...\n',
    ]);
    expect(stdout.split('\n')).toEqual([
      'Objects:       4 in 2 deltaspace(s)',
      'Today:         585.9 KiB',
      expect.stringMatching(/^Predicted: {5}195\.\d KiB$/),
      'Saved:         66.6%',
      'Confidence:    exact: 2 of 2 object(s) encoded, 100.0% of bytes',
      'Never deltas:  1 object(s), 5 Bytes',
      '',
      'Most is saved in:',
      expect.stringMatching(
        /^ {3}66\.6% {2}s3:\/\/bkt\/app\/ {2}585\.9 KiB to 195\.\d KiB, 2 encoded$/,
      ),
      '',
    ]);
    await world.ok('mb s3://new');
    await world.ok('migrate s3://bkt s3://new -y -q');
    expect((await world.ok('du -s s3://new')).stdout).toContain('66.6%');
  });

  it('writes one document for programs, which has the money as well', async () => {
    await fill();
    const { stdout } = await world.ok('analyze s3://bkt/app --json --price-per-gb-month 0.023');
    const { money, ...analysis } = JSON.parse(stdout) as Record<string, unknown>;
    expect(analysis).toMatchObject({
      objects: 3,
      today: 600_000,
      confidence: 'exact',
      sample: { objects: 2, bytes: 400_000, bytesRead: 600_000, unread: 0 },
      worst: [],
    });
    expect(money).toMatchObject({ pricePerGigabyteMonth: 0.023 });
    const text = await world.ok('analyze s3://bkt/app --price-per-gb-month 20');
    expect(text.stdout).toMatch(/^Per month: +0\.011 today, 0\.0037 predicted$/m);
  });

  it('reads no more than it may', async () => {
    await fill();
    const { stdout, stderr } = await world.ok('analyze s3://bkt --max-bytes 450000');
    expect(stderr).toMatch(/^Reading 2 object\(s\), 390\.6 KiB, in 6 request\(s\) to encode 1 of/);
    expect(stdout).toMatch(/^Confidence: +low: 1 of 2 object\(s\) encoded, 50\.0% of bytes$/m);
    expect(stdout).toMatch(/^Saved: +\S+ \(\S+ to \S+\)$/m);
    const none = await world.ok('analyze s3://bkt --max-bytes 100');
    expect(none.stderr).toBe('');
    expect(none.stdout).toMatch(/^Too large to try: +2 object\(s\), 390\.6 KiB$/m);
    expect(none.stdout).toMatch(/^Confidence: +none/m);
  });

  it('takes a directory, filters, and the settings of deltas', async () => {
    const said = async (line: string) => (await world.ok(`analyze tree${line}`)).stdout;
    expect(await said('')).toMatch(/^Saved: +66\.6%$/m);
    expect(await said('')).toContain('./app/');
    expect(await said(' --exclude *v3*')).toMatch(/^Objects: +3 in 2 /m);
    expect(await said(' --min-delta-size 1000000')).toMatch(/^Saved: +0\.0%$/m);
    expect(await said(' --delta-suffixes .tar')).toMatch(/^Never deltas: +4 object/m);
  });

  it('finds nothing more to save where everything is a delta', async () => {
    await world.ok('cp -r tree s3://bkt -q');
    const { stdout } = await world.ok('analyze s3://bkt');
    expect(stdout).toMatch(/^Saved: +0\.0%$/m);
    expect(stdout).toMatch(/^Deltas already: +3 object\(s\), 195\.\d KiB$/m);
  });

  it.each([
    ['analyze', 252, 'the following arguments are required: target'],
    ['analyze s3://none', 254, 'none'],
    ['analyze none', 252, 'does not exist.'],
    ['analyze s3://bkt/none', 1, 'Nothing is below s3://bkt/none.'],
    ['analyze s3://bkt --sample 0', 252, 'sample'],
    ['analyze s3://bkt --max-bytes 1PB', 252, 'argument --max-bytes: 1PB is not a size.'],
    ['analyze s3://bkt --price-per-gb-month free', 252, 'free is not a price.'],
  ])('refuses %s', async (line, exit, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
  });
});
