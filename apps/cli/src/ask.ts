import { createInterface } from 'node:readline';

export interface AskOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/**
 * The answer to a question that can be answered with yes; `undefined` where the input ends without one.
 * @throws the signal's reason
 */
export async function ask(question: string, options: AskOptions): Promise<boolean | undefined> {
  const { input, output, signal } = options;
  output.write(`${question} [y/N]: `);
  const lines = createInterface({ input });
  const stop = () => {
    lines.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of lines) return /^y(?:es)?$/i.test(line.trim());
    signal.throwIfAborted();
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}
