import type {
  $Command,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import type { AbortOptions } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { toFailure, type Failure } from '../errors/failure.ts';
import { watchAnswer, type WatchedAnswer } from '../requests/watch-answer.ts';

/** What became of one request: its output, or why there is none. */
export interface Asked<Output> extends WatchedAnswer {
  readonly output: Output | undefined;
  readonly failure: Failure | undefined;
}

/** Sends a request that may fail. @throws the signal's reason after an abort, and what is no answer of a store */
export async function ask<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  { client, diagnosisTimeoutMs, conditions }: S3Context,
  command: $Command<Input, Output, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
  { signal }: AbortOptions,
): Promise<Asked<Output>> {
  signal?.throwIfAborted();
  const answer = watchAnswer(command);
  // A store that is silent is tried several times by the SDK, for a minute each.
  const limit = AbortSignal.timeout(diagnosisTimeoutMs);
  const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const output = await client.send(command, { abortSignal });
    return { ...answer, output, failure: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = limit.aborted ? TIMEOUT : toFailure(error);
    if (failure === undefined) throw error;
    return { ...answer, output: undefined, failure };
  } finally {
    conditions.sawHost(answer.host());
  }
}

const TIMEOUT: Failure = {
  name: 'TimeoutError',
  message: 'There was no answer in time.',
  status: undefined,
  attempts: 1,
  region: undefined,
};
