import { humanSize } from '@deltaglider/cli-kit';
import type { Usage, UsageTree } from '@deltaglider/sdk';
import { describeSaved } from './describe-saved.ts';

/** What branches are drawn with. */
interface Branches {
  readonly next: string;
  readonly last: string;
  /** In front of what is below one that is not the last. */
  readonly through: string;
  readonly blank: string;
}

const BOXES: Branches = { next: '├── ', last: '└── ', through: '│   ', blank: '    ' };
const ASCII: Branches = { next: '|-- ', last: '`-- ', through: '|   ', blank: '    ' };

export interface UsageTreeOptions {
  /** What the tree itself is called. */
  readonly name: string;
  /** With box characters, or else in ASCII. */
  readonly boxes: boolean;
}

/** The rows of a tree, from top to bottom. */
export function* usageTreeRows(
  tree: UsageTree,
  { name, boxes }: UsageTreeOptions,
): Generator<string, void, undefined> {
  yield `${name}  ${describeUsage(tree)}`;
  yield* rowsBelow(tree, boxes ? BOXES : ASCII, '');
}

function* rowsBelow(
  { prefix, children }: UsageTree,
  branches: Branches,
  indent: string,
): Generator<string, void, undefined> {
  for (const child of children) {
    const isLast = child === children.at(-1);
    const name = child.prefix.slice(prefix.length);
    yield `${indent}${isLast ? branches.last : branches.next}${name}  ${describeUsage(child)}`;
    yield* rowsBelow(child, branches, indent + (isLast ? branches.blank : branches.through));
  }
}

/** `2 object(s), 390.6 KiB, stored 195.5 KiB, 49.9% saved` */
function describeUsage({ objects, size, storedSize, saved }: Usage): string {
  const sizes = `${objects} object(s), ${humanSize(size)}, stored ${humanSize(storedSize)}`;
  return saved === undefined ? sizes : `${sizes}, ${describeSaved(saved)} saved`;
}
