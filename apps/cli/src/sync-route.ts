import { usageError } from '@deltaglider/cli-kit';
import type { FileLocation, ObjectLocation } from '@deltaglider/sdk';
import { parseEndpoint } from './endpoint.ts';

/** The two trees of `sync`; at least one is in a store. */
export interface SyncRoute {
  readonly type: 'upload' | 'download' | 'copy';
  readonly source: FileLocation | ObjectLocation;
  readonly destination: FileLocation | ObjectLocation;
}

/** @throws usage error for streams, and for two paths. */
export function parseSyncRoute(args: {
  readonly source: string;
  readonly destination: string;
}): SyncRoute {
  const source = parseEndpoint(args.source);
  const destination = parseEndpoint(args.destination);
  if (source.type === 'stream' || destination.type === 'stream') {
    throw usageError('A stream is one object; sync takes directories and prefixes.');
  }
  if (source.type === 'file' && destination.type === 'file') {
    throw usageError(
      'Invalid argument types: at least one of the two must be an S3 URI.',
      'Usage: deltaglider sync <path> <s3uri>, <s3uri> <path> or <s3uri> <s3uri>',
    );
  }
  const type =
    source.type === 'file' ? 'upload' : destination.type === 'file' ? 'download' : 'copy';
  return { type, source, destination };
}
