import type { ByteSource } from '@deltaglider/core';
import { ar } from './ar.ts';
import { bzip2 } from './bzip2.ts';
import type { FoundStream, Region } from './found-stream.ts';
import { gzip } from './gzip.ts';
import { MemberBudget } from './member-budget.ts';
import type { Format, Member, Parts } from './parsing.ts';
import type { ScanContext } from './scan-context.ts';
import { tar } from './tar.ts';
import { WindowReader } from './window-reader.ts';
import { xz } from './xz.ts';
import { zip } from './zip.ts';

/** `tar` last, because it adds up all the bytes. */
const FORMATS: readonly Format[] = [gzip, zip, ar, bzip2, xz, tar];
const HEAD_SIZE = 512;
/** Files inside one another, none of them compressed. */
const MAX_DEPTH = 8;

/**
 * Finds the compressed streams of a region: of the container that it begins like, and of containers that are stored
 * in it as they are. They come in order of offset, never overlap, and lie inside the region. A zip with something
 * before it is found too when it is the whole source.
 *
 * The answer to a stream of unknown size, `next(size)`, is how many of its bytes were taken; with it, the scan looks
 * for another one behind it. `next(undefined)`: it was not expanded. What cannot be understood is not found.
 * @throws only what the source throws, and the reason of the signal
 */
export async function* scan(
  source: ByteSource,
  region: Region,
  { limits, signal }: ScanContext,
): AsyncGenerator<FoundStream, void, number | undefined> {
  const opening = {
    reader: new WindowReader(source, signal),
    budget: new MemberBudget(limits.members),
    whole: source.size,
  };
  const stack: Parts[] = [];
  let member: Member | undefined = { ...region, name: undefined };
  let answer: number | undefined;
  for (;;) {
    const opened: Parts | undefined = member && (await open(opening, member));
    if (opened !== undefined) stack.push(opened);
    const top = stack.at(-1);
    if (top === undefined) return;
    const part = await top.next(answer);
    answer = undefined;
    member = undefined;
    if (part.done === true) stack.pop();
    else if ('method' in part.value) answer = yield part.value;
    else if (stack.length < MAX_DEPTH) member = part.value;
  }
}

interface Opening {
  readonly reader: WindowReader;
  readonly budget: MemberBudget;
  /** Size of the source. */
  readonly whole: number;
}

async function open(
  { reader, budget, whole }: Opening,
  region: Member,
): Promise<Parts | undefined> {
  const wanted = Math.min(HEAD_SIZE, region.size);
  const head = reader.held(region.offset, wanted) ?? (await reader.read(region.offset, wanted));
  const format =
    FORMATS.find(({ isStart }) => isStart(head)) ?? (region.size === whole ? zip : undefined);
  return format?.parts({ reader, budget, region });
}
