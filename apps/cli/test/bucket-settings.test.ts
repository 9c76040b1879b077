import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { World } from './world.ts';

const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';

interface AclDocument {
  readonly Owner: { readonly ID: string };
  readonly Grants: readonly {
    readonly Grantee: { readonly Type: string; readonly URI?: string; readonly ID?: string };
    readonly Permission: string;
  }[];
}

describeWithS3('ACLs of buckets', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  let world: World;
  let bucket: string;
  beforeEach(async () => {
    world = createS3World(server);
    bucket = await freshBucket(client, 'acl');
  });

  const acl = async () =>
    JSON.parse((await world.ok(`get-bucket-acl ${bucket}`)).stdout) as AclDocument;

  it('are set to a canned one, and written as aws writes them', async () => {
    const put = await world.ok(`put-bucket-acl s3://${bucket} --acl public-read`);
    expect([put.stdout, put.stderr]).toEqual([`ACL updated for bucket: ${bucket}\n`, '']);
    const { Owner, Grants } = await acl();
    expect(Owner.ID).toMatch(/./);
    expect(Grants).toContainEqual({
      Grantee: { Type: 'Group', URI: EVERYBODY },
      Permission: 'READ',
    });
    expect((await world.ok(`get-bucket-acl s3://${bucket}/`)).stdout).toMatch(/^\{\n {4}"Owner"/);
    const { stdout } = await world.ok(`get-bucket-acl ${bucket} --json`);
    expect(JSON.parse(stdout)).toEqual({ Owner, Grants });
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  it('are set by grants', async () => {
    const { Owner } = await acl();
    await world.ok(
      `put-bucket-acl ${bucket} --grant-full-control id=${Owner.ID} --grant-read uri=${EVERYBODY} ` +
        `--grant-write-acp uri=${EVERYBODY}`,
    );
    const { Grants } = await acl();
    expect(Grants.map(({ Grantee, Permission }) => [Grantee.Type, Permission]).sort()).toEqual([
      ['CanonicalUser', 'FULL_CONTROL'],
      ['Group', 'READ'],
      ['Group', 'WRITE_ACP'],
    ]);
  });

  it('are put back from what was read, as text and as a file', async () => {
    const kept = (await world.ok(`get-bucket-acl ${bucket}`)).stdout;
    world.write('acl.json', kept);
    for (const policy of [kept, 'file://acl.json']) {
      await world.ok(`put-bucket-acl ${bucket} --acl public-read`);
      const args = ['put-bucket-acl', bucket, '--access-control-policy', policy, '--json'];
      const { code, stdout } = await world.run(args);
      expect([code, JSON.parse(stdout)]).toEqual([
        0,
        { type: 'result', operation: 'put_bucket_acl', bucket },
      ]);
      expect(await acl()).toEqual(JSON.parse(kept));
    }
  });

  it('end without the bucket as aws does', async () => {
    for (const line of ['get-bucket-acl none', 'put-bucket-acl none --acl private']) {
      const [command = '', , ...flags] = line.split(' ');
      const { code, stderr } = await world.run([command, `${bucket}-none`, ...flags]);
      expect([code, stderr]).toEqual([254, expect.stringContaining('NoSuchBucket')]);
    }
  });
});

describe('a store that is a directory', () => {
  it.each([
    ['put-bucket-acl releases --acl private', 'has no access control lists', '--store s3:'],
    ['get-bucket-acl releases', 'has no access control lists', '--store s3:'],
    ['website s3://releases --index-document i.html', 'serves no websites', '--store s3:'],
  ])('answers %s with UNSUPPORTED and a hint', async (line, reason, hint) => {
    const world = new World();
    await world.ok('mb s3://releases');
    const { code, stdout, stderr } = await world.run(line.split(' '));
    expect([code, stdout]).toEqual([254, '']);
    expect(stderr).toMatch(/^\ndeltaglider: \[ERROR\]: .*the bucket releases can have none\.\n/);
    expect(stderr).toContain(reason);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(hint);
    expect(JSON.parse((await world.run([...line.split(' '), '--json'])).stdout)).toMatchObject({
      error: { code: 'UNSUPPORTED', bucket: 'releases' },
    });
  });
});

describe('bad input', () => {
  const world = new World({ DG_STORE: 's3:' });
  const policy = (text: string) => ['put-bucket-acl', 'bkt', '--access-control-policy', text];

  it.each([
    [['put-bucket-acl', 'bkt'], 'It was not said who may do what with the bucket bkt.'],
    [['put-bucket-acl', 'bkt', '--acl', 'private', '--grant-read', 'id=1'], 'in more than one way'],
    [['put-bucket-acl', 'bkt', '--acl', 'secret'], 'Expected --acl=secret to be one of'],
    [['put-bucket-acl', 's3://bkt/key', '--acl', 'private'], 'names more than a bucket'],
    [
      ['get-bucket-acl', 'bkt/key'],
      'bkt/key names more than a bucket.\nGive the bucket alone: bkt',
    ],
    [['get-bucket-acl'], 'bucket'],
    [policy('{'), 'argument --access-control-policy: this is no access control policy; it is no'],
    [policy('[]'), 'it has no Owner and Grants'],
    [policy('{"Owner":{},"Grants":[{"Permission":"READ"}]}'), 'each of its Grants needs'],
    [policy('file://none.json'), 'none.json cannot be read'],
    [['website', 'bkt'], 'the following arguments are required: --index-document'],
    [['website', 's3://bkt/key', '--index-document', 'i'], 'names more than a bucket'],
  ])('%j is an error before anything is sent', async (args, message) => {
    const { code, stdout, stderr } = await world.run(args);
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain(message);
  });
});

describe('website', () => {
  let server: MemoryS3Server;
  beforeAll(async () => {
    server = await MemoryS3Server.start();
  });
  afterAll(() => server.stop());

  it('sends the two documents, and writes nothing', async () => {
    const world = createS3World(server);
    const sent: string[] = [];
    server.hook = ({ method, query, body }) => {
      if (!query.has('website')) return undefined;
      sent.push(`${method} ${body.toString()}`);
      return { status: 200 };
    };
    const line = 'website s3://bkt/ --index-document i.html --error-document e.html';
    expect(await world.run(line.split(' '))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(sent).toEqual([
      expect.stringMatching(
        /^PUT .*<ErrorDocument><Key>e\.html<\/Key><\/ErrorDocument>.*<Suffix>i\.html<\/Suffix>/,
      ),
    ]);
    server.hook = undefined;
    const { code, stderr } = await world.run(line.split(' '));
    expect([code, stderr]).toEqual([254, expect.stringContaining('the store does not have this')]);
  });
});
