import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';

import { unpackCeph } from '../radosgw/unpack-ceph.ts';
import { keep } from './keep.ts';
import { down, up } from './up-and-down.ts';

const USAGE = `Usage: testbed up [--root DIR] [--class NAME]... [--conf LINE]...
                         starts a RADOS Gateway that stays, and prints lines for eval
       testbed down      ends it
       testbed unpack DIR [SUITE]
                         unpacks the Ceph of a Debian release (forky) into DIR, for --root and DG_CEPH_ROOT

       eval "$(pnpm -s testbed up)" && aws --endpoint-url "$S3_ENDPOINT" s3 ls; pnpm testbed down
`;

/** The testbed's command line. Resolves to the exit code. */
export async function runCli(words: readonly string[], program: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      class: { type: 'string', multiple: true },
      conf: { type: 'string', multiple: true },
    },
  });
  const options = {
    ...(values.root === undefined ? {} : { root: values.root }),
    ...(values.class === undefined ? {} : { storageClasses: values.class }),
    ...(values.conf === undefined ? {} : { conf: values.conf }),
  };
  const place = { program, owner: userInfo().username };
  switch (positionals[0]) {
    case 'up':
      process.stdout.write(await up(place, words.slice(1)));
      return 0;
    case 'down':
      await down(place);
      return 0;
    case 'keep':
      await keep(place, options);
      return 0;
    case 'unpack':
      if (positionals[1] === undefined) break;
      await unpackCeph(positionals[1], positionals[2]);
      return 0;
  }
  process.stderr.write(USAGE);
  return 2;
}
