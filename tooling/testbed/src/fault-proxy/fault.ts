/** What happens to a request on its way. */
export type Fault =
  ResetBefore | ResetAfter | AnswerInstead | SlowBody | TruncateAnswer | Duplicate | Hold;

/** The connection breaks and the server never hears of the request. */
interface ResetBefore {
  readonly kind: 'reset-before';
}

/** The server does what was asked, and the connection breaks before the client hears of it. */
interface ResetAfter {
  readonly kind: 'reset-after';
}

/** An error in the server's place, which never hears of the request. */
export interface AnswerInstead {
  readonly kind: 'answer';
  readonly status: number;
  /** Code in the document. @default what S3 says with that status: SlowDown, TooManyRequests, InternalError */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body goes slowly. */
interface SlowBody {
  readonly kind: 'slow';
  readonly bytesPerSecond: number;
  /** @default 'answer' */
  readonly body?: 'request' | 'answer';
}

/** The answer says how long it is, and ends before. */
export interface TruncateAnswer {
  readonly kind: 'truncate';
  /** How much of the body arrives. */
  readonly bytes: number;
}

/** The server gets the request twice, one after the other, as when something in between has repeated it. */
export interface Duplicate {
  readonly kind: 'duplicate';
  /** Which answer the client gets. @default 'second' */
  readonly answer?: 'first' | 'second';
}

/** The request waits until a test lets it go. */
interface Hold {
  readonly kind: 'hold';
  readonly until: Promise<unknown>;
  /** Before the server hears of it, or after the server has answered. @default 'request' */
  readonly part?: 'request' | 'answer';
}
