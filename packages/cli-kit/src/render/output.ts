/** What a stream of the process offers; tests bring their own. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** JSON instead of text. */
  readonly json: boolean;
  /** Nothing at all. */
  readonly quiet: boolean;
  /** No results. */
  readonly onlyShowErrors: boolean;
}

/** Where commands write to. In JSON mode text is dropped, in text mode JSON is. */
export interface Output {
  readonly options: OutputOptions;
  /** A line for standard output. */
  readonly result: (line: string) => void;
  /** A line for standard error. */
  readonly problem: (line: string) => void;
  /** One JSON document, on one line of standard output. */
  readonly json: (value: unknown) => void;
  /** A line for a person at a terminal, on standard error; programs never get it. */
  readonly note: (line: string) => void;
  /** A line for standard error, unless only problems are wanted. */
  readonly log: (line: string) => void;
  /** Text on standard error that the next line replaces, where that is a terminal; `''` removes it. */
  readonly transient: (text: string) => void;
  /** Transient text that comes again and again: shown every 100 ms at most. */
  readonly progress: (text: string) => void;
}

const CLEAR = '\r\u001b[K';
const REDRAW_MS = 100;

/** @param now in milliseconds, of any origin */
export function createOutput(options: OutputOptions, now = () => performance.now()): Output {
  const { stdout, stderr, json, quiet, onlyShowErrors } = options;
  let shown = false;
  let drawnAt = -Infinity;
  const clear = () => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  const write = (stream: OutputStream, text: string) => {
    clear();
    stream.write(`${stream.isTTY === true ? withoutControls(text) : text}\n`);
  };
  const isWatched = stderr.isTTY === true && !json && !quiet && !onlyShowErrors;
  const transient = (text: string) => {
    if (!isWatched) return;
    clear();
    if (text === '') return;
    stderr.write(text);
    shown = true;
  };
  return {
    options,
    result: (line) => {
      if (!json && !quiet && !onlyShowErrors) write(stdout, line);
    },
    problem: (line) => {
      if (!json && !quiet) write(stderr, line);
    },
    json: (value) => {
      if (json && !quiet) write(stdout, JSON.stringify(value));
    },
    note: (line) => {
      if (isWatched) write(stderr, line);
    },
    log: (line) => {
      if (!json && !quiet && !onlyShowErrors) write(stderr, line);
    },
    transient,
    progress: (text) => {
      const time = now();
      if (time - drawnAt < REDRAW_MS) return;
      drawnAt = time;
      transient(text);
    },
  };
}

/** A key may hold what a terminal would obey; a person sees it written out, a program gets it as it is. */
function withoutControls(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- they are what this is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
