import { humanSize } from './human-size.ts';
import type { TransferProgress } from './transfer-progress.ts';

const CELLS = 10;

export interface ProgressLineOptions {
  readonly elapsedMs: number;
  /** Width of the terminal. */
  readonly columns: number;
}

/** `[####------] 12.0/30.0 MiB  3.1 MiB/s  0:06 left  stored 1.2 MiB, 90% saved`, as far as it fits. */
export function progressLine(
  progress: TransferProgress,
  { elapsedMs, columns }: ProgressLineOptions,
): string {
  const { doneBytes, totalBytes, transfers, finished, complete } = progress;
  const about = complete ? '' : '~';
  const speed = elapsedMs > 0 ? (doneBytes * 1000) / elapsedMs : 0;
  const segments = [
    `${bar(progress)} ${share(humanSize(doneBytes), about + humanSize(totalBytes))}`,
    `${humanSize(speed)}/s`,
    timeLeft(progress, speed),
    describeSavings(progress),
    `${about}${transfers - finished} file(s) remaining`,
  ];
  return fit(segments, columns - 1);
}

/** A line that wraps cannot be replaced: what does not fit is left out. */
function fit(segments: readonly string[], width: number): string {
  let line = '';
  for (const segment of segments) {
    const longer = line === '' ? segment : `${line}  ${segment}`;
    if (segment !== '' && longer.length <= width) line = longer;
  }
  return line;
}

function bar({ doneBytes, totalBytes }: TransferProgress): string {
  const part = totalBytes === 0 ? 0 : Math.min(1, doneBytes / totalBytes);
  const full = Math.floor(part * CELLS);
  return `[${'#'.repeat(full)}${'-'.repeat(CELLS - full)}]`;
}

function timeLeft({ doneBytes, totalBytes, complete }: TransferProgress, speed: number): string {
  if (!complete || speed === 0) return '';
  const seconds = Math.ceil(Math.max(0, totalBytes - doneBytes) / speed);
  const minutes = Math.floor(seconds / 60);
  const ss = String(seconds % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${ss} left`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${ss} left`;
}

/** `12.0/30.0 MiB`, and `900.0 KiB/30.0 MiB`. */
function share(done: string, total: string): string {
  const [amount = '', unit = ''] = done.split(' ');
  return `${total.endsWith(` ${unit}`) ? amount : done}/${total}`;
}

/** `stored 1.2 MiB, 90% saved`; empty when nothing was stored. */
export function describeSavings({
  putBytes,
  storedBytes,
}: Pick<TransferProgress, 'putBytes' | 'storedBytes'>): string {
  if (putBytes === 0) return '';
  const saved = Math.round((1 - storedBytes / putBytes) * 100);
  return `stored ${humanSize(storedBytes)}, ${Math.max(0, saved)}% saved`;
}
