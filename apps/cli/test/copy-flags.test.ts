import { MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, release, type World } from './world.ts';

let server: MemoryS3Server;
let world: World;
beforeAll(async () => {
  server = await MemoryS3Server.start();
  world = createS3World(server);
  await world.ok('mb s3://bkt');
  world.write('v1.zip', release('1'));
  world.write('notes.txt', 'notes');
  world.write('key', new Uint8Array(32).fill(7));
  const described = '--cache-control no-cache --content-type text/special --metadata team=core';
  for (const name of ['v1.zip', 'notes.txt']) {
    await world.ok(`cp ${name} s3://bkt/from/ ${described}`);
  }
});
afterAll(() => server.stop());
beforeEach(() => {
  server.clearRequests();
});

const head = async (key: string) =>
  documents((await world.ok(`head --json s3://bkt/${key}`)).stdout)[0];

describe('--no-overwrite', () => {
  it('leaves alone what the destination has, without a word, and ends with 0', async () => {
    await world.ok('cp v1.zip s3://bkt/there/a.zip');
    world.write('back.zip', 'mine');
    const quiet = { code: 0, stdout: '', stderr: '' };
    for (const way of [
      ['notes.txt', 's3://bkt/there/a.zip'],
      ['s3://bkt/from/notes.txt', 's3://bkt/there/a.zip'],
      ['s3://bkt/from/v1.zip', 'back.zip'],
    ]) {
      expect(await world.run(['cp', '--no-overwrite', ...way])).toEqual(quiet);
      expect(await world.run(['cp', '--no-overwrite', '--dryrun', ...way])).toEqual(quiet);
    }
    expect(world.read('back.zip').toString()).toBe('mine');
    expect(await head('there/a.zip')).toMatchObject({ size: 200_000 });
  });

  it('copies what is not there, and tells with --json what it left', async () => {
    const { stdout } = await world.ok('cp --no-overwrite v1.zip s3://bkt/there/new.zip');
    expect(stdout).toBe('upload: ./v1.zip to s3://bkt/there/new.zip\n');
    const again = await world.ok('cp --json --no-overwrite v1.zip s3://bkt/there/new.zip');
    expect(documents(again.stdout).map(({ type }) => type)).toContain('skipped');
    expect(documents(again.stdout).at(-1)).toMatchObject({ succeeded: 0, skipped: 1, failed: 0 });
  });

  it('is not for standard output', async () => {
    const { code } = await world.run(['cp', '--no-overwrite', 's3://bkt/from/notes.txt', '-']);
    expect(code).toBe(252);
  });
});

describe.each(['v1.zip', 'notes.txt'])('a copy of %s', (name) => {
  const copy = async (flags: string) => {
    await world.ok(`cp s3://bkt/from/${name} s3://bkt/to/${name} ${flags}`.trim());
    const { contentType, cacheControl, metadata } = (await head(`to/${name}`)) ?? {};
    return { contentType, cacheControl, metadata };
  };
  const all = {
    contentType: 'text/special',
    cacheControl: 'no-cache',
    metadata: { team: 'core' },
  };
  const guessed = name === 'v1.zip' ? 'application/zip' : 'text/plain';
  const bare = { contentType: guessed, cacheControl: undefined, metadata: {} };

  it('keeps metadata and properties, unless flags say otherwise', async () => {
    expect(await copy('')).toEqual(all);
    expect(await copy('--metadata-directive COPY')).toEqual(all);
    expect(await copy('--copy-props metadata-directive')).toEqual(all);
  });

  it('has only what flags say with --metadata-directive REPLACE, and with --copy-props none', async () => {
    expect(await copy('--metadata-directive REPLACE')).toEqual(bare);
    expect(await copy('--copy-props none')).toEqual(bare);
    const cached = { ...bare, cacheControl: 'max-age=1' };
    expect(await copy('--copy-props none --cache-control max-age=1')).toEqual(cached);
    // As with aws, the directive is asked first.
    expect(await copy('--copy-props none --metadata-directive COPY')).toEqual(all);
  });

  it('is replaced by --metadata, and changed by one property', async () => {
    expect(await copy('--metadata a=b')).toEqual({ ...bare, metadata: { a: 'b' } });
    expect(await copy('--content-type text/x')).toEqual({ ...all, contentType: 'text/x' });
  });
});

