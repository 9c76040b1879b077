export { BaseCommand, type Failure } from './command/base-command.ts';
export { runCli } from './command/run-cli.ts';
export {
  TransferCommand,
  type ProgressOptions,
  type TransferOptions,
} from './command/transfer-command.ts';
export {
  CommandError,
  configurationError,
  usageError,
  type CommandErrorOptions,
} from './errors/command-error.ts';
export { describeError, exitCodeOf, type DescribedError } from './errors/describe-error.ts';
export { exitCodes } from './errors/exit-code.ts';
export { outputError } from './errors/output-error.ts';
export { deltaFlags } from './flags/delta-flags.ts';
export { filterFlags, orderedFilters, type OrderedFilter } from './flags/filter-flags.ts';
export { requestPayerFlag } from './flags/request-payer-flag.ts';
export { priceFlags } from './flags/price-flags.ts';
export { transferFlags } from './flags/transfer-flags.ts';
export { withGrammar } from './flags/with-grammar.ts';
export { closestWord } from './grammar/closest-word.ts';
export { parseDuration } from './grammar/parse-duration.ts';
export { GRANT, parseGrants } from './grammar/parse-grants.ts';
export { parseMetadata } from './grammar/parse-metadata.ts';
export { parseSize } from './grammar/parse-size.ts';
export {
  isS3Uri,
  parseBucketPath,
  parseBucketUri,
  parseS3Uri,
  type S3Uri,
} from './grammar/s3-uri.ts';
export {
  codecNames,
  pluginBackends,
  pluginCodecs,
  type PluginAddition,
} from './plugins/plugin-additions.ts';
export type {
  BackendRegistration,
  BackendsHook,
  CodecRegistration,
  CodecsHook,
} from './plugins/plugin-hooks.ts';
export { toUri } from './render/describe-task.ts';
export { humanSize } from './render/human-size.ts';
export { bucketRow, objectRow, prefixRow, summaryRows, type ObjectRow } from './render/list-row.ts';
export { localTime } from './render/local-time.ts';
export type { Output, OutputOptions, OutputStream } from './render/output.ts';
export { wrapText } from './render/wrap-text.ts';
export { isS3Store } from './settings/s3-connection.ts';
export type { TransferReporter } from './render/transfer-reporter.ts';
export type { Settings } from './settings/settings.ts';
