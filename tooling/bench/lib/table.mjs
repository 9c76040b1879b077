/** A table is `{ columns: string[], rows: string[][], notes: string[] }`. */
export function toMarkdown({ columns, rows, notes = [] }) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, i) => (i === 0 ? '---' : '--:'));
  const table = [line(columns), line(rule), ...rows.map(line)].join('\n');
  return notes.length === 0 ? table : `${table}\n\n${notes.join('\n')}`;
}

export const bytes = (count) => (count === undefined ? '-' : count.toLocaleString('en'));
export const mebibytes = (count) => `${Math.round(count / 2 ** 20)} MiB`;
export const megabytes = (count) => `${Math.round(count / 1e6)} MB`;
export const seconds = (time) => (time === undefined ? '-' : time.toFixed(2));
export const ratio = (ours, theirs) => (theirs === undefined ? '-' : (ours / theirs).toFixed(2));
export const percent = (part) => `${(part * 100).toFixed(2)} %`;
