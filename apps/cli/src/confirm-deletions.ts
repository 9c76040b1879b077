import { createInterface } from 'node:readline';
import type { DeletionExtent } from '@deltaglider/sdk';

/** So many are deleted without a question, unless they are most of what the destination has. */
const MANY = 100;
const FEW = 10;

export interface ConfirmationOptions {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean | undefined };
  /** The destination, as the user typed it. */
  readonly place: string;
  readonly signal: AbortSignal;
  /** What Ctrl-C does, which the question would otherwise keep to itself. */
  readonly interrupt: () => void;
}

/** Asks a person at a terminal before much is deleted; where nobody can be asked, everything is agreed to. */
export async function confirmDeletions(
  extent: DeletionExtent,
  options: ConfirmationOptions,
): Promise<boolean> {
  const { stdin, stderr } = options;
  if (stdin.isTTY !== true || stderr.isTTY !== true || !isMuch(extent)) return true;
  const answer = await ask(question(extent, options.place), options);
  return /^y(es)?$/i.test(answer.trim());
}

function isMuch({ deletions, destinations }: DeletionExtent): boolean {
  return deletions > MANY || (deletions > FEW && deletions * 2 > destinations);
}

function question({ deletions, destinations }: DeletionExtent, place: string): string {
  return `Delete ${deletions} of ${destinations} in ${place}? [y/N] `;
}

/** An input that ends instead of an answer is none. */
async function ask(text: string, options: ConfirmationOptions): Promise<string> {
  const { stdin: input, stderr: output, signal, interrupt } = options;
  signal.throwIfAborted();
  const asking = createInterface({ input, output });
  const close = () => {
    asking.close();
  };
  try {
    signal.addEventListener('abort', close, { once: true });
    asking.on('SIGINT', interrupt);
    const answer = await new Promise<string>((resolve) => {
      asking.once('close', () => {
        output.write('\n');
        resolve('');
      });
      asking.question(text, (given) => {
        asking.removeAllListeners('close');
        resolve(given);
      });
    });
    signal.throwIfAborted();
    return answer;
  } finally {
    close();
    signal.removeEventListener('abort', close);
  }
}
