import { DeltaGliderError, type ErrorCode } from '@deltaglider/core';
import type { ThrownInWorker } from './thrown-in-worker.ts';

/** The error that a job threw, as far as it can be had: a DeltaGliderError again, or an Error of its name. */
export function fromThrown(thrown: ThrownInWorker): Error {
  const { name, stack, properties } = thrown;
  const error = Object.assign(ofClass(thrown), properties);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

function ofClass({ name, message, properties, cause }: ThrownInWorker): Error {
  const options = cause === undefined ? {} : { cause: fromThrown(cause) };
  if (name !== 'DeltaGliderError') return new Error(message, options);
  // It was one in the worker, so this is one of its codes.
  return new DeltaGliderError(properties.code as ErrorCode, message, options);
}
