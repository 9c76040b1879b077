import {
  request as open,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Headers that belong to one connection, not to the answer. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive']);

export interface ExchangeOptions {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: URL;
  /** The client has asked whether to send its body, and waits. */
  readonly isAsking: boolean;
}

/**
 * One request between the client and the server. Lines, names and values of the headers go on as they came, byte for
 * byte, Host too: a signature holds. Bodies are streamed.
 */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Sends the request on. Resolves when the answer begins; rejects when the server ends the connection instead. */
  async forward(...through: Transform[]): Promise<IncomingMessage> {
    const { incoming, response, isAsking } = this.#options;
    const upstream = this.#open();
    const answered = answerOf(upstream);
    if (isAsking)
      upstream.once('continue', () => {
        response.writeContinue();
      });
    // The server may answer before it has read all, and the client may go away: `answered` tells of both.
    pipeline([incoming, ...through, upstream]).catch(() => undefined);
    return answered;
  }

  /** Sends a copy of the request with a body that was read before. */
  async repeat(body: Buffer): Promise<IncomingMessage> {
    const upstream = this.#open();
    const answered = answerOf(upstream);
    upstream.end(body);
    return answered;
  }

  /** The whole body. Holds all of it in memory, which only a repetition needs. */
  async readBody(): Promise<Buffer> {
    const { incoming, response, isAsking } = this.#options;
    if (isAsking) response.writeContinue();
    return readAll(incoming);
  }

  /** Sends the head of an answer to the client. */
  writeHead({ statusCode = 200, statusMessage, rawHeaders }: IncomingMessage): void {
    const { response } = this.#options;
    const headers: string[] = [];
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
      if (!HOP_BY_HOP.has(name.toLowerCase())) headers.push(name, value);
    }
    response.sendDate = false;
    response.writeHead(statusCode, statusMessage, headers);
  }

  /** Sends an answer to the client. */
  async relay(answer: IncomingMessage, ...through: Transform[]): Promise<void> {
    this.writeHead(answer);
    await pipeline([answer, ...through, this.#options.response]);
  }

  /** Breaks the client's connection. */
  reset(): void {
    this.#options.incoming.socket.resetAndDestroy();
  }

  #open(): ClientRequest {
    const { incoming, target } = this.#options;
    return open({
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.rawHeaders,
      setHost: false,
      // A connection of its own: none that the server has given up while it was idle.
      agent: false,
    });
  }
}

export async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answerOf(upstream: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    upstream.once('response', resolve);
    // Not `once`: it may fail again after the answer has begun.
    upstream.on('error', reject);
  });
}
