/** The operations by AWS's names. `Unsupported` is answered with 501. */
export type OperationName =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'DeleteBucket'
  | 'GetBucketLocation'
  | 'GetBucketVersioning'
  | 'GetBucketLifecycleConfiguration'
  | 'PutBucketLifecycleConfiguration'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'DeleteObjects'
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'CopyObject'
  | 'GetObjectTagging'
  | 'PutObjectTagging'
  | 'DeleteObjectTagging'
  | 'GetObjectAcl'
  | 'PutObjectAcl'
  | 'GetObjectAttributes'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'ListParts'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'Unsupported';

interface Asked {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** Query parameters that choose another operation than the method alone. */
const SUBRESOURCES = [
  ...['location', 'versioning', 'lifecycle', 'uploads', 'delete', 'tagging', 'acl', 'attributes'],
  ...[
    'policy',
    'cors',
    'website',
    'encryption',
    'versions',
    'object-lock',
    'logging',
    'replication',
  ],
  ...['notification', 'policyStatus', 'publicAccessBlock', 'ownershipControls', 'requestPayment'],
  ...['accelerate', 'retention', 'legal-hold', 'restore', 'select', 'torrent', 'metadataTable'],
];

const BUCKET: Readonly<Record<string, OperationName>> = {
  'GET location': 'GetBucketLocation',
  'GET versioning': 'GetBucketVersioning',
  'GET lifecycle': 'GetBucketLifecycleConfiguration',
  'PUT lifecycle': 'PutBucketLifecycleConfiguration',
  'GET uploads': 'ListMultipartUploads',
  'POST delete': 'DeleteObjects',
  'PUT ': 'CreateBucket',
  'HEAD ': 'HeadBucket',
  'DELETE ': 'DeleteBucket',
};

const OBJECT: Readonly<Record<string, OperationName>> = {
  'GET tagging': 'GetObjectTagging',
  'PUT tagging': 'PutObjectTagging',
  'DELETE tagging': 'DeleteObjectTagging',
  'GET acl': 'GetObjectAcl',
  'PUT acl': 'PutObjectAcl',
  'GET attributes': 'GetObjectAttributes',
  'POST uploads': 'CreateMultipartUpload',
  'GET ': 'GetObject',
  'HEAD ': 'HeadObject',
  'PUT ': 'PutObject',
  'DELETE ': 'DeleteObject',
};

const UPLOAD: Readonly<Record<string, OperationName>> = {
  GET: 'ListParts',
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
};

export function operationOf({ method, bucket, key, query, headers }: Asked): OperationName {
  const subresource = SUBRESOURCES.find((name) => query.has(name)) ?? '';
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : 'Unsupported';
  if (key === '') {
    if (method === 'GET' && subresource === '') {
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    }
    return BUCKET[`${method} ${subresource}`] ?? 'Unsupported';
  }
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  if (query.has('uploadId')) {
    const operation = UPLOAD[method] ?? 'Unsupported';
    return operation === 'UploadPart' && isCopy ? 'UploadPartCopy' : operation;
  }
  const operation = OBJECT[`${method} ${subresource}`] ?? 'Unsupported';
  return operation === 'PutObject' && isCopy ? 'CopyObject' : operation;
}
