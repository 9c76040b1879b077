import { fileURLToPath } from 'node:url';
import { run, type Interfaces } from '@oclif/core';
import { exitCodeOf } from '../errors/describe-error.ts';
import { outputError } from '../errors/output-error.ts';
import { exitCodes } from '../errors/exit-code.ts';
import { fromOclif } from '../errors/from-oclif.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { tellCodecs } from '../plugins/tell-codecs.ts';
import { createOutput, type Output } from '../render/output.ts';
import { reportError } from '../render/report-error.ts';
import { pluginSetting } from '../settings/plugin-setting.ts';

/**
 * Runs the command line of the process and resolves to its exit code, once everything is written.
 * `url` is the `import.meta.url` of the program.
 */
export async function runCli(url: string): Promise<number> {
  const output = watchOutput();
  const argv = withHelpFlag(process.argv.slice(2));
  // A command line without a command gets the help, and is wrong all the same.
  if (argv.length === 0) process.exitCode = exitCodes.usage;
  try {
    await run(argv, await whatToLoad(fileURLToPath(url), argv));
  } catch (error) {
    process.exitCode = reportOutside(error, argv);
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // The failure of a last write is told a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  const exitCode = Number(process.exitCode ?? 0);
  if (output.failure === undefined || exitCode !== exitCodes.ok) return exitCode;
  process.exitCode = reportOutside(outputError(output.failure), argv);
  return process.exitCode;
}

/** The program and its plugins; a plugin costs nothing where none is configured. */
async function whatToLoad(root: string, argv: readonly string[]): Promise<Interfaces.LoadOptions> {
  // oclif has two more ways to plugins, which nobody here is told of.
  const program = { root, userPlugins: false, devPlugins: false };
  const asksForHelp = argv.includes('--help') || argv.length === 0;
  try {
    const setting = pluginSetting(process.env, process.cwd());
    if (setting === undefined) return program;
    const options = { ...program, plugins: await loadPlugins(root, setting) };
    if (asksForHelp) await tellCodecs(options);
    return options;
  } catch (error) {
    // Whoever asks what there is gets an answer, and the error beside it.
    if (!asksForHelp && argv[0] !== '--version') throw error;
    reportError(outputOf(argv), error, { label: 'warning: ', debug: argv.includes('--debug') });
    return program;
  }
}

/** What went wrong with standard output, apart from a reader that went away. */
interface OutputState {
  failure: Error | undefined;
}

/** Takes the place of oclif's own listeners, which throw what the command could still report. */
function watchOutput(): OutputState {
  const state: OutputState = { failure: undefined };
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') state.failure ??= error;
  });
  process.stderr.on('error', () => undefined);
  return state;
}

/** Resolves once everything is written, or nobody reads any more; oclif's own waits for ever then. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return;
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.write('', () => {
      resolve();
    });
  });
}

/** `help`, `help cp` and `cp help` are what `aws` understands. */
function withHelpFlag(argv: readonly string[]): string[] {
  const [first, second] = argv;
  if (first === 'help') return [...argv.slice(1), '--help'];
  if (argv.length === 2 && second === 'help') return [first ?? '', '--help'];
  return [...argv];
}

/** What fails outside every command: unknown commands, broken installations. */
function reportOutside(thrown: unknown, argv: readonly string[]): number {
  if (isExit(thrown)) return thrown.oclif.exit;
  const error = fromOclif(thrown);
  reportError(outputOf(argv), error, { debug: argv.includes('--debug') });
  return exitCodeOf(error);
}

/** Before there is a command, the words tell how it would write. */
function outputOf(argv: readonly string[]): Output {
  return createOutput({
    stdout: process.stdout,
    stderr: process.stderr,
    json: argv.includes('--json'),
    quiet: argv.includes('--quiet') || argv.includes('-q'),
    onlyShowErrors: false,
  });
}

/** oclif ends some ways, such as an unknown topic's help, with an error that only carries a code. */
function isExit(error: unknown): error is Error & { oclif: { exit: number } } {
  return error instanceof Error && 'code' in error && error.code === 'EEXIT' && 'oclif' in error;
}
