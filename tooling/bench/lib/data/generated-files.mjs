import { dataFolder } from './data-folder.mjs';
import { gzipChunks } from './gzip-chunks.mjs';
import { keepFile } from './keep-file.mjs';
import { logTar } from './log-tar.mjs';
import { sqlDump } from './sql-dump.mjs';

/** Paths of the gzipped dumps of as many days. */
export async function sqlDumps(days) {
  const paths = [];
  for (let day = 0; day < days; day++) {
    const path = dataFolder('sql-dump', `shop-day${day}.sql.gz`);
    paths.push(await keepFile(path, (part) => gzipChunks(sqlDump(day), part)));
  }
  return paths;
}

/** Paths of the two versions of a tarball of 300 MB that expands to 1.5 GB. */
export async function logTarballs() {
  const paths = [0, 1].map((version) => dataFolder('log-tar-gz', `logs-v${version}.tar.gz`));
  const make = (path, version) =>
    keepFile(path, (part) => {
      console.log(`Generating 1.5 GB of logs, version ${version} ...`);
      return gzipChunks(logTar(version), part);
    });
  for (const [version, path] of paths.entries()) await make(path, version);
  return paths;
}
