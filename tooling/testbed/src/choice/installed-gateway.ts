import { missingCephPrograms } from '../radosgw/ceph-programs.ts';
import { startRadosGateway } from '../radosgw/start-rados-gateway.ts';
import type { Attempt } from './choice.ts';

/** The gateway that is installed, or unpacked in the folder `root`, with a second user. */
export async function installedGateway(root?: string): Promise<Attempt> {
  const missing = missingCephPrograms(root);
  if (missing.length > 0) return { reason: `${missing.join(', ')} not installed` };
  const { kind, version, endpoint, region, credentials, forcePathStyle, addUser, stop } =
    await startRadosGateway({
      storageClasses: ['STANDARD_IA', 'GLACIER'],
      ...(root === undefined ? {} : { root }),
    });
  const stranger = await addUser('stranger');
  return {
    server: { kind, version, endpoint, region, credentials, forcePathStyle, stranger },
    stop,
  };
}
