import { execFileSync } from 'node:child_process';
import { hasCommand } from './has-command.ts';

export const hasPython = hasCommand('python3');

/** Runs a program of Python; what it puts into `out` is the result. */
export function python(program: string, input: Uint8Array = Buffer.alloc(0)): Buffer {
  const whole = `import sys, io, gzip, bz2, lzma, tarfile, zipfile
data = sys.stdin.buffer.read()
${program}
sys.stdout.buffer.write(out)`;
  return execFileSync('python3', ['-c', whole], { input, maxBuffer: 1 << 28 });
}
