import { usageError } from '@deltaglider/cli-kit';
import type { FileLocation, ObjectLocation } from '@deltaglider/sdk';
import { parseEndpoint, type Endpoint } from './endpoint.ts';

/** Which way a command goes that copies. */
export type CopyRoute =
  | MoveRoute
  | { readonly type: 'from-stdin'; readonly destination: ObjectLocation }
  | {
      readonly type: 'to-stdout';
      readonly source: ObjectLocation;
      readonly destination?: undefined;
    };

/** Which way `mv` goes. */
export type MoveRoute =
  | { readonly type: 'upload'; readonly source: FileLocation; readonly destination: ObjectLocation }
  | {
      readonly type: 'download';
      readonly source: ObjectLocation;
      readonly destination: FileLocation;
    }
  | {
      readonly type: 'copy';
      readonly source: ObjectLocation;
      readonly destination: ObjectLocation;
    };

export interface CopyRouteInput {
  readonly source: string;
  readonly destination: string;
  readonly recursive: boolean;
  readonly json: boolean;
  readonly rawContent: boolean;
}

/**
 * @throws usage error unless at least one side is an object, for streams of more than one object, and for raw content
 * that would be stored.
 */
export function parseCopyRoute(input: CopyRouteInput): CopyRoute {
  const route = parseRoute(input, 'cp');
  if (route.type === 'from-stdin' || route.type === 'to-stdout') checkStream(route, input);
  if (input.rawContent && route.destination?.type === 'object') {
    throw usageError('--raw-content is for downloads: to a path or to standard output.');
  }
  return route;
}

/** @throws usage error unless at least one side is an object, and for streams, which cannot be moved */
export function parseMoveRoute(input: Pick<CopyRouteInput, 'source' | 'destination'>): MoveRoute {
  const route = parseRoute(input, 'mv');
  if (route.type !== 'from-stdin' && route.type !== 'to-stdout') return route;
  throw usageError('Standard input and output can only be copied.', 'Use cp, and then rm.');
}

function parseRoute(
  { source, destination }: Pick<CopyRouteInput, 'source' | 'destination'>,
  command: 'cp' | 'mv',
): CopyRoute {
  const route = toRoute(parseEndpoint(source), parseEndpoint(destination));
  if (route !== undefined) return route;
  throw usageError(
    'Invalid argument types: at least one of the two must be an S3 URI.',
    `Usage: deltaglider ${command} <path> <s3uri>, <s3uri> <path> or <s3uri> <s3uri>`,
  );
}

function toRoute(source: Endpoint, destination: Endpoint): CopyRoute | undefined {
  if (destination.type === 'object') {
    if (source.type === 'object') return { type: 'copy', source, destination };
    if (source.type === 'file') return { type: 'upload', source, destination };
    return { type: 'from-stdin', destination };
  }
  if (source.type !== 'object') return undefined;
  if (destination.type === 'file') return { type: 'download', source, destination };
  return { type: 'to-stdout', source };
}

function checkStream(
  route: Extract<CopyRoute, { type: 'from-stdin' | 'to-stdout' }>,
  { recursive, json }: CopyRouteInput,
): void {
  if (recursive) {
    throw usageError('Streaming is only possible for a single object, not with --recursive.');
  }
  if (route.type === 'to-stdout' && json) {
    throw usageError('--json and the object cannot both go to standard output.');
  }
  const { key } = (route.type === 'to-stdout' ? route.source : route.destination).address;
  if (key === '' || key.endsWith('/')) {
    throw usageError('A stream needs the whole key of its object, like s3://bucket/key.');
  }
}
