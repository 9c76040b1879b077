import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';

import { readAll, type Exchange } from './exchange.ts';
import type { AnswerInstead, Duplicate, Fault, TruncateAnswer } from './fault.ts';
import { throttle } from './throttle.ts';

export interface FaultyExchange {
  readonly exchange: Exchange;
  readonly response: ServerResponse;
}

/** Takes a request to the server and the answer back, with that fault in between. */
export async function applyFault(
  { exchange, response }: FaultyExchange,
  fault: Fault | undefined,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return exchange.relay(await exchange.forward());
    case 'reset-before':
      exchange.reset();
      return;
    case 'reset-after':
      await readAll(await exchange.forward());
      exchange.reset();
      return;
    case 'answer':
      answerInstead(response, fault);
      return;
    case 'slow': {
      const slowly = throttle(fault.bytesPerSecond);
      if (fault.body === 'request') return exchange.relay(await exchange.forward(slowly));
      return exchange.relay(await exchange.forward(), slowly);
    }
    case 'truncate':
      return truncate({ exchange, response }, fault);
    case 'duplicate':
      return duplicate({ exchange, response }, fault);
    case 'hold': {
      if (fault.part !== 'answer') await fault.until;
      const answer = await exchange.forward();
      if (fault.part === 'answer') await fault.until;
      return exchange.relay(answer);
    }
  }
}

const CODES: Readonly<Record<number, string>> = {
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'SlowDown',
};

/** The client may still be sending: its connection is not used again. */
function answerInstead(response: ServerResponse, fault: AnswerInstead): void {
  const { status, code = CODES[status] ?? 'Error', headers = {} } = fault;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Fault on purpose.</Message><RequestId>fault</RequestId></Error>`;
  response.writeHead(status, {
    'content-type': 'application/xml',
    connection: 'close',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

async function truncate(
  { exchange, response }: FaultyExchange,
  { bytes }: TruncateAnswer,
): Promise<void> {
  const answer = await exchange.forward();
  exchange.writeHead(answer);
  let rest = bytes;
  for await (const chunk of answer) {
    const piece = (chunk as Buffer).subarray(0, rest);
    rest -= piece.length;
    if (!response.write(piece)) await once(response, 'drain');
    if (rest === 0) break;
  }
  // What was written is still sent, then the connection ends in good order: nothing but the length is wrong.
  response.socket?.destroySoon();
}

async function duplicate(
  { exchange, response }: FaultyExchange,
  { answer = 'second' }: Duplicate,
): Promise<void> {
  const body = await exchange.readBody();
  const first = await whole(await exchange.repeat(body));
  const second = await whole(await exchange.repeat(body));
  const chosen = answer === 'first' ? first : second;
  exchange.writeHead(chosen.head);
  response.end(chosen.body);
}

async function whole(head: IncomingMessage): Promise<{ head: IncomingMessage; body: Buffer }> {
  return { head, body: await readAll(head) };
}
