import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { detectEc2 } from './detect-ec2.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A metadata service on this machine; resolves to its endpoint. */
async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const instance =
  (texts: Readonly<Record<string, string>>, seen: string[] = []): Answer =>
  (request, response) => {
    const { method, url = '', headers } = request;
    seen.push(`${method} ${url}`);
    if (method === 'PUT' && url === '/latest/api/token') {
      response.end(headers['x-aws-ec2-metadata-token-ttl-seconds'] === '21600' ? 'secret' : '');
      return;
    }
    const text = texts[url.replace('/latest/meta-data/placement/', '')];
    const isKnown = headers['x-aws-ec2-metadata-token'] === 'secret' && text !== undefined;
    response.statusCode = isKnown ? 200 : 401;
    response.end(text);
  };

const FRANKFURT = { region: 'eu-central-1', 'availability-zone': 'eu-central-1b' };

describe('detectEc2', () => {
  it('asks with a token where the machine is', async () => {
    const seen: string[] = [];
    const endpoint = await serve(instance(FRANKFURT, seen));
    expect(await detectEc2({ endpoint: `${endpoint}/` })).toEqual({
      region: 'eu-central-1',
      availabilityZone: 'eu-central-1b',
    });
    expect(seen[0]).toBe('PUT /latest/api/token');
    expect(seen.slice(1).sort()).toEqual([
      'GET /latest/meta-data/placement/availability-zone',
      'GET /latest/meta-data/placement/region',
    ]);
  });

  it('gives up soon when nobody answers', async () => {
    const endpoint = await serve(() => undefined);
    const startedAt = performance.now();
    expect(await detectEc2({ endpoint, timeoutMs: 50 })).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it.each<[string, Answer]>([
    ['refuses', (_, response) => response.writeHead(403).end()],
    ['leads elsewhere', (_, response) => response.writeHead(302, { location: '/' }).end()],
    ['is something else', (_, response) => response.end('<html>Welcome</html>')],
    ['breaks off', (request) => request.socket.destroy()],
    ['knows no zone', instance({ region: 'eu-central-1' })],
  ])('takes this machine for another where the service %s', async (_, answer) => {
    expect(await detectEc2({ endpoint: await serve(answer) })).toBeUndefined();
  });

  it('takes this machine for another where there is no service', async () => {
    const endpoint = await serve(() => undefined);
    servers.at(-1)?.close();
    expect(await detectEc2({ endpoint })).toBeUndefined();
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    const endpoint = await serve(() => {
      controller.abort('enough');
    });
    await expect(detectEc2({ endpoint, signal: controller.signal })).rejects.toBe('enough');
  });
});
