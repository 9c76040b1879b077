import { createHash } from 'node:crypto';
import { GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { bufferSource } from '@deltaglider/core';
import { createDeltaGlider } from '@deltaglider/sdk';
import { createTestClient } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, outcomeOf, release, World } from './world.ts';

/** What scripts written for aws rely on, and no other file here states. */
describe('a script written for aws finds that', () => {
  const world = new World();

  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    for (const version of ['1', '2']) world.write(`t/app/v${version}.zip`, release(version));
    world.write('t/notes.txt', 'notes\n');
    await world.ok('cp -r t s3://bkt/t -q');
    await using glider = await createDeltaGlider({ store: world.storeUrl });
    const empty = bufferSource(new Uint8Array(0));
    for (const key of ['marked/', 'marked/sub/']) {
      await glider.engine.storage.put({ bucket: 'bkt', key }, empty);
    }
    await world.ok('cp t/notes.txt s3://bkt/marked/a.txt');
  });

  it('progress never reaches a pipe, neither with nor without --no-progress', async () => {
    for (const flags of ['', ' --no-progress', ' --progress-frequency 1']) {
      const { stdout, stderr } = await world.ok(`cp t/app/v1.zip s3://bkt/progress/${flags}`);
      expect(stdout).toBe('upload: t/app/v1.zip to s3://bkt/progress/v1.zip\n');
      expect(stderr).toBe('');
    }
  });

  it('--progress-multiline writes progress on lines of standard error, not of standard output', async () => {
    const line = 'cp t/app/v1.zip s3://bkt/progress/ --progress-multiline';
    const { stdout, stderr } = await world.ok(line);
    expect(stdout).toBe('upload: t/app/v1.zip to s3://bkt/progress/v1.zip\n');
    expect(stderr).toMatch(/^\[[#-]{10}\] .+\n/);
    expect((await world.ok(`${line} --no-progress`)).stderr).toBe('');
    expect((await world.ok(`${line} --only-show-errors`)).stderr).toBe('');
  });

  it('columns of ls can be cut: the third is the logical size, the fourth the name', async () => {
    const { stdout } = await world.ok('ls --recursive --summarize s3://bkt/t/');
    const rows = stdout.split('\n').filter((row) => /^\d/.test(row));
    expect(rows.map((row) => row.trim().split(/\s+/).slice(2))).toEqual([
      ['200000', 't/app/v1.zip'],
      ['200000', 't/app/v2.zip'],
      ['6', 't/notes.txt'],
    ]);
    // References are neither listed nor counted.
    expect(stdout).toMatch(/\nTotal Objects: 3\n {3}Total Size: 400006\n$/);
  });

  it('folder markers are rows without a name, are not copied or moved, and go with rm --recursive', async () => {
    const listed = await world.ok('ls s3://bkt/marked/');
    expect(listed.stdout).toMatch(/^ +PRE sub\/\n\S+ \S+ +0 \n\S+ \S+ +6 a\.txt\n$/);
    const copied = await world.ok('cp -r s3://bkt/marked out');
    expect(copied.stdout).toBe('download: s3://bkt/marked/a.txt to out/a.txt\n');
    const moved = await world.ok('mv -r s3://bkt/marked s3://bkt/moved');
    expect(moved.stdout).toBe('move: s3://bkt/marked/a.txt to s3://bkt/moved/a.txt\n');
    const removed = await world.ok('rm -r s3://bkt/marked');
    expect(removed.stdout.split('\n').sort()).toEqual([
      '',
      'delete: s3://bkt/marked/',
      'delete: s3://bkt/marked/sub/',
    ]);
  });

  it('an absolute pattern stands for itself, and sets and ? are patterns, too', async () => {
    const left = async (...patterns: string[]) => {
      const filters = patterns.flatMap((each) => ['--exclude', each]);
      const { stdout } = await world.run(['cp', '-r', '--dryrun', 't', 's3://bkt', ...filters]);
      return stdout.split('\n').flatMap((line) => / to s3:\/\/bkt\/(.+)$/.exec(line)?.[1] ?? []);
    };
    expect(await left(`${world.work}/t/app/*`)).toEqual(['notes.txt']);
    expect(await left('app/v[!1].zip', 'note?.txt')).toEqual(['app/v1.zip']);
    expect(await left('/elsewhere/*')).toHaveLength(3);
  });

  it('the ETag of a delta is the MD5 of its file', async () => {
    const [head] = documents((await world.ok('head --json s3://bkt/t/app/v2.zip')).stdout);
    expect(head?.etag).toBe(createHash('md5').update(release('2')).digest('hex'));
  });

  it('no path means a service: unknown words, a missing bucket and a missing path differ', async () => {
    const code = async (line: string) => (await world.run(line.split(' '))).code;
    expect(await code('cp s3://bkt/t/notes.txt')).toBe(252);
    expect(await code('mv s3://bkt/none x')).toBe(1);
    expect(await code('mv none s3://bkt')).toBe(255);
    expect(await code('ls s3://nobody')).toBe(254);
    expect(await code('mv -r t/notes.txt s3://bkt/')).toBe(2);
  });

  it('the last of a repeated flag wins, one of other values than text as well', async () => {
    const { code, stderr } = await world.run(
      'cp t/notes.txt s3://bkt/last --acl private --acl mine --dryrun'.split(' '),
    );
    expect([code, stderr]).toEqual([252, expect.stringContaining('--acl=mine')]);
    const fine = 'cp t/notes.txt s3://bkt/last --acl mine --acl private --dryrun';
    expect((await world.ok(fine)).stdout).toContain('(dryrun) upload: ');
  });

  it('an error is one line, however long, and comes without advice about the usage', async () => {
    const name = `--${'long-'.repeat(40)}flag`;
    const { stderr } = await world.run(['mv', 'a', 's3://b', name], { env: { COLUMNS: '40' } });
    expect(stderr).toBe(`\ndeltaglider: [ERROR]: Unknown options: ${name}\n`);
  });

  it('a flag with an optional value does not eat the path behind it', async () => {
    const line = 'cp --sse t/notes.txt s3://bkt/sse --dryrun --request-payer';
    const { code } = await world.run([...line.split(' '), '--store', 's3:']);
    expect(code).toBe(0);
  });

  it.each([
    'ls s3://bkt/t/ --output text --query Contents --color off --no-paginate --no-cli-pager',
    'mv t/notes.txt s3://bkt/x --dryrun --output=json --cli-binary-format raw-in-base64-out',
    'rm s3://bkt/none --page-size 10 --no-cli-auto-prompt --cli-error-format legacy',
  ])('flags that mean nothing to aws s3 mean nothing here: %s', async (line) => {
    expect((await world.ok(line)).stderr).toBe('');
    expect((await world.run([...line.split(' '), '--color', 'blue'])).code).toBe(252);
  });

  it('--bucket-name-prefix chooses buckets; a directory has no tags and no regions', async () => {
    await world.ok('mb s3://other');
    expect((await world.ok('ls --bucket-name-prefix bk')).stdout).toMatch(/^\S+ \S+ bkt\n$/);
    const regions = await world.run(['ls', '--bucket-region', 'eu-west-1']);
    expect([regions.code, regions.stdout]).toEqual([254, '']);
    const tags = await world.run('mb s3://tagged --tags team build'.split(' '));
    expect([tags.code, tags.stderr]).toEqual([
      1,
      expect.stringMatching(/^make_bucket failed: s3:\/\/tagged .* have no tags\.\n/),
    ]);
    expect((await world.run('mb s3://tagged --tags team'.split(' '))).code).toBe(252);
  });

  it('mv never reads a path from standard input, and takes a lone dash for no file', async () => {
    const child = world.start(['mv', 't/notes.txt']);
    child.stdin.end('s3://bkt/from-stdin\n');
    const { code, stderr } = await outcomeOf(child);
    expect([code, stderr]).toEqual([
      252,
      '\ndeltaglider: [ERROR]: the following arguments are required: destination\n',
    ]);
  });
});

describeWithS3('mb on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('tags its bucket, each --tags with a key and a value', async () => {
    const world = createS3World(server);
    const Bucket = `tagged-${process.pid}`;
    await world.ok(`mb --tags team build s3://${Bucket} --tags env prod`);
    const { TagSet = [] } = await client.send(new GetBucketTaggingCommand({ Bucket }));
    expect(TagSet.map(({ Key, Value }) => `${Key}=${Value}`).sort()).toEqual([
      'env=prod',
      'team=build',
    ]);
    await world.ok(`rb s3://${Bucket}`);
    const twice = await world.run(`mb --tags a b --tags a c s3://${Bucket}`.split(' '));
    expect([twice.code, twice.stderr]).toEqual([252, expect.stringContaining('a is given twice.')]);
  });
});
