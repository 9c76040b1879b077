import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** What the figures were taken on. */
export function machine() {
  const processor = cpus();
  const facts = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processor: `${processor.length} x ${processor[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    xdelta3: nativeVersion() ?? 'not installed',
  };
  const { date, node, platform, memory, xdelta3 } = facts;
  const text = `${date}, ${facts.processor}, ${memory}, ${platform}, Node ${node}, native xdelta3 ${xdelta3}`;
  return { ...facts, text };
}

/** `undefined` when the native command is not installed. */
export function nativeVersion() {
  const { error, stdout, stderr } = spawnSync('xdelta3', ['-V'], { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  return /version (\S+?),?\s/.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown';
}

/** `undefined` when the command is not installed. */
export function zstdVersion() {
  const { error, stdout } = spawnSync('zstd', ['--version'], { encoding: 'utf8' });
  return error === undefined ? (/v(\d[\d.]*)/.exec(stdout)?.[1] ?? 'unknown') : undefined;
}
