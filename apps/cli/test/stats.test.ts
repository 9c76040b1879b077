import { readFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createDeltaGlider, defaultPrices, parsePriceList } from '@deltaglider/sdk';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillBucket, index, stored } from '../../../packages/sdk/test/python-tool-bucket.ts';
import { putDelta, putPythonToolCache } from '../../../packages/sdk/test/stats-buckets.ts';
import { createS3World } from './s3-world.ts';
import { documents, World } from './world.ts';

/** Amounts that a person can check: a byte for a millionth. */
const PRICES = JSON.stringify({
  currency: 'EUR',
  asOf: '2026-11-01',
  source: 'a contract',
  bytesPerGb: 1_000_000,
  classes: { STANDARD: { perGbMonth: 1 }, STANDARD_IA: { perGbMonth: 0.5, atLeast128KiB: true } },
});

describe('the README', () => {
  it('shows the default prices', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, shown = ''] = /```json\n(\{\s+"currency".*?)\n```/s.exec(readme) ?? [];
    expect(JSON.parse(shown)).toEqual(defaultPrices);
    expect(parsePriceList(shown, 'README.md')).toMatchObject(defaultPrices);
  });
});

describe('stats', () => {
  const world = new World();
  /** Another machine, which remembers nothing of earlier listings. */
  let machines = 0;
  const run = async (...args: string[]) => {
    const env = { DG_CACHE_DIR: world.directory(`cache-${machines++}`) };
    const { code, stdout, stderr } = await world.run(['stats', ...args], { env });
    return { code, rows: stdout.split('\n'), stdout, stderr };
  };
  const kept = () =>
    world.files('store/golden').filter((name) => name.startsWith('.deltaglider/stats/'));

  beforeAll(async () => {
    await world.ok('mb s3://golden');
    await world.ok('mb s3://empty');
    await using glider = await createDeltaGlider({ store: world.storeUrl });
    const { storage } = glider.engine;
    await fillBucket(storage, 'golden');
    await putPythonToolCache(storage, 'golden');
  });

  it('says what one listing does not tell', async () => {
    const { code, rows } = await run('s3://golden', '--no-cache');
    expect([code, rows]).toEqual([
      0,
      [
        's3://golden/',
        '  objects:          11 (9 delta(s), 2 whole)',
        '  references:       4',
        '  size:             unknown; at least 128426 bytes',
        '  stored:           1109553 bytes',
        '  saved:            unknown',
        '  not looked at:    13 delta(s) and reference(s), 981127 bytes stored; --sampled estimates, --detailed tells their size',
        '  without a price:  the store has no storage classes: 15 stored object(s), 1109553 bytes',
        '',
      ],
    ]);
    expect(kept()).toEqual([]);
  });

  it('is right about a bucket of the Python tool, and keeps that', async () => {
    const detailed = await run('golden', '--detailed', '-h');
    expect(detailed.rows).toEqual([
      's3://golden/',
      '  objects:          11 (9 delta(s), 2 whole)',
      '  references:       4',
      '  size:             1.9 MiB',
      '  stored:           1.1 MiB',
      '  saved:            45.1% (890.4 KiB)',
      '  without a price:  the store has no storage classes: 15 stored object(s), 1.1 MiB',
      '',
    ]);
    expect(kept()).toHaveLength(1);
    const quick = await run('golden', '-h');
    expect(quick.rows).toEqual([
      ...detailed.rows.slice(0, -1),
      expect.stringMatching(
        /^ {2}figures: {10}kept in the bucket since 20\d\d-\d\d-\d\d [\d:]{8}$/,
      ),
      '',
    ]);
    const ls = await world.ok('ls -r s3://golden');
    expect(ls.stdout).not.toContain('.deltaglider');
  });

  it('has the keys of the Python tool in JSON, null for what is not known', async () => {
    const quick = documents((await run('golden/releases/v1/', '--json')).stdout);
    expect(quick).toMatchObject([{ object_count: 5, total_size: null, space_saved: null }]);
    const { stdout } = await run('golden/releases/v1/', '--json', '--detailed');
    const [document = {}] = documents(stdout);
    expect(Object.keys(document).slice(0, 8)).toEqual([
      'bucket',
      'object_count',
      'total_size',
      'compressed_size',
      'space_saved',
      'average_compression_ratio',
      'delta_objects',
      'direct_objects',
    ]);
    expect(document).toMatchObject({
      bucket: 'golden',
      prefix: 'releases/v1/',
      object_count: 5,
      total_size: 435_223,
      compressed_size: 311_161,
      space_saved: 124_062,
      average_compression_ratio: 1 - 311_161 / 435_223,
      delta_objects: 3,
      direct_objects: 2,
      reference_objects: 1,
      mode: 'detailed',
      kept_since: null,
      unseen_objects: 0,
      estimate: null,
      monthly_costs: { stored: null, unpriced: [{ storage_class: null, objects: 6 }] },
    });
  });

  it('makes the figures anew with --refresh, and is quick by that only on demand', async () => {
    const fresh = await run('golden', '--refresh');
    expect(fresh.rows[3]).toBe('  size:             2021349 bytes');
    expect(fresh.stdout).not.toContain('figures:');
    expect((await run('golden', '--refresh', '--quick')).stdout).toContain('unknown');
    expect((await run('golden', '--no-cache')).stdout).toContain('unknown');
  });

  it('keeps what the Python tool has written', async () => {
    const cache = world
      .files('store/golden/.deltaglider')
      .filter((name) => name.startsWith('stats_'));
    expect(cache).toEqual(['stats_detailed.json', 'stats_quick.json', 'stats_sampled.json']);
    for (const name of cache) {
      expect(world.read(`../store/golden/.deltaglider/${name}`).toString()).toContain('"1.0"');
    }
  });

  it('has zeros for an empty bucket, and ends with 254 without the bucket, as ls does', async () => {
    expect((await run('s3://empty')).rows).toEqual([
      's3://empty/',
      '  objects:     0 (0 delta(s), 0 whole)',
      '  references:  0',
      '  size:        0 bytes',
      '  stored:      0 bytes',
      '  saved:       -',
      '',
    ]);
    const [zeros] = documents((await run('s3://empty', '--json')).stdout);
    expect(zeros).toMatchObject({
      object_count: 0,
      total_size: 0,
      compressed_size: 0,
      space_saved: 0,
      average_compression_ratio: 0,
      monthly_costs: { stored: 0, logical: 0, saved: 0 },
    });
    for (const mode of ['--quick', '--sampled', '--detailed', '--refresh']) {
      const { code, stdout, stderr } = await run('s3://nobody', mode);
      const ls = await world.run(['ls', 's3://nobody']);
      expect([code, stdout, stderr]).toEqual([254, '', ls.stderr]);
    }
  });

  it('estimates from a sample, says how sure that is, and needs none for what is remembered', async () => {
    await world.ok('mb s3://many');
    await using glider = await createDeltaGlider({ store: world.storeUrl });
    const { storage } = glider.engine;
    const putOne = (i: number) => {
      const address = { bucket: 'many', key: `v${i}.zip.delta` };
      return putDelta(storage, address, { size: 1000 + (i % 2) * 500 });
    };
    await Promise.all(Array.from({ length: 1010 }, (_, i) => putOne(i)));
    const { stdout } = await world.ok('stats many --sampled --no-cache');
    expect(stdout).toMatch(
      /\n {2}size: +about \d{7} bytes \(from \d{7} bytes to \d{7} bytes with 95% confidence, by a sample of 1000 of 1010\)\n/,
    );
    expect(stdout).toMatch(/\n {2}not looked at: +10 delta.* 100 bytes stored; --detailed tells/);
    const again = await world.ok('stats many --sampled --json');
    expect(documents(again.stdout)).toMatchObject([
      { object_count: 1010, total_size: 1_262_500, estimate: null },
    ]);
  });

  it('ends with 1 when nothing is below the prefix', async () => {
    const { code, stderr } = await run('s3://golden/none');
    expect([code, stderr]).toEqual([1, 'Nothing is below s3://golden/none.\n']);
  });

  it.each([
    [['--quick', '--detailed'], 252, '--quick'],
    [['--sampled', '--detailed'], 252, '--sampled'],
    [['--refresh', '--no-cache'], 252, '--no-cache'],
    [['--prices', 'none.json'], 253, 'none.json could not be read: it does not exist.'],
  ])('refuses %j', async (flags, code, text) => {
    const found = await run('golden', ...flags);
    expect([found.code, found.stdout]).toEqual([code, '']);
    expect(found.stderr).toContain(text);
  });

  it('names what is wrong with a price list, from wherever it comes', async () => {
    world.write('bad.json', '{"currency":"USD"}');
    const options = { env: { DG_PRICES: 'bad.json' } };
    const { code, stderr } = await world.run(['stats', 'golden'], options);
    expect([code, stderr]).toEqual([
      253,
      expect.stringContaining('The price list bad.json has no text for asOf.'),
    ]);
  });
});

