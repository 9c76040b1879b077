import { humanSize } from './human-size.ts';
import { localTime } from './local-time.ts';

export interface ObjectRow {
  readonly name: string;
  readonly size: number;
  readonly lastModified: Date;
  /** `1.0 KiB` instead of bytes. @default false */
  readonly humanReadable?: boolean | undefined;
}

/** `2026-11-23 09:05:00       1234 name`: the columns that scripts take apart. */
export function objectRow({ name, size, lastModified, humanReadable = false }: ObjectRow): string {
  const amount = humanReadable ? humanSize(size) : String(size);
  return `${localTime(lastModified)} ${amount.padStart(10)} ${name}`;
}

/** `                           PRE name/` */
export function prefixRow(name: string): string {
  return `${'PRE'.padStart(30)} ${name}`;
}

/** `2026-11-23 09:05:00 bucket` */
export function bucketRow({ name, createdAt }: { name: string; createdAt: Date }): string {
  return `${localTime(createdAt)} ${name}`;
}

/** The lines behind a listing with `--summarize`. */
export function summaryRows(
  { objects, size }: { objects: number; size: number },
  humanReadable = false,
): string[] {
  const amount = humanReadable ? humanSize(size) : `${size}`;
  return ['', `Total Objects: ${objects}`, `   Total Size: ${amount}`];
}
