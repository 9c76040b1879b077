// The commands of the README on a machine that has only Node, npm and git: finds or fetches the pinned pnpm,
// installs, builds what the command needs, and runs it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
};

// What an outer npx was told would be taken for what the inner one is told.
delete env.npm_config_package;
delete env.npm_config_call;

const [command, ...args] = process.argv.slice(2);

const commands = {
  test: () => {
    prepare();
    pnpm('exec', 'vitest', 'run', ...reporters(), ...args);
  },
  demo: () => {
    prepare('--filter=deltaglider...');
    node('tooling/demo/demo.mjs', ...args);
  },
  bench: () => {
    prepare();
    pnpm('--filter', '@repo/bench', 'bench', ...args);
  },
  'test:node': () => {
    const [version = '24', ...rest] = args;
    // The npm package "node" brings the binary of that version; everything below runs on it.
    run('npx', ['-y', '-p', `node@${version}`, 'node', 'tooling/scripts/run.mjs', 'test', ...rest]);
  },
};

const chosen = commands[command];
if (chosen === undefined) {
  console.error(
    `Usage: node tooling/scripts/run.mjs ${Object.keys(commands).join('|')} [argument ...]`,
  );
  process.exit(2);
}
requireNode();
chosen();

/** Says what is wrong before a tool dies of it. */
function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`DeltaGlider needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

function prepare(...filter) {
  pnpm(
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--reporter=append-only',
    '--loglevel=warn',
  );
  pnpm(
    'exec',
    'turbo',
    'run',
    'build',
    '--output-logs=errors-only',
    '--log-order=grouped',
    ...filter,
  );
}

function reporters() {
  return ['--reporter=default', '--reporter=./tooling/scripts/closing-line.mjs'];
}

function pnpm(...words) {
  const [tool, ...before] = pnpmCommand();
  run(tool, [...before, ...words]);
}

function pnpmCommand() {
  const wanted = packageManager.replace('pnpm@', '');
  const found = spawnSync('pnpm', ['--version'], {
    cwd: root,
    encoding: 'utf8',
    shell: onWindows(),
  });
  return found.stdout?.trim() === wanted ? ['pnpm'] : ['npx', '-y', packageManager];
}

function node(...words) {
  run(process.execPath, words);
}

function run(tool, words) {
  const ended = spawnSync(tool, words, { cwd: root, env, stdio: 'inherit', shell: onWindows() });
  if (ended.error !== undefined) {
    console.error(`${tool} could not be started: ${ended.error.message}`);
    process.exit(1);
  }
  if (ended.status !== 0) process.exit(ended.status ?? 1);
}

function onWindows() {
  return process.platform === 'win32';
}
