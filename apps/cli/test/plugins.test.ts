import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { release, World } from './world.ts';

interface PluginOptions {
  readonly name?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly hooks?: Readonly<Record<string, string>>;
  /** Programs, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

const ERROR = '\ndeltaglider: [ERROR]: ';

/** A codec that loses what it is given. */
const COPY = `
  registerCodec('copy', async () => ({
    name: 'copy',
    async *encode(reference, target) { yield Uint8Array.of(1); for await (const _ of target); },
    async *decode() { yield Uint8Array.of(1); },
  }));`;

const codecHook = (body: string) => ({
  hooks: { 'dg:codecs': './codecs.js' },
  files: { 'codecs.js': `export default async function ({ registerCodec }) { ${body} }` },
});

const backendHook = (body: string) => ({
  hooks: { 'dg:backends': './backends.js' },
  files: { 'backends.js': `export default async function ({ registerBackend }) { ${body} }` },
});

const command = (body: string) => ({
  files: { 'commands/hello.js': `export default class Hello { static async run() { ${body} } }` },
});

class PluginWorld extends World {
  /** Writes a plugin, and gives its directory. */
  plugin(place: string, options: PluginOptions = {}): string {
    const { name = 'dg-one', engines, hooks, files = {} } = options;
    const root = this.directory(place);
    const oclif = { commands: './commands', hooks };
    const manifest = { name, version: '1.2.3', type: 'module', engines, oclif };
    const all = { 'package.json': JSON.stringify(manifest), ...files };
    for (const [path, content] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return root;
  }

  async with(plugins: string, args: readonly string[]) {
    return await this.run(args, { env: { DG_PLUGINS: plugins } });
  }
}

describe('a plugin', () => {
  it('is found in a directory, relative to where the command runs', async () => {
    const world = new PluginWorld();
    world.plugin('work/mine', command('console.log("hello")'));
    expect(await world.with('./mine', ['hello'])).toEqual({
      code: 0,
      stdout: 'hello\n',
      stderr: '',
    });
  });

  it('is found by its name beside the config file that names it, and by a path relative to that', async () => {
    const world = new PluginWorld();
    const config = world.directory('home/.config/deltaglider');
    world.plugin('home/.config/deltaglider/node_modules/@me/dg-two', {
      name: '@me/dg-two',
      ...command('console.log("two")'),
    });
    world.plugin('home/.config/deltaglider/here', {
      files: { 'commands/other.js': 'export default class { static run() { console.log(3); } }' },
    });
    const file = join(config, 'config.json');
    writeFileSync(file, JSON.stringify({ plugins: ['@me/dg-two', './here'] }));
    expect((await world.ok('hello')).stdout).toBe('two\n');
    expect((await world.ok('other')).stdout).toBe('3\n');
    const without = await world.with('none', ['hello']);
    expect([without.code, without.stderr]).toEqual([
      252,
      `${ERROR}hello is not a command.\nSee deltaglider --help.\n`,
    ]);
  });

  it('is in the help, with its commands', async () => {
    const world = new PluginWorld();
    const root = world.plugin('one', command(''));
    const { stdout } = await world.with(root, ['--help']);
    expect(stdout).toMatch(/^ {2}hello$/m);
  });

  it('does not take the place of a command of ours', async () => {
    const world = new PluginWorld();
    const files = { 'commands/ls.js': 'export default class { static run() { console.log(1); } }' };
    const root = world.plugin('one', { files });
    expect(await world.with(root, ['ls'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('plugins', () => {
  it('tells what each of them adds', async () => {
    const world = new PluginWorld();
    const one = world.plugin('one', {
      hooks: { 'dg:codecs': './codecs.js', 'dg:backends': './backends.js' },
      files: {
        ...codecHook(COPY).files,
        ...backendHook("registerBackend('tape', async () => ({}));").files,
        ...command('').files,
        'commands/ls.js': 'export default class { static async run() {} }',
      },
    });
    const two = world.plugin('two', { name: 'dg-two' });
    const { code, stdout, stderr } = await world.with(`${one},${two}`, ['plugins']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      `dg-one 1.2.3 ${one}`,
      '  command hello',
      '  command ls (hidden by another of this name)',
      '  codec copy',
      '  backend tape:',
      `dg-two 1.2.3 ${two}`,
      '',
    ]);
    const json = await world.with(two, ['plugins', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      plugins: [
        {
          ...{ name: 'dg-two', version: '1.2.3', root: two },
          ...{ commands: [], codecs: [], backends: [] },
        },
      ],
    });
    expect(await world.with('none', ['plugins'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a plugin that cannot be used', () => {
  const world = new PluginWorld();

  async function failure(plugins: string, args: readonly string[] = ['ls']) {
    const { code, stdout, stderr } = await world.with(plugins, args);
    expect([code, stdout]).toEqual([253, '']);
    expect(stderr.startsWith(ERROR)).toBe(true);
    return stderr.slice(ERROR.length);
  }

  it('is missing', async () => {
    const home = join(world.root, 'home/.config/deltaglider');
    expect(await failure('dg-nowhere')).toBe(
      'The plugin dg-nowhere of DG_PLUGINS is not installed.\n' +
        `Run npm install --prefix ${home} dg-nowhere, or take it out of DG_PLUGINS.\n`,
    );
    expect(await failure('./nowhere')).toBe(
      'The plugin ./nowhere of DG_PLUGINS is not a directory with a package.json.\n' +
        'Correct the path, or take it out of DG_PLUGINS.\n',
    );
  });

  it('is no plugin', async () => {
    const root = world.directory('no-plugin');
    writeFileSync(join(root, 'package.json'), '{"name":"left-pad","version":"1.0.0"}');
    expect(await failure(root)).toContain('is not a plugin: its package.json has');
    writeFileSync(join(root, 'package.json'), '{');
    expect(await failure(root)).toContain(`${root} is broken: ${root}/package.json cannot be read`);
  });

  it.each([
    ['deltaglider', '>=99'],
    ['node', '<18'],
  ])('is for another %s', async (engine, range) => {
    const root = world.plugin(`for-another-${engine}`, { engines: { [engine]: range } });
    const text = await failure(root);
    expect(text).toContain(`The plugin dg-one 1.2.3 needs ${engine} ${range}, and this is `);
    expect(text).toContain(`Install a version of dg-one that fits, or a ${engine} that does.`);
  });

  it('fits the versions that it names', async () => {
    const engines = { deltaglider: '0.x || 1.x', node: '>=20', npm: '<1' };
    const root = world.plugin('fits', { engines, ...command('') });
    expect((await world.with(root, ['hello'])).code).toBe(0);
  });

  it('comes twice', async () => {
    const roots = [world.plugin('twin-a'), world.plugin('twin-b')];
    expect(await failure(roots.join(','))).toContain('There are two plugins called dg-one');
  });

  it('has a command that cannot be loaded', async () => {
    const files = { 'commands/hello.js': 'import "not-there";' };
    const root = world.plugin('broken-command', { files });
    expect(await failure(root, ['hello'])).toMatch(
      /The plugin dg-one 1\.2\.3 is broken: .*not-there/,
    );
  });

  it('has a command that cannot be loaded any more', async () => {
    const root = world.plugin('lost-command', {
      files: {
        'oclif.manifest.json': JSON.stringify({
          version: '1.2.3',
          commands: {
            hello: {
              id: 'hello',
              aliases: [],
              args: {},
              flags: {},
              isESM: true,
              relativePath: ['commands', 'hello.js'],
            },
          },
        }),
      },
    });
    expect(await failure(root, ['hello'])).toMatch(
      /The plugin dg-one 1\.2\.3 cannot load its command hello: .+\nIt is in .*lost-command/,
    );
    // What it brings is not looked at before it is needed.
    expect((await world.with(root, ['ls'])).code).toBe(0);
  });

  it('is named as JSON for programs', async () => {
    const { code, stdout, stderr } = await world.with('dg-nowhere', ['ls', '--json']);
    expect([code, stderr]).toEqual([253, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'error',
      error: { code: 'INVALID_ARGUMENT' },
    });
  });

  it.each([[['--version']], [['--help']], [['cp', '--help']]])(
    'is a warning beside the answer of %j',
    async (args) => {
      const plain = await world.with('none', args);
      const { code, stdout, stderr } = await world.with('dg-nowhere', args);
      expect([code, stdout]).toEqual([0, plain.stdout]);
      expect(stderr).toContain('warning: The plugin dg-nowhere of DG_PLUGINS is not installed.\n');
    },
  );
});

describe('a codec of a plugin', () => {
  it('is one of those that there are', async () => {
    const world = new PluginWorld();
    const root = world.plugin('one', codecHook(COPY));
    const { code, stderr } = await world.with(root, ['cp', '--codec', 'zip9', 'a', 's3://b/']);
    const known = 'auto, xdelta3, archive, archive:smallest, archive:fastest, copy';
    expect([code, stderr]).toEqual([
      252,
      `${ERROR}argument --codec: zip9 is not one of ${known}.\n`,
    ]);
    const help = await world.with(root, ['cp', '--help']);
    expect(help.stdout.replace(/\s+/g, ' ')).toContain('archive:fastest; from plugins: copy');
  });

  it('makes deltas only of what it can restore', async () => {
    const world = new PluginWorld();
    const root = world.plugin('one', codecHook(COPY));
    await world.ok('mb s3://bkt');
    world.write('v1.zip', release('1'));
    const { code, stderr, stdout } = await world.with(root, [
      ...['cp', 'v1.zip', 's3://bkt/', '--codec', 'copy', '--json'],
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('"stored":"direct"');
  });

  it.each([
    ['throws', 'throw new Error("no luck");', 'no luck.'],
    ['takes a name of ours', "registerCodec('xdelta3');", 'xdelta3 is already one of deltaglider.'],
    ['registers twice', COPY + COPY, 'copy is already one of dg-one.'],
    ['has no name', "registerCodec('two words');", '"two words" is no name for one.'],
  ])('whose hook %s is told with the plugin', async (_, body, reason) => {
    const world = new PluginWorld();
    const root = world.plugin('one', codecHook(body));
    expect(await world.with(root, ['ls'])).toEqual({
      code: 253,
      stdout: '',
      stderr:
        `${ERROR}The plugin dg-one 1.2.3 failed to add its codecs: ${reason}\n` +
        `It is in ${root}; install it again, or without it.\n`,
    });
    // Nothing of it runs where no store is opened.
    expect((await world.with(root, ['--version'])).stderr).toBe('');
  });

  it('whose name another plugin has is told with both', async () => {
    const world = new PluginWorld();
    const one = world.plugin('one', codecHook(COPY));
    const two = world.plugin('two', { name: 'dg-two', ...codecHook(COPY) });
    const { stderr } = await world.with(`${one},${two}`, ['ls']);
    expect(stderr).toContain(
      'dg-two 1.2.3 failed to add its codecs: copy is already one of dg-one.',
    );
  });
});

describe('a backend of a plugin', () => {
  it('is asked for URLs of its scheme', async () => {
    const world = new PluginWorld();
    const root = world.plugin(
      'one',
      backendHook(
        "registerBackend('tape', async (url) => { throw new Error('no ' + url.href); });",
      ),
    );
    const { code, stderr } = await world.with(root, ['ls', '--store', 'tape://drive/1']);
    expect([code, stderr]).toEqual([255, `${ERROR}no tape://drive/1\n`]);
    const unknown = await world.with(root, ['ls', '--store', 'disc:']);
    expect(unknown.code).toBe(253);
    expect(unknown.stderr).toContain('Known are file:, s3:, memory:, tape:;');
  });

  it('takes no scheme of ours', async () => {
    const world = new PluginWorld();
    const root = world.plugin('one', backendHook("registerBackend('s3', async () => ({}));"));
    const { code, stderr } = await world.with(root, ['ls']);
    expect(code).toBe(253);
    expect(stderr).toContain('failed to add its backends: s3 is already one of deltaglider.');
  });
});
