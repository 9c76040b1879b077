import { request } from 'node:http';
import { connect } from 'node:net';

/** Whether somebody accepts connections on that port of the loopback address. */
export function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}

/** Whether `GET endpoint` is answered, with whatever status. */
export function answersHttp(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(endpoint, { agent: false, timeout: 10_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    asked
      .once('timeout', () => asked.destroy())
      .once('error', () => {
        resolve(false);
      })
      .end();
  });
}
