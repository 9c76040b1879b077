import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import type { RadosGatewayOptions } from '../radosgw/rados-gateway-options.ts';
import { startRadosGateway } from '../radosgw/start-rados-gateway.ts';
import type { S3Server } from '../s3-server.ts';
import { keeperFile, startTimeOf, type CliPlace, type Keeper } from './keeper-file.ts';

/** Runs a gateway until this process is told to end. Writes the keeper's file when the gateway answers. */
export async function keep(place: CliPlace, options: RadosGatewayOptions): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
  const gateway = await startRadosGateway(options);
  const keeper: Keeper = {
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? '',
    lines: toShell(gateway),
  };
  const file = keeperFile(place);
  // With the keys of a server that only this machine sees; all the same nobody else's business.
  await writeFile(file, JSON.stringify(keeper), { mode: 0o600 });
  const heartbeat = setInterval(() => undefined, 60_000);
  await asked;
  clearInterval(heartbeat);
  rmSync(file, { force: true });
  await gateway.stop();
}

function toShell({ endpoint, region, credentials }: S3Server): string {
  const { accessKeyId, secretAccessKey } = credentials;
  const variables = {
    S3_ENDPOINT: endpoint,
    S3_ACCESS_KEY: accessKeyId,
    S3_SECRET_KEY: secretAccessKey,
    S3_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');
}
