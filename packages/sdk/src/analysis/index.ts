export type {
  Analysis,
  AnalysisCost,
  AnalysisSample,
  AnalyzedKinds,
  AnalyzedMoney,
  Confidence,
  DeltaspacePrediction,
  SavedEstimate,
  PredictedSize,
} from './analysis.ts';
export type { AnalysisRow, AnalysisSource } from './analysis-source.ts';
export { analyze } from './analyze.ts';
export type { AnalysisProgress, AnalyzeOptions } from './analyze-options.ts';
export { directoryFiles, type DirectoryFilesOptions } from './directory-files.ts';
export { storedObjects, type StoredObjectsOptions } from './stored-objects.ts';
