import type { ServerResponse } from 'node:http';

import type { S3Error } from './s3-error.ts';
import type { Answer } from './wire/answer.ts';
import { xmlDocument } from './wire/xml-writer.ts';

export interface AnswerContext {
  readonly method: string;
  readonly requestId: string;
  readonly resource: string;
  /** What the server takes for now. */
  readonly date: Date;
}

/** An error as AWS writes it. */
export function toAnswer({ details }: S3Error, { requestId, resource }: AnswerContext): Answer {
  const { status, code, message, extra = {}, headers = {} } = details;
  const content = {
    Code: code,
    Message: message,
    ...extra,
    Resource: resource,
    RequestId: requestId,
  };
  return { status, headers, body: xmlDocument('Error', { ...content, HostId: 'memory' }, '') };
}

/** Writes an answer. The body of HEAD, of 204 and of 304 stays here, its length is told for HEAD of an object. */
export function sendAnswer(response: ServerResponse, answer: Answer, context: AnswerContext): void {
  const { status = 200, headers = {}, body = '' } = answer;
  response.statusCode = status;
  response.setHeader('x-amz-request-id', context.requestId);
  response.setHeader('x-amz-id-2', 'memory');
  response.setHeader('server', 'AmazonS3');
  response.setHeader('date', context.date.toUTCString());
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (typeof body === 'string' && body !== '')
    response.setHeader('content-type', 'application/xml');
  const isBodiless = status === 204 || status === 304;
  if (!isBodiless && (context.method !== 'HEAD' || status < 300)) {
    response.setHeader('content-length', Buffer.byteLength(body));
  }
  if (context.method === 'HEAD' || isBodiless) response.end();
  else response.end(body);
}