describeWithS3('stats on S3', (server) => {
  const client = createTestClient(server);
  const world = createS3World(server);
  afterAll(() => {
    client.destroy();
  });

  it('tells what a month costs, by storage class', async () => {
    const bucket = await freshBucket(client, 'stats');
    for (const { key, metadata } of index) {
      const object = { Bucket: bucket, Key: key, Body: stored(key), Metadata: metadata };
      await client.send(new PutObjectCommand(object));
    }
    world.write('prices.json', PRICES);
    world.write('a.bin', new Uint8Array(1000));
    await world.ok(`cp a.bin s3://${bucket}/ --storage-class STANDARD_IA`);
    const { stdout } = await world.ok(`stats ${bucket} --detailed --prices prices.json`);
    expect(stdout.split('\n')).toEqual([
      `s3://${bucket}/`,
      '  objects:         12 (9 delta(s), 3 whole)',
      '  references:      4',
      '  size:            2022349 bytes',
      '  stored:          1110553 bytes',
      '  saved:           45.1% (911796 bytes)',
      // 1,109,553 and 131,072 / 2.
      '  cost a month:    EUR 1.18 stored, EUR 2.09 if whole, EUR 0.91 saved',
      '  in STANDARD:     EUR 1.11 stored, EUR 2.02 if whole',
      '  in STANDARD_IA:  EUR 0.07 stored, EUR 0.07 if whole',
      '  prices:          as of 2026-11-01, a contract',
      '',
    ]);
    const du = await world.ok(`du -s s3://${bucket} --costs --prices prices.json`);
    expect(du.stdout.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ +12 +2022349 +1110553 +45.1% {2}s3:/),
      '',
      'cost a month:    EUR 1.18 stored, EUR 2.09 if whole, EUR 0.91 saved',
      'in STANDARD:     EUR 1.11 stored, EUR 2.02 if whole',
      'in STANDARD_IA:  EUR 0.07 stored, EUR 0.07 if whole',
      'prices:          as of 2026-11-01, a contract',
      '',
    ]);
    const all = await world.ok(`du s3://${bucket} --costs --json --prices prices.json`);
    const costs = { currency: 'EUR', stored: expect.closeTo(1.175089, 6) as number };
    expect(documents(all.stdout)).toMatchObject([{ bucket, summary: { objects: 12 }, costs }]);
    const usual = await world.ok(`stats s3://${bucket} --detailed --json`);
    expect(documents(usual.stdout)).toMatchObject([
      { total_size: 2_022_349, monthly_costs: { currency: 'USD', unpriced: [] } },
    ]);
  });

  it('ends with 254 without the bucket', async () => {
    const none = await world.run(['stats', 's3://nobody-has-this-one']);
    expect([none.code, none.stdout, none.stderr]).toEqual([
      254,
      '',
      expect.stringContaining('NoSuchBucket'),
    ]);
  });
});
