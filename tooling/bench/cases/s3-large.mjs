import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFile } from '../lib/make-file.mjs';
import { awsVersion, startS3 } from '../lib/s3-server.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { bytes, mebibytes, seconds } from '../lib/table.mjs';

const GB = 10 ** 9;

/** Peak memory while 5 GB that are stored whole go up and come down. */
export async function s3Large(work) {
  const server = startS3(work);
  try {
    const file = join(work, 'five.bin');
    const restored = join(work, 'restored.bin');
    makeFile(file, { size: 5 * GB, seed: 2 });
    server.deltaglider('mb', 's3://large');
    const rows = [];
    const measure = async (name, run) => {
      const up = run('cp', file, `s3://large/${name}.bin`, '--quiet');
      const down = run('cp', `s3://large/${name}.bin`, restored, '--quiet');
      if ((await sha256File(restored)) !== (await sha256File(file)))
        throw new Error('not restored');
      run('rm', `s3://large/${name}.bin`, '--quiet');
      rmSync(restored);
      rows.push([
        name,
        bytes(statSync(file).size),
        mebibytes(up.rss),
        seconds(up.wall),
        mebibytes(down.rss),
        seconds(down.wall),
      ]);
    };
    await measure('deltaglider', server.deltaglider);
    if (awsVersion() !== undefined) await measure('aws', server.aws);
    rmSync(file);
    return {
      columns: ['cp of one object', 'bytes', 'RSS up', 'up s', 'RSS down', 'down s'],
      rows,
    };
  } finally {
    server.stop();
  }
}