describe('a key of the customer', () => {
  const file = 'fileb://key';
  const own = ['--sse-c', 'AES256', '--sse-c-key', file];

  it('encrypts what is stored whole for it, and is needed to read, copy and move it', async () => {
    const up = await world.run(['cp', 'v1.zip', 's3://bkt/c/', ...own]);
    expect(up.code).toBe(0);
    expect(up.stderr).toMatch(/^warning: s3:\/\/bkt\/c\/v1\.zip is stored whole: it has a key/);
    const put = server.requests.find(({ operation }) => operation === 'PutObject');
    expect(put?.headers).toMatchObject({
      'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    });
    expect((await world.run(['cp', 's3://bkt/c/v1.zip', 'without'])).code).toBe(1);
    const down = await world.run(['cp', 's3://bkt/c/v1.zip', 'with', ...own]);
    expect([down.code, down.stderr]).toEqual([0, '']);
    expect(world.read('with').equals(world.read('v1.zip'))).toBe(true);
    const source = ['--sse-c-copy-source', '--sse-c-copy-source-key', file];
    const over = await world.run(['mv', 's3://bkt/c/v1.zip', 's3://bkt/d/', ...source]);
    expect([over.code, over.stderr]).toEqual([0, '']);
    expect((await world.run(['ls', 's3://bkt/c/'])).code).toBe(1);
    await world.ok('cp s3://bkt/d/v1.zip plain');
    expect(world.read('plain').equals(world.read('v1.zip'))).toBe(true);
  });

  it.each([
    [['--sse-c'], 'argument --sse-c: this needs --sse-c-key, too.'],
    [['--sse-c-key', file], 'argument --sse-c-key: this needs --sse-c, too.'],
    [['--sse-c', '--sse-c-key', 'short'], 'this is no key of 32 bytes.'],
    [['--sse-c', '--sse-c-key', 'fileb://none'], 'none cannot be read (ENOENT).'],
    [['--sse', ...own], 'this encryption or that of --sse, not both.'],
    [
      ['--sse-c-copy-source', '--sse-c-copy-source-key', file],
      'this is for copies between two S3 URIs.',
    ],
    [['--store', 'file:///tmp/none', ...own], 'this is for S3, and the store is file:///tmp/none'],
  ])('is refused with 252 before anything is sent: %j', async (flags, message) => {
    const { code, stderr } = await world.run(['cp', 'v1.zip', 's3://bkt/c/', ...flags]);
    expect(code).toBe(252);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('short');
    expect(server.requests).toEqual([]);
  });
});

describe('flags that contradict the way of a copy', () => {
  it.each([
    ['v1.zip s3://bkt/x --checksum-mode ENABLED', 'this is for downloads only'],
    ['s3://bkt/from/v1.zip x --checksum-algorithm SHA256', 'this is for uploads and copies only'],
    ['v1.zip s3://bkt/x --checksum-algorithm CRC32', 'CRC32 is not kept with objects.'],
    [
      's3://bkt/from/v1.zip s3://bkt/x --metadata-directive COPY --content-type a/b',
      'COPY takes all metadata from the source',
    ],
    ['v1.zip s3://bkt/x --progress-frequency often', 'not a whole number of seconds'],
    ['-r s3://bkt/from x --case-conflict maybe', 'Expected --case-conflict=maybe to be one of'],
    ['s3://bkt/from x --copy-props some', 'Expected --copy-props=some to be one of'],
  ])('are usage errors, 252: %s', async (line, message) => {
    const { code, stderr } = await world.run(['cp', ...line.split(' ')]);
    expect(code).toBe(252);
    expect(stderr).toContain(message);
    expect(server.requests.filter(({ operation }) => operation === 'PutObject')).toEqual([]);
  });

  it.each([
    ['v1.zip s3://bkt/fine --checksum-algorithm SHA256 --metadata-directive REPLACE'],
    ['s3://bkt/from/v1.zip fine --checksum-mode ENABLED --force-glacier-transfer'],
    ['s3://bkt/from/v1.zip s3://bkt/fine --source-region eu-west-1 --ignore-glacier-warnings'],
  ])('are none where they mean something: %s', async (line) => {
    expect((await world.ok(`cp ${line}`)).stderr).toBe('');
  });
});

describe('--request-payer', () => {
  it.each(['ls s3://bkt/from/', 'cp s3://bkt/from/v1.zip x', 'rm s3://bkt/none'])(
    'stands in every request of %s',
    async (line) => {
      await world.ok(`${line} --request-payer`);
      const said = server.requests.map(({ headers }) => headers['x-amz-request-payer']);
      expect(new Set(said)).toEqual(new Set(['requester']));
    },
  );
});

describe('--case-conflict', () => {
  it('decides about keys that differ only by case', async () => {
    for (const key of ['A.txt', 'a.txt']) await world.ok(`cp notes.txt s3://bkt/case/${key}`);
    const get = (rule: string) =>
      world.run(['cp', '-r', 's3://bkt/case', `case-${rule}`, '--case-conflict', rule]);
    expect(await get('ignore')).toMatchObject({ code: 0, stderr: '' });
    const skipping = await get('skip');
    expect(skipping).toMatchObject({
      code: 2,
      stdout: 'download: s3://bkt/case/A.txt to case-skip/A.txt\n',
    });
    expect(skipping.stderr).toMatch(/^warning: Skipping file s3:\/\/bkt\/case\/a\.txt\. /);
    const warning = await get('warn');
    expect([warning.code, world.files('work/case-warn')]).toEqual([0, ['A.txt', 'a.txt']]);
    expect(warning.stderr).toMatch(/^warning: s3:\/\/bkt\/case\/a\.txt may replace a file\./);
    expect((await get('error')).code).toBe(252);
  });
});

describe('sync', () => {
  it('takes along what the flags of copies say', async () => {
    await world.ok('sync s3://bkt/from s3://bkt/kept');
    expect(await head('kept/notes.txt')).toMatchObject({ metadata: { team: 'core' } });
    await world.ok('sync s3://bkt/from s3://bkt/bare --metadata-directive REPLACE');
    expect(await head('bare/notes.txt')).toMatchObject({ metadata: {}, contentType: 'text/plain' });
    const contradiction = ['--metadata-directive', 'COPY', '--metadata', 'a=b'];
    const { code } = await world.run(['sync', 's3://bkt/from', 's3://bkt/no', ...contradiction]);
    expect(code).toBe(252);
  });

  it('encrypts with the key of a customer, and reads with it', async () => {
    world.write('secret/notes.txt', 'secret');
    const key = '--sse-c --sse-c-key fileb://key';
    await world.ok(`sync secret s3://bkt/secret ${key}`);
    const { code } = await world.run(['sync', 's3://bkt/secret', 'open']);
    expect(code).toBe(1);
    await world.ok(`sync s3://bkt/secret open ${key}`);
    expect(world.read('open/notes.txt').toString()).toBe('secret');
  });
});
