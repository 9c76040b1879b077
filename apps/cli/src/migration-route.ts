import { isS3Uri, parseS3Uri, usageError, type S3Uri } from '@deltaglider/cli-kit';

/** From where to where a migration goes. */
export interface MigrationRoute {
  /** A bucket or prefix of a store, or the path of a directory. */
  readonly source: S3Uri | string;
  readonly destination: S3Uri;
}

export interface MigrationRouteInput {
  readonly source: string;
  readonly destination: string;
  readonly sourceStore: string | undefined;
}

/** @throws usage error for a destination that is no S3 URI, and for a store of a source that is in none. */
export function parseMigrationRoute(input: MigrationRouteInput): MigrationRoute {
  const { source, destination, sourceStore } = input;
  if (!isS3Uri(destination)) {
    throw usageError(
      `The destination ${destination} is not an S3 URI.`,
      'Give s3://bucket or s3://bucket/prefix; for a store in a directory, also --store file:///path.',
    );
  }
  if (isS3Uri(source)) return { source: parseS3Uri(source), destination: parseS3Uri(destination) };
  if (sourceStore !== undefined) {
    throw usageError('--source-store is for a source such as s3://bucket, not for a directory.');
  }
  return { source, destination: parseS3Uri(destination) };
}
