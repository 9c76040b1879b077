import { readFileSync } from 'node:fs';

import { findPrograms } from '../processes/find-program.ts';
import { runCommand } from '../processes/run-command.ts';
import { CEPH_PACKAGES } from '../radosgw/ceph-programs.ts';

const env = { DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Installs the gateway where that needs no question: as root on Debian or Ubuntu.
 *
 * @returns undefined when it is there now, otherwise why not.
 */
export async function installGateway(say: (line: string) => void): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root can install it';
  if (!isDebian() || findPrograms('apt-get').length === 0)
    return 'this is neither Debian nor Ubuntu';
  say(`Installing ${CEPH_PACKAGES.join(', ')} for the S3 suites (apt-get, about 60 MB) ...`);
  try {
    await runCommand(['apt-get', 'update', '-qq'], { env, timeoutMs: 120_000 });
    const words = ['install', '-y', '-qq', '--no-install-recommends', ...CEPH_PACKAGES];
    await runCommand(['apt-get', ...words], { env, timeoutMs: 300_000 });
    return undefined;
  } catch (error) {
    return `apt-get could not install it (${firstLine(error)})`;
  }
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return String(error).split('\n')[0] ?? '';
}
