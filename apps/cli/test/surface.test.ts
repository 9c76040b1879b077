import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { World } from './world.ts';

interface Manifest {
  readonly commands: Record<
    string,
    {
      aliases: string[];
      description?: string;
      args: Record<string, { required?: boolean }>;
      flags: Record<string, { char?: string; aliases?: string[]; env?: string; allowNo?: boolean }>;
    }
  >;
}

const manifest = JSON.parse(
  readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'),
) as Manifest;

describe('the surface', () => {
  it('is what it was', async () => {
    const surface = Object.entries(manifest.commands).map(([id, { aliases, args, flags }]) => {
      const words = Object.entries(args).map(([name, { required }]) =>
        required === true ? name : `[${name}]`,
      );
      const spelled = Object.entries(flags).map(([name, flag]) =>
        [
          `  --${flag.allowNo === true ? '[no-]' : ''}${name}`,
          flag.char && `-${flag.char}`,
          ...(flag.aliases ?? []).map((alias) => `--${alias}`),
          flag.env,
        ]
          .filter(Boolean)
          .join(' '),
      );
      return [[id, ...aliases, ...words].join(' '), ...spelled.sort(), ''].join('\n');
    });
    await expect(surface.join('\n')).toMatchFileSnapshot('command-snapshot.txt');
  });
});

describe('help', () => {
  const world = new World();

  it.each(Object.keys(manifest.commands))(
    'shows examples for %s and all of its description, in 80 columns',
    async (id) => {
      const { code, stdout } = await world.run([id, '--help'], { env: { COLUMNS: '80' } });
      expect(code).toBe(0);
      expect(stdout).toContain('EXAMPLES');
      expect(stdout).toContain(`$ deltaglider ${id}`);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const { description = '' } = manifest.commands[id] ?? {};
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(description.replaceAll(/\s+/g, ' '));
    },
  );

  it('answers to the words that aws answers to', async () => {
    const flag = await world.run(['cp', '--help']);
    expect(await world.run(['cp', 'help'])).toEqual(flag);
    expect(await world.run(['help', 'cp'])).toEqual(flag);
  });

  it('lists the commands, and is wrong without one', async () => {
    const help = await world.run(['--help']);
    expect(help.stdout).toMatch(/verify +Read objects/);
    expect(await world.run([])).toEqual({ ...help, code: 252 });
  });

  it('tells its version', async () => {
    const { code, stdout } = await world.run(['--version']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^deltaglider\/\d+\.\d+\.\d+ /)]);
  });
});

describe('unknown commands', () => {
  const world = new World();

  it('suggests what was probably meant', async () => {
    expect(await world.run(['verfiy', 's3://b'])).toEqual({
      code: 252,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: verfiy is not a command.\nDid you mean verify?\n',
    });
  });

  it('points to the help when nothing is near', async () => {
    const { code, stderr } = await world.run(['frobnicate']);
    expect(code).toBe(252);
    expect(stderr).toContain('frobnicate is not a command.\nSee deltaglider --help.\n');
  });

  it('is JSON when asked to', async () => {
    const { code, stdout, stderr } = await world.run(['frobnicate', '--json']);
    expect([code, stderr]).toEqual([252, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'error',
      error: { code: 'INVALID_ARGUMENT', message: 'frobnicate is not a command.' },
    });
  });
});
