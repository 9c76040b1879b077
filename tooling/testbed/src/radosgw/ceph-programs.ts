import { join } from 'node:path';

import { findPrograms, isExecutable } from '../processes/find-program.ts';

/** Debian's and Ubuntu's packages that bring everything the gateway needs. */
export const CEPH_PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd'] as const;

const NEEDED = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph', 'monmaptool'] as const;

/** Name of a program of Ceph that the testbed calls. */
export type CephProgram = (typeof NEEDED)[number];

type Command = readonly [string, ...string[]];

/** The programs that are missing on this machine, or in the folder with an unpacked Ceph. Empty: all are there. */
export function missingCephPrograms(root?: string): string[] {
  const missing =
    root === undefined
      ? NEEDED.filter((name) => findPrograms(name).length === 0)
      : NEEDED.filter((name) => !isExecutable(join(root, 'usr/bin', name)));
  // util-linux, on every Debian: daemons end with the process that started them.
  return findPrograms('setpriv').length === 0 ? [...missing, 'setpriv'] : missing;
}

/** How a program of Ceph is called: as it is, or inside the folder of another release with `directory` in it. */
export type CallCeph = (program: CephProgram, ...words: readonly string[]) => Command;

/**
 * With a root the program runs in a mount namespace of its own, where that folder has /proc, /dev and the server's
 * directory, so that nothing stays mounted. Each step replaces the one before: the process is the program itself.
 */
export function callCeph(directory: string, root?: string): CallCeph {
  if (root === undefined) return (program, ...words) => [program, ...words];
  return (program, ...words) =>
    [
      ...['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', ENTER, 'enter'],
      ...[root, directory, program, ...words],
    ] as unknown as Command;
}

const ENTER = `
root=$1 directory=$2
shift 2
mkdir -p "$root/proc" "$root/dev" "$root$directory"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$directory" "$root$directory"
exec chroot "$root" "$@"
`;
