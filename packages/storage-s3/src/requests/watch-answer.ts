/** What the SDK leaves out of an answer. */
export interface WatchedAnswer {
  /** When the store answered, by its own clock. */
  readonly time: () => Date | undefined;
  /** The host that the request went to. */
  readonly host: () => string | undefined;
}

/** The part of a command that this needs; its full type differs from command to command. */
interface CommandWithStack {
  readonly middlewareStack: {
    add: (middleware: Middleware, options: { step: 'deserialize'; name: string }) => void;
  };
}

interface Exchange {
  readonly request: unknown;
}

type Next = (args: Exchange) => Promise<{ readonly response: unknown }>;
type Middleware = (next: Next) => Next;

/** Watches what one command sends and receives; the client's own middleware stays as it is. */
export function watchAnswer(command: object): WatchedAnswer {
  let time: Date | undefined;
  let host: string | undefined;
  const watch: Middleware = (next) => async (args) => {
    host = textIn(args.request, 'hostname');
    const result = await next(args);
    time = dateIn(result.response);
    return result;
  };
  // Every command of the SDK has this stack; its types name each command's own input and output.
  (command as CommandWithStack).middlewareStack.add(watch, {
    step: 'deserialize',
    name: 'deltaGliderWatchAnswer',
  });
  return { time: () => time, host: () => host };
}

function dateIn(response: unknown): Date | undefined {
  const headers: unknown = isRecord(response) ? response.headers : undefined;
  const date = new Date(textIn(headers, 'date') ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function textIn(object: unknown, name: string): string | undefined {
  const value = isRecord(object) ? object[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
