/** What one sending of a command came to, hidden from the SDK so that it does not send it again. */
class SentOnce extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('The request failed, and is not to be repeated blindly.');
    this.failure = failure;
  }
}

interface CommandWithStack {
  readonly middlewareStack: {
    add: (middleware: Middleware, options: { step: 'deserialize'; name: string }) => void;
  };
}

type Next = (args: never) => Promise<unknown>;
type Middleware = (next: Next) => Next;

/**
 * Keeps the SDK from repeating a command whose answer was lost: what it did the first time may have been undone
 * by somebody else since.
 */
export async function sentOnce<T>(command: object, send: () => Promise<T>): Promise<T> {
  const guard: Middleware = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      throw new SentOnce(error);
    }
  };
  // Every command of the SDK has this stack; its types name each command's own input and output.
  (command as CommandWithStack).middlewareStack.add(guard, {
    step: 'deserialize',
    name: 'deltaGliderSentOnce',
  });
  try {
    return await send();
  } catch (error) {
    throw error instanceof SentOnce ? error.failure : error;
  }
}
