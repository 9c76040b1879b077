/** What could be saved, and how sure that is. Sizes are bytes, shares and ratios from 0 to 1. */
export interface Analysis {
  readonly objects: number;
  /** Of the objects themselves. */
  readonly size: number;
  readonly deltaspaces: number;
  /** What is in the store today, references included. */
  readonly today: number;
  readonly predicted: PredictedSize;
  readonly saved: SavedEstimate;
  readonly kinds: AnalyzedKinds;
  readonly sample: AnalysisSample;
  readonly confidence: Confidence;
  /** Absent without a price. */
  readonly money?: AnalyzedMoney | undefined;
  /** The deltaspaces where most bytes would be saved, largest first. */
  readonly best: readonly DeltaspacePrediction[];
  /** Those where the smallest part would be saved, smallest first; none of them is among the best. */
  readonly worst: readonly DeltaspacePrediction[];
}

/** With a confidence of 95 % it is between `low` and `high`. */
export interface PredictedSize {
  readonly size: number;
  readonly low: number;
  readonly high: number;
}

/** Parts of what is stored today; below 0 where more would be stored. `undefined` of nothing. */
export interface SavedEstimate {
  readonly bytes: number;
  readonly ratio: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/**
 * `exact`: every object that could become a delta was measured. Else by the width of the interval, as a part of what
 * is stored today: `high` up to 10 %, `medium` up to 30 %, `low` above; `none` where nothing was measured.
 */
export type Confidence = 'exact' | 'high' | 'medium' | 'low' | 'none';

interface Counted {
  readonly objects: number;
  readonly bytes: number;
}

/** Where the objects of today are in the prediction. */
export interface AnalyzedKinds {
  /** Deltas already, counted with what they take, their references included. */
  readonly deltas: Counted;
  /** Would be stored as deltas. */
  readonly candidates: Counted;
  /** Would be the references of their deltaspaces. */
  readonly references: Counted;
  /** Of a kind, or too small, to be stored as a delta. */
  readonly whole: Counted;
  /** Candidates that are too large to be read within the limit; predicted to save nothing. */
  readonly tooLarge: Counted;
}

/** What was really encoded. */
export interface AnalysisSample extends Counted {
  /** The part of the candidates' bytes that was measured. */
  readonly share: number | undefined;
  readonly draws: number;
  /** What was read to measure it, references included. */
  readonly bytesRead: number;
  /** Objects that were drawn, but could not be read. */
  readonly unread: number;
}

/** Per month. */
export interface AnalyzedMoney {
  readonly pricePerGigabyteMonth: number;
  readonly today: number;
  readonly predicted: number;
  readonly saved: number;
}

export interface DeltaspacePrediction {
  readonly prefix: string;
  readonly objects: number;
  readonly today: number;
  readonly predicted: number;
  readonly savedBytes: number;
  readonly savedRatio: number;
  /** Objects that were encoded; 0 where it is known without. */
  readonly measured: number;
}

/** What an analysis is about to read; it never takes more. */
export interface AnalysisCost {
  /** Objects that will be encoded. */
  readonly pairs: number;
  /** Objects and references that will be read, and their bytes together. */
  readonly reads: number;
  readonly bytes: number;
  /** Requests that the reading takes. */
  readonly requests: number;
}
