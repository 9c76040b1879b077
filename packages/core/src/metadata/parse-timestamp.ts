/** What the two predecessors wrote over time; the platform's parser would make dates of almost anything. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** Writers of the past left out the zone: they meant UTC. */
export function parseTimestamp(text: string | undefined): Date | undefined {
  const match = TIMESTAMP.exec(text ?? '');
  if (match === null) return undefined;
  const date = new Date(match[2] === undefined ? `${match[0]}Z` : match[0]);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
