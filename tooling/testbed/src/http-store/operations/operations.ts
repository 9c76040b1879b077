import type { Operation } from '../call.ts';
import { S3Error } from '../s3-error.ts';
import type { OperationName } from '../wire/operation-of.ts';
import * as buckets from './buckets.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject } from './get-object.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import { listMultipartUploads, listParts } from './list-uploads.ts';
import * as properties from './object-properties.ts';
import { putObject } from './put-object.ts';
import * as uploads from './upload-parts.ts';

export const operations: Readonly<Record<OperationName, Operation>> = {
  ListBuckets: buckets.listBuckets,
  CreateBucket: buckets.createBucket,
  HeadBucket: buckets.headBucket,
  DeleteBucket: buckets.deleteBucket,
  GetBucketLocation: buckets.getBucketLocation,
  GetBucketVersioning: buckets.getBucketVersioning,
  GetBucketLifecycleConfiguration: buckets.getBucketLifecycle,
  PutBucketLifecycleConfiguration: buckets.putBucketLifecycle,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListMultipartUploads: listMultipartUploads,
  DeleteObjects: deleteObjects,
  PutObject: putObject,
  GetObject: getObject,
  // The same without the body, which stays out at the sending.
  HeadObject: getObject,
  DeleteObject: deleteObject,
  CopyObject: copyObject,
  GetObjectTagging: properties.getObjectTagging,
  PutObjectTagging: properties.putObjectTagging,
  DeleteObjectTagging: properties.deleteObjectTagging,
  GetObjectAcl: properties.getObjectAcl,
  PutObjectAcl: properties.putObjectAcl,
  GetObjectAttributes: properties.getObjectAttributes,
  CreateMultipartUpload: uploads.createMultipartUpload,
  UploadPart: uploads.uploadPart,
  UploadPartCopy: uploads.uploadPartCopy,
  ListParts: listParts,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: uploads.abortMultipartUpload,
  Unsupported: () => {
    throw new S3Error({
      status: 501,
      code: 'NotImplemented',
      message: 'The memory server does not have this operation.',
    });
  },
};
