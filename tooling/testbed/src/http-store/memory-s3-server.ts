import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { S3Credentials, S3Server } from '../s3-server.ts';
import type { Behaviour } from './call.ts';
import type { LoggedRequest } from './logged-request.ts';
import type { MemoryS3Options } from './memory-s3-options.ts';
import { operations } from './operations/operations.ts';
import { checkRegion } from './region-check.ts';
import { refuse, S3Error } from './s3-error.ts';
import { sendAnswer, toAnswer, type AnswerContext } from './send-answer.ts';
import type { Bucket } from './store/bucket.ts';
import type { Answer } from './wire/answer.ts';
import { credentialsOf } from './wire/credentials-of.ts';
import type { OperationName } from './wire/operation-of.ts';
import { readBody } from './wire/read-body.ts';
import { addressOf, type S3Request } from './wire/s3-request.ts';

/** What a test may have answered in the server's place. Undefined leaves it to the server. */
export type AnswerHook = (request: S3Request) => Answer | undefined | Promise<Answer | undefined>;

/**
 * S3 in memory behind HTTP, with the answers that AWS documents, for what no real server at hand does. Path style,
 * no versions. It looks at who asks and for which region the request is signed, but checks no signature.
 */
export class MemoryS3Server implements S3Server {
  readonly kind = 'memory';
  readonly version = 'memory';
  readonly forcePathStyle = true;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: S3Credentials = { accessKeyId: 'MEMORY', secretAccessKey: 'secret' };
  readonly stranger: S3Credentials = { accessKeyId: 'STRANGER', secretAccessKey: 'other-secret' };
  /** Everything asked so far, oldest first. */
  requests: LoggedRequest[] = [];
  /** Makes it a store that ignores If-Match and If-None-Match of writes in silence: all, or those named. */
  ignoreConditions: boolean | readonly OperationName[] = false;
  /** What is answered with 403: the named operations, or what the function says. */
  deny: readonly OperationName[] | ((request: DeniedRequest) => boolean) = [];
  /** Answers in the server's place. */
  hook: AnswerHook | undefined;
  /** How many of the next conditional writes that would succeed get 409 ConditionalRequestConflict instead. */
  conflicts = 0;

  readonly #server: Server;
  readonly #buckets = new Map<string, Bucket>();
  readonly #behaviour: Behaviour;
  #ids = 0;

  private constructor(server: Server, options: MemoryS3Options) {
    const { region = 'us-east-1', minPartSize = 5 << 20, now = () => new Date() } = options;
    this.region = region;
    this.#behaviour = {
      buckets: this.#buckets,
      region,
      minPartSize,
      now,
      nextId: () => this.#nextId(),
      ignoresConditions: (operation) => ignores(this.ignoreConditions, operation),
      takeConflict: () => this.conflicts > 0 && this.conflicts-- > 0,
      isDenied: (operation, bucket, key) => this.#isDenied({ operation, bucket, key }),
    };
    this.#server = server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      void this.#serve(incoming, response);
    });
    // It listens on TCP, so its address is not a string.
    const { port } = server.address() as AddressInfo;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** Listens on a free port of the loopback address. */
  static async start(options: MemoryS3Options = {}): Promise<MemoryS3Server> {
    // A client may keep an idle connection for longer than Node's five seconds.
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new MemoryS3Server(server, options);
  }

  /** A bucket, to look into it or to set what no request sets. @throws Error when there is none of that name. */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new Error(`The memory server has no bucket "${name}".`);
    return bucket;
  }

  clearRequests(): void {
    this.requests = [];
  }

  /** Ends every connection. */
  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = incoming;
    const resource = url.split('?')[0] ?? '';
    const date = this.#behaviour.now();
    const context = { method, requestId: this.#nextId(), resource, date };
    try {
      sendAnswer(response, await this.#answer(incoming, context), context);
    } catch (error) {
      // The client has gone away, or a hook has failed: the connection ends, as after a crash.
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  async #answer(incoming: IncomingMessage, context: AnswerContext): Promise<Answer> {
    let log = (_status: number): void => undefined;
    let answer: Answer;
    try {
      const address = addressOf(context.method, incoming.url ?? '/', incoming.headers);
      log = this.#log(address);
      const request = { ...address, ...(await readBody(incoming, address.headers)) };
      answer = (await this.hook?.(request)) ?? this.#operate(request);
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      incoming.resume();
      answer = toAnswer(error, context);
    }
    log(answer.status ?? 200);
    return answer;
  }

  #operate(request: S3Request): Answer {
    const claim = credentialsOf(request.headers, request.query);
    if (claim === undefined) throw refuse.accessDenied();
    const user = claim.accessKeyId;
    if (user !== this.credentials.accessKeyId && user !== this.stranger.accessKeyId) {
      throw new S3Error({
        status: 403,
        code: 'InvalidAccessKeyId',
        message: 'The AWS Access Key Id you provided does not exist in our records.',
        extra: { AWSAccessKeyId: user },
      });
    }
    const bucket = this.#buckets.get(request.bucket);
    const host = request.headers.host ?? '';
    checkRegion({ signed: claim.region, own: this.region, bucket, host });
    // To somebody else the making of a bucket says whose it is.
    const isForeign = bucket !== undefined && bucket.owner !== user;
    if (isForeign && request.operation !== 'CreateBucket') throw refuse.accessDenied();
    if (this.#isDenied(request)) throw refuse.accessDenied();
    return operations[request.operation]({ request, store: this.#behaviour, user });
  }

  #isDenied(request: DeniedRequest): boolean {
    return typeof this.deny === 'function'
      ? this.deny(request)
      : this.deny.includes(request.operation);
  }

  #log(address: Omit<S3Request, 'body'>): (status: number) => void {
    const entry = { ...address, status: 0 };
    this.requests.push(entry);
    return (status) => {
      entry.status = status;
    };
  }

  #nextId(): string {
    this.#ids += 1;
    return this.#ids.toString(16).toUpperCase().padStart(16, '0');
  }
}

/** What `deny` decides by. The keys of a DeleteObjects are asked one by one, as DeleteObject. */
export interface DeniedRequest {
  readonly operation: OperationName;
  readonly bucket: string;
  readonly key: string;
}

function ignores(switched: boolean | readonly OperationName[], operation: string): boolean {
  if (typeof switched === 'boolean') return switched;
  return switched.some((name) => name === operation);
}
