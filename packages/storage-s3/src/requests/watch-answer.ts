/** What the SDK leaves out of an answer. */
export interface WatchedAnswer {
  /** When the store answered, by its own clock; also of an answer that is an error. */
  readonly time: () => Date | undefined;
  /** The host that the request went to, or should have. */
  readonly host: () => string | undefined;
  /** Its origin, like `http://127.0.0.1:9000`. */
  readonly origin: () => string | undefined;
  /** The region that the request was signed for, where it was. */
  readonly region: () => string | undefined;
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
  let request: unknown;
  const watch: Middleware = (next) => async (args) => {
    request = args.request;
    const result = await next(args);
    time = dateIn(result.response);
    return result;
  };
  // Every command of the SDK has this stack; its types name each command's own input and output.
  (command as CommandWithStack).middlewareStack.add(watch, {
    step: 'deserialize',
    name: 'deltaGliderWatchAnswer',
  });
  return {
    time: () => time,
    host: () => textIn(request, 'hostname'),
    origin: () => originOf(request),
    region: () => regionOf(request),
  };
}

function originOf(request: unknown): string | undefined {
  const host = textIn(request, 'hostname');
  if (host === undefined) return undefined;
  const port = isRecord(request) && typeof request.port === 'number' ? `:${request.port}` : '';
  return `${textIn(request, 'protocol') ?? 'https:'}//${host}${port}`;
}

/** As the scope of the signature names it. */
function regionOf(request: unknown): string | undefined {
  const headers: unknown = isRecord(request) ? request.headers : undefined;
  const [, region] =
    /Credential=[^,]*\/(?:\d{8})\/([^/,]+)\//.exec(textIn(headers, 'authorization') ?? '') ?? [];
  return region;
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
