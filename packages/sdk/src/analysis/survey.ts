import { directoryOf, fitsAsDelta, isDeltaName, nameOf } from '@deltaglider/core';
import type { AnalysisRow } from './analysis-source.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import { createTally, type Candidate, type DeltaspaceTally } from './deltaspace-tally.ts';
import type { SizeSampler } from './size-sampler.ts';

/** Counts everything, deltaspace by deltaspace, and offers the sampler what could become a delta. */
export class Survey {
  readonly tallies = new Map<string, DeltaspaceTally>();
  readonly #options: AnalyzeOptions;
  readonly #sampler: SizeSampler<Candidate>;
  readonly #maxBytes: number;

  constructor(options: AnalyzeOptions, sampler: SizeSampler<Candidate>, maxBytes: number) {
    this.#options = options;
    this.#sampler = sampler;
    this.#maxBytes = maxBytes;
  }

  add(row: AnalysisRow): void {
    const tally = this.#tallyOf(row.key);
    tally.storedSize += row.storedSize;
    if (row.replacedSize !== undefined) {
      tally.objects -= 1;
      tally.size -= row.replacedSize;
    }
    if (row.kind === 'reference' || row.kind === 'delta') tally.deltaStoredSize += row.storedSize;
    if (row.kind === 'reference') tally.referenceSize = row.size;
    if (row.kind !== 'whole' && row.kind !== 'delta') return;
    tally.objects += 1;
    tally.size += row.size;
    if (row.kind === 'delta') tally.deltas += 1;
    else if (this.#isCandidate(row)) this.#addCandidate(tally, row);
  }

  /** Call it once, when all rows are in: what would be the reference of a deltaspace that has one is a candidate. */
  settle(): void {
    for (const tally of this.tallies.values()) {
      const { first } = tally;
      if (first === undefined || !hasReference(tally)) continue;
      tally.first = undefined;
      this.#addCandidate(tally, first);
    }
  }

  #addCandidate(tally: DeltaspaceTally, { key, size }: Candidate): void {
    if (tally.first === undefined && !hasReference(tally)) {
      tally.first = { key, size };
      return;
    }
    if (size + referenceSizeOf(tally) > this.#maxBytes) {
      tally.tooLarge += 1;
      tally.tooLargeBytes += size;
      return;
    }
    tally.candidates += 1;
    tally.candidateBytes += size;
    this.#sampler.add({ key, size });
  }

  #isCandidate({ key, size }: AnalysisRow): boolean {
    const { engine, delta = true } = this.#options;
    const { policy } = engine;
    return delta && isDeltaName(policy, nameOf(key)) && size >= policy.minSize && fitsAsDelta(key);
  }

  #tallyOf(key: string): DeltaspaceTally {
    const prefix = directoryOf(key);
    let tally = this.tallies.get(prefix);
    if (tally === undefined) this.tallies.set(prefix, (tally = createTally(prefix)));
    return tally;
  }
}

/** Whether new deltas of the deltaspace have something to be made against already. */
export function hasReference({ referenceSize, deltas }: DeltaspaceTally): boolean {
  return referenceSize > 0 || deltas > 0;
}

/** Bytes of what deltas are, or would be, made against. */
export function referenceSizeOf({ referenceSize, first }: DeltaspaceTally): number {
  return referenceSize > 0 ? referenceSize : (first?.size ?? 0);
}
