import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { addressOf } from '../http-store/wire/s3-request.ts';
import type { S3Server } from '../s3-server.ts';
import { applyFault } from './apply-fault.ts';
import { Exchange } from './exchange.ts';
import { ActiveRule, type FaultRule } from './fault-rule.ts';
import type { ProxiedExchange, ProxiedRequest } from './proxied-request.ts';

export interface FaultProxyOptions {
  readonly rules?: readonly FaultRule[];
  /** Called with every request before anything is done with it, and waited for. */
  readonly onRequest?: (request: ProxiedRequest) => unknown;
}

/** Stands between a client and an S3 server, and breaks what its rules say. Where none applies it changes nothing. */
export class FaultProxy {
  /** The server behind it, by the address of the proxy: for `createTestClient`. */
  readonly server: S3Server;
  /** Everything that has come through so far, oldest first. */
  requests: ProxiedExchange[] = [];
  onRequest: FaultProxyOptions['onRequest'];

  readonly #http: Server;
  readonly #target: URL;
  #rules: ActiveRule[];
  #count = 0;

  private constructor(http: Server, target: S3Server, options: FaultProxyOptions) {
    this.#target = new URL(target.endpoint);
    this.#rules = (options.rules ?? []).map((rule) => new ActiveRule(rule));
    this.onRequest = options.onRequest;
    // It listens on TCP, so its address is not a string.
    const { port } = http.address() as AddressInfo;
    const { kind, version, region, credentials, forcePathStyle, stranger } = target;
    this.server = {
      ...{ kind, version, region, credentials, forcePathStyle },
      ...(stranger === undefined ? {} : { stranger }),
      endpoint: `http://127.0.0.1:${port}`,
    };
    this.#http = http;
    http.on('request', this.#listener(false)).on('checkContinue', this.#listener(true));
  }

  /** Listens on a free port of the loopback address, in front of that server. */
  static async start(target: S3Server, options: FaultProxyOptions = {}): Promise<FaultProxy> {
    const http = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new FaultProxy(http, target, options);
  }

  /** Adds a rule. The first one that takes a request decides. */
  use(rule: FaultRule): void {
    this.#rules.push(new ActiveRule(rule));
  }

  /** Takes all rules away. What a rule does already goes on. */
  clearRules(): void {
    this.#rules = [];
  }

  /** Forgets what has come through; the count goes on. */
  clearRequests(): void {
    this.requests = [];
  }

  /** Ends every connection. */
  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#http.close(resolve);
      this.#http.closeAllConnections();
    });
  }

  #listener(isAsking: boolean) {
    return (incoming: IncomingMessage, response: ServerResponse) => {
      void this.#serve({ incoming, response, isAsking });
    };
  }

  async #serve({ incoming, response, isAsking }: Arrival): Promise<void> {
    const request = this.#describe(incoming);
    const taking = this.#rules.filter((rule) => rule.takes(request));
    const fault = taking[0]?.rule.fault;
    const entry = { ...request, status: 0, fault: fault?.kind };
    this.requests.push(entry);
    const exchange = new Exchange({ incoming, response, target: this.#target, isAsking });
    try {
      await this.onRequest?.(request);
      await applyFault({ exchange, response }, fault);
    } catch {
      // One of both sides has gone away, or a hook has failed: the other one sees a broken connection.
      exchange.reset();
    }
    if (response.headersSent) entry.status = response.statusCode;
  }

  #describe(incoming: IncomingMessage): ProxiedRequest {
    this.#count += 1;
    const { method = 'GET', url = '/' } = incoming;
    const { operation, bucket, key, headers } = describe(method, url, incoming);
    return { number: this.#count, method, url, operation, bucket, key, headers };
  }
}

function describe(method: string, url: string, { headers }: IncomingMessage) {
  try {
    return addressOf(method, url, headers);
  } catch {
    // Not an address of S3: that is for the server to say.
    return addressOf(method, '/', headers);
  }
}

interface Arrival {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly isAsking: boolean;
}
