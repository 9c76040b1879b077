export type { S3Credentials, S3Server } from './s3-server.ts';
export { createTestClient } from './client/create-test-client.ts';
export { freshBucket } from './client/fresh-bucket.ts';
export { removeBucket } from './client/remove-bucket.ts';
export type { RadosGatewayOptions } from './radosgw/rados-gateway-options.ts';
export type { RadosGateway } from './radosgw/rados-gateway.ts';
export { startRadosGateway } from './radosgw/start-rados-gateway.ts';
export type { LoggedRequest } from './http-store/logged-request.ts';
export type { MemoryS3Options } from './http-store/memory-s3-options.ts';
export {
  MemoryS3Server,
  type AnswerHook,
  type DeniedRequest,
} from './http-store/memory-s3-server.ts';
export type { Answer } from './http-store/wire/answer.ts';
export type { OperationName } from './http-store/wire/operation-of.ts';
export type { S3Request } from './http-store/wire/s3-request.ts';
export type { Fault } from './fault-proxy/fault.ts';
export { FaultProxy, type FaultProxyOptions } from './fault-proxy/fault-proxy.ts';
export type { FaultRule, RequestPattern } from './fault-proxy/fault-rule.ts';
export type { ProxiedExchange, ProxiedRequest } from './fault-proxy/proxied-request.ts';
