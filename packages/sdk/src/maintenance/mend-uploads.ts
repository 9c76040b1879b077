import { formatAddress, type IncompleteUpload } from '@deltaglider/core';
import { attempt } from './attempt.ts';
import type { Repair } from './repair-options.ts';

/** Aborts uploads in parts that were begun long ago and never completed: their parts cost room. */
export async function mendUploads(repair: Repair): Promise<void> {
  const { uploads, bucket, prefix, signal } = repair;
  if (uploads === undefined) return;
  const everything = { kind: 'incomplete-upload', addresses: [] } as const;
  await attempt(repair, everything, async () => {
    for await (const upload of uploads.listIncompleteUploads(bucket, { prefix, signal })) {
      if (upload.startedAt <= repair.uploadsBefore) await mendUpload(repair, upload);
    }
  });
}

async function mendUpload(repair: Repair, upload: IncompleteUpload): Promise<void> {
  const { uploads, bucket, dryRun, signal } = repair;
  const address = { bucket, key: upload.key };
  const about = { kind: 'incomplete-upload', addresses: [address] } as const;
  await attempt(repair, about, async () => {
    if (!dryRun) await uploads?.abortIncompleteUpload(bucket, upload, { signal });
    const message =
      `An upload of ${formatAddress(address)} was begun at ${upload.startedAt.toISOString()} and never ` +
      `completed; it ${dryRun ? 'would be' : 'was'} aborted, which frees its parts.`;
    repair.report({ ...about, outcome: dryRun ? 'mendable' : 'mended', message });
  });
}
