import { afterAll, beforeAll } from 'vitest';

import type { RadosGatewayOptions } from '../radosgw/rados-gateway-options.ts';
import type { RadosGateway } from '../radosgw/rados-gateway.ts';
import { startRadosGateway } from '../radosgw/start-rados-gateway.ts';
import { describeWithCeph } from './describe-with-ceph.ts';

/**
 * Registers a suite over a gateway of its own, which it may configure, fill up and kill. `gateway()` is for use inside
 * of tests and hooks. Without Ceph as `describeWithCeph`.
 */
export function describeWithRadosGateway(
  name: string,
  options: RadosGatewayOptions,
  suite: (gateway: () => RadosGateway) => void,
): void {
  const withGateway = () => {
    let running: RadosGateway | undefined;
    beforeAll(async () => {
      running = await startRadosGateway(options);
    });
    afterAll(async () => {
      await running?.stop();
    });
    suite(() => {
      if (running === undefined)
        throw new Error('The gateway runs only inside of tests and hooks.');
      return running;
    });
  };
  describeWithCeph(name, withGateway, options.root);
}
