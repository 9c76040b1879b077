export type { S3Credentials, S3Server } from './s3-server.ts';
export { createTestClient } from './client/create-test-client.ts';
export { freshBucket } from './client/fresh-bucket.ts';
export { removeBucket } from './client/remove-bucket.ts';
export type { RadosGatewayOptions } from './radosgw/rados-gateway-options.ts';
export type { RadosGateway } from './radosgw/rados-gateway.ts';
export { startRadosGateway } from './radosgw/start-rados-gateway.ts';
