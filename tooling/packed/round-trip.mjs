import { bufferSource, collect } from '@deltaglider/core';
import { createDeltaGlider } from '@deltaglider/sdk';

export async function roundTrip(store) {
  const glider = await createDeltaGlider({ store, cache: { backend: 'memory' } });
  await glider.buckets.createBucket('releases');
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) >> 3);
  for (const version of [1, 2]) {
    bytes[50_000] = version;
    const address = { bucket: 'releases', key: `app/v${version}.zip` };
    const result = await glider.put({ address, body: bufferSource(bytes) });
    if (result.stored !== 'delta') throw new Error(`stored ${result.stored}: ${result.reason}`);
    const restored = await collect((await glider.get({ address })).body);
    if (Buffer.compare(restored, bytes) !== 0) throw new Error('the restored bytes differ');
  }
  await glider.close();
}
