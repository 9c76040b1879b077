import { bufferSource, toHex, type CreateHash, type ScratchBytes } from '@deltaglider/core';
import { concatenated } from '../levels/concatenated.ts';
import type { ExpandedLevel } from '../levels/level-builder.ts';
import { Spool, type Room } from '../streams/spool.ts';

/** The plan, then the sections of each level, as one. */
export async function structureOf(
  plan: Uint8Array,
  levels: readonly ExpandedLevel[],
  { room, sha256 }: { readonly room: Room; readonly sha256: CreateHash },
): Promise<{ readonly bytes: ScratchBytes; readonly sha256: string }> {
  const hash = sha256();
  const spool = new Spool(room, hash);
  const sections = levels.flatMap(({ sections: { blocks, steps, distances } }) => [
    blocks,
    steps,
    distances,
  ]);
  try {
    await spool.pushAll(concatenated([bufferSource(plan), ...sections], room.signal));
    return { bytes: await spool.finish(), sha256: toHex(hash.digest()) };
  } catch (error) {
    await spool.close();
    throw error;
  }
}
