import type { DeltaGlider, S3Connection } from '@deltaglider/sdk';
import { Command, type Interfaces } from '@oclif/core';
import { describeError, exitCodeOf } from '../errors/describe-error.ts';
import { fromOclif } from '../errors/from-oclif.ts';
import { globalFlags } from '../flags/global-flags.ts';
import type { FlagShape } from '../grammar/flag-table.ts';
import { normalizeArgv } from '../grammar/normalize-argv.ts';
import { pluginBackends, pluginCodecs, type PluginAddition } from '../plugins/plugin-additions.ts';
import { createOutput, type Output } from '../render/output.ts';
import { reportError } from '../render/report-error.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { toS3Connection } from '../settings/s3-connection.ts';
import type { Settings } from '../settings/settings.ts';
import { listenForSignals } from './signals.ts';

/** S3, as `aws` would find it. */
const DEFAULT_STORE = 's3:';

/** How a failed command ends: what stands before its sentence, and its exit code. */
export interface Failure {
  readonly exitCode: number;
  readonly label?: string | undefined;
}

/**
 * What every command is: argparse's grammar, settings from flags, environment and config file, stores that
 * are opened late and closed in the end, errors at column 0, exit codes, and an end on Ctrl-C.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags;

  /** There once `parse` has resolved. */
  protected settings: Settings = {};
  protected output: Output = this.#createOutput({});
  /** True once nobody reads standard output any more. */
  protected outputClosed = false;
  #connection: S3Connection = {};
  #debugs = false;
  #codecs: Promise<readonly PluginAddition[]> | undefined;
  #backends: Promise<readonly PluginAddition[]> | undefined;
  #removeTemporaryFiles: () => void = () => undefined;
  readonly #opened: DeltaGlider[] = [];
  readonly #signals = listenForSignals(() => {
    this.#removeTemporaryFiles();
  });

  /** Aborted when the user wants the command to end. */
  protected get signal(): AbortSignal {
    return this.#signals.signal;
  }

  protected override async init(): Promise<void> {
    await super.init();
    process.stdout.on('error', () => {
      this.outputClosed = true;
    });
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<F>,
    B extends Interfaces.OutputFlags<B>,
    A extends Interfaces.OutputArgs<A>,
  >(
    options?: Interfaces.Input<F, B, A>,
    argv = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const input = options ?? (this.ctor as unknown as Interfaces.Input<F, B, A>);
    const flags = { ...input.baseFlags, ...input.flags } as Record<string, FlagShape>;
    try {
      const normalized = normalizeArgv(argv, flags);
      // Settings come from all their sources at once; oclif must not read the environment before.
      const ownFlags = Object.entries(flags).map(([name, flag]) => [
        name,
        { ...flag, env: undefined },
      ]);
      const bare = { ...input, baseFlags: undefined, flags: Object.fromEntries(ownFlags) as never };
      const parsed = await super.parse<F, B, A>(bare as never, normalized);
      this.output = this.#createOutput(parsed.flags);
      this.#debugs = isOn(parsed.flags, 'debug');
      this.settings = resolveSettings({
        flags: parsed.flags,
        environment: process.env,
        codecs: await this.#codecNames(),
      });
      this.#connection = toS3Connection(parsed.flags, this.#stores(parsed.flags));
      return parsed;
    } catch (error) {
      throw fromOclif(error);
    }
  }

  /**
   * Opens a store; it is closed when the command ends.
   * @throws configuration error when it cannot be one.
   */
  protected async open(store = this.settings.store ?? DEFAULT_STORE): Promise<DeltaGlider> {
    const { openStore, removeLiveTemporaryFiles } = await import('./open-store.ts');
    this.#removeTemporaryFiles = removeLiveTemporaryFiles;
    const observe = this.#debugs
      ? (event: { readonly type: string }) => {
          this.output.problem(`debug: ${JSON.stringify(event, describeErrors)}`);
        }
      : undefined;
    const connection = this.#connection;
    const additions = [...(await this.#pluginCodecs()), ...(await this.#pluginBackends())];
    const opened = await openStore({ ...this.settings, store, connection, additions }, observe);
    this.#opened.push(opened);
    return opened;
  }

  /** How many objects of a store to work on at the same time; `undefined` leaves it to the job. */
  protected concurrencyOf(store: DeltaGlider): number | undefined {
    return this.settings.concurrency ?? store.concurrency;
  }

  /** Sets how the command ends, when it ends without an error. */
  protected end(exitCode: number): void {
    process.exitCode = exitCode;
  }

  /** How a command of this kind ends with an error. */
  protected describeFailure(error: unknown): Failure {
    return { exitCode: exitCodeOf(error) };
  }

  protected override async catch(thrown: unknown): Promise<void> {
    // What fails while everything is being torn down fails because of it.
    const error: unknown = this.signal.aborted ? this.signal.reason : thrown;
    const { exitCode, label } = this.describeFailure(error);
    if (this.signal.aborted) this.#removeTemporaryFiles();
    reportError(this.output, error, { label, debug: this.#debugs });
    process.exitCode = exitCode;
  }

  protected override async finally(): Promise<void> {
    try {
      await Promise.all(this.#opened.map((each) => each.close()));
    } finally {
      this.#signals.dispose();
    }
  }

  async #codecNames(): Promise<readonly string[]> {
    return (await this.#pluginCodecs()).map(({ name }) => name);
  }

  async #pluginCodecs(): Promise<readonly PluginAddition[]> {
    if (!hasPlugins(this.config)) return [];
    return await (this.#codecs ??= pluginCodecs(this.config));
  }

  async #pluginBackends(): Promise<readonly PluginAddition[]> {
    if (!hasPlugins(this.config)) return [];
    return await (this.#backends ??= pluginBackends(this.config));
  }

  /** Every store that the command is about. */
  #stores(flags: Readonly<Record<string, unknown>>): string[] {
    const { store = DEFAULT_STORE } = this.settings;
    const source = flags['source-store'];
    return typeof source === 'string' ? [store, source] : [store];
  }

  /** Before the flags are parsed, the words themselves have to tell how errors are to be shown. */
  #createOutput(flags: Readonly<Record<string, unknown>>): Output {
    const has = (...words: string[]) => words.some((word) => this.argv.includes(word));
    return createOutput({
      stdout: process.stdout,
      stderr: process.stderr,
      json: isOn(flags, 'json') || has('--json'),
      quiet: isOn(flags, 'quiet') || has('--quiet', '-q'),
      onlyShowErrors: isOn(flags, 'only-show-errors'),
    });
  }
}

/** The program itself is the first one. */
function hasPlugins(config: Interfaces.Config): boolean {
  return config.getPluginsList().length > 1;
}

/** Errors have no JSON of their own. */
function describeErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

function isOn(flags: Readonly<Record<string, unknown>>, name: string): boolean {
  return flags[name] === true;
}
