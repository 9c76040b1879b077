/** What an operation answers. */
export interface Answer {
  /** @default 200 */
  readonly status?: number;
  /** Undefined values are left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** A string is XML. */
  readonly body?: string | Buffer;
}
