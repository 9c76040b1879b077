export type {} from './provided-context.ts';
export { describeWithCeph } from './describe-with-ceph.ts';
export { describeWithRadosGateway } from './describe-with-rados-gateway.ts';
export { describeWithS3 } from './describe-with-s3.ts';
