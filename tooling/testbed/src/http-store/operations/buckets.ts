import { bucketOf, type Call, type Operation } from '../call.ts';
import { refuse, S3Error } from '../s3-error.ts';
import { Bucket, byBytes } from '../store/bucket.ts';
import { childText, readXml } from '../wire/xml-reader.ts';
import { xmlDocument } from '../wire/xml-writer.ts';

export const listBuckets: Operation = ({ store, user }) => {
  const own = [...store.buckets.values()]
    .filter(({ owner }) => owner === user)
    .sort((left, right) => byBytes(left.name, right.name));
  const Bucket = own.map(({ name, created }) => ({
    Name: name,
    CreationDate: created.toISOString(),
  }));
  return {
    body: xmlDocument('ListAllMyBucketsResult', {
      Owner: ownerXml(user),
      Buckets: { Bucket },
    }),
  };
};

export const createBucket: Operation = (call) => {
  const { request, store, user } = call;
  const name = request.bucket;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..')) {
    throw refuse.badRequest('InvalidBucketName', 'The specified bucket is not valid.', {
      BucketName: name,
    });
  }
  const region = regionFor(call);
  const existing = store.buckets.get(name);
  if (existing !== undefined) return answerForExisting(existing, call);
  store.buckets.set(name, new Bucket(name, { region, owner: user, created: store.now() }));
  return { headers: { location: `/${name}` } };
};

/** The service's first region takes a repetition for a success, all others refuse it. */
function answerForExisting(existing: Bucket, { store, user }: Call) {
  const extra = { BucketName: existing.name };
  if (existing.owner !== user) {
    const message =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.';
    throw new S3Error({ status: 409, code: 'BucketAlreadyExists', message, extra });
  }
  if (existing.region === 'us-east-1' && store.region === 'us-east-1') {
    return { headers: { location: `/${existing.name}` } };
  }
  const message =
    'Your previous request to create the named bucket succeeded and you already own it.';
  throw new S3Error({ status: 409, code: 'BucketAlreadyOwnedByYou', message, extra });
}

/** Only an endpoint of us-east-1 makes buckets elsewhere. */
function regionFor({ request, store }: Call): string {
  const body = request.body.toString();
  const asked = body === '' ? undefined : childText(readXml(body), 'LocationConstraint');
  if (asked === undefined || asked === '') {
    if (store.region === 'us-east-1') return 'us-east-1';
    throw refuse.badRequest(
      'IllegalLocationConstraintException',
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
  }
  if (!/^(EU|[a-z]{2}(-[a-z]+)+-[0-9])$/.test(asked) || asked === 'us-east-1') {
    throw refuse.badRequest(
      'InvalidLocationConstraint',
      'The specified location-constraint is not valid',
      { LocationConstraint: asked },
    );
  }
  const region = asked === 'EU' ? 'eu-west-1' : asked;
  if (store.region !== 'us-east-1' && store.region !== region) {
    throw refuse.badRequest(
      'IllegalLocationConstraintException',
      `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return region;
}

export const headBucket: Operation = (call) => ({
  headers: { 'x-amz-bucket-region': bucketOf(call).region },
});

export const deleteBucket: Operation = (call) => {
  const bucket = bucketOf(call);
  if (bucket.objects.size > 0) {
    throw new S3Error({
      status: 409,
      code: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
      extra: { BucketName: bucket.name },
    });
  }
  call.store.buckets.delete(bucket.name);
  return { status: 204 };
};

export const getBucketLocation: Operation = (call) => {
  const { region } = bucketOf(call);
  return { body: xmlDocument('LocationConstraint', region === 'us-east-1' ? '' : region) };
};

export const getBucketVersioning: Operation = (call) => ({
  body: xmlDocument('VersioningConfiguration', { Status: bucketOf(call).versioning }),
});

export const getBucketLifecycle: Operation = (call) => {
  const { lifecycle } = bucketOf(call);
  if (lifecycle !== undefined) return { body: lifecycle };
  throw new S3Error({
    status: 404,
    code: 'NoSuchLifecycleConfiguration',
    message: 'The lifecycle configuration does not exist',
    extra: { BucketName: call.request.bucket },
  });
};

export const putBucketLifecycle: Operation = (call) => {
  const text = call.request.body.toString();
  if (readXml(text).name !== 'LifecycleConfiguration') throw refuse.malformedXml();
  bucketOf(call).lifecycle = text;
  return {};
};

/** A user in a document. Ids are made of the access key, as nothing else is known. */
export function ownerXml(user: string): { ID: string; DisplayName: string } {
  return { ID: Buffer.from(user).toString('hex').padEnd(64, '0'), DisplayName: user };
}
