import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureCommand } from './measure.mjs';

const TESTBED = fileURLToPath(new URL('../../testbed/bin/testbed.mjs', import.meta.url));
const CLI = fileURLToPath(new URL('../../../apps/cli/bin/run.js', import.meta.url));

/**
 * A real S3 server, the one of the environment (`S3_ENDPOINT`, …) or a RADOS Gateway of our own, with the two
 * command lines that talk to it.
 */
export function startS3(work) {
  const ours = process.env.S3_ENDPOINT === undefined;
  const place = join(work, 'gateway');
  mkdirSync(place, { recursive: true });
  const lines = ours ? testbed('up', place) : '';
  const found = { ...process.env, ...parse(lines) };
  const connection = {
    AWS_ACCESS_KEY_ID: found.S3_ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: found.S3_SECRET_KEY,
    AWS_REGION: found.S3_REGION ?? 'us-east-1',
    AWS_ENDPOINT_URL: found.S3_ENDPOINT,
  };
  const env = { ...connection, DG_STORE: 's3:', DG_CACHE_DIR: join(work, 's3-cache') };
  return {
    endpoint: found.S3_ENDPOINT,
    env,
    deltaglider: (...words) => measureCommand(process.execPath, [CLI, ...words], env),
    aws: (...words) =>
      measureCommand('aws', ['--endpoint-url', found.S3_ENDPOINT, 's3', ...words], connection),
    stop: () => {
      if (ours) testbed('down', place);
    },
  };
}

/** `undefined` when the command is not installed. */
export function awsVersion() {
  try {
    const text = execFileSync('aws', ['--version'], { encoding: 'utf8', stdio: 'pipe' });
    return /aws-cli\/(\S+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

function testbed(command, place) {
  // Its own folder, so that a server which somebody else has up is left alone.
  const env = { ...process.env, TMPDIR: place };
  return execFileSync(process.execPath, [TESTBED, command], { encoding: 'utf8', env });
}

function parse(lines) {
  const pairs = [...lines.matchAll(/^(?:export )?(S3_\w+)=(.*)$/gm)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value.replace(/^'|'$/g, '')]));
}
