import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `xdelta3 -V` says, or undefined where the command is missing. Throws if it must be there. */
export function nativeVersion(): string | undefined {
  const { error, stderr, stdout } = spawnSync('xdelta3', ['-V'], { encoding: 'utf8' });
  if (error === undefined) return `${stderr}${stdout}`.split('\n')[0];
  if (process.env.DG_REQUIRE_NATIVE === '1') throw new Error('xdelta3 is required and missing.');
  console.warn('NOT RUN: interchange with the native xdelta3 command (it is not installed).');
  return undefined;
}

/** The native command with files in a folder of its own. */
export class NativeXdelta3 {
  readonly folder = mkdtempSync(join(tmpdir(), 'xdelta3-native-'));

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** The command by which the predecessors decode. */
  decode(reference: Uint8Array, delta: Uint8Array): Uint8Array {
    return this.#run(['-d', '-f', '-s'], reference, delta);
  }

  encode(reference: Uint8Array, target: Uint8Array, flags: readonly string[] = ['-9']): Uint8Array {
    return this.#run(['-e', '-f', ...flags, '-D', '-s'], reference, target);
  }

  #run(flags: readonly string[], reference: Uint8Array, input: Uint8Array): Uint8Array {
    const path = (name: string) => join(this.folder, name);
    writeFileSync(path('reference'), reference);
    writeFileSync(path('input'), input);
    const files = [path('reference'), path('input'), path('output')];
    execFileSync('xdelta3', [...flags, ...files], { stdio: ['ignore', 'ignore', 'ignore'] });
    return readFileSync(path('output'));
  }
}
