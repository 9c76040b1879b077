const COLUMNS = ['file', 'logical', 'stored', 'saved', 'seconds up', 'seconds down', 'SHA-256'];

/** Prints the rows with their totals: a reference counts as stored, but is nobody's logical byte. */
export function printTable(rows) {
  const lines = rows.map((row) => [
    row.name,
    row.size === undefined ? '' : bytes(row.size),
    bytes(row.stored),
    row.size === undefined ? '' : percent(row.size, row.stored),
    row.up?.toFixed(2) ?? '',
    row.down?.toFixed(2) ?? '',
    row.size === undefined ? '' : row.intact ? 'equal' : 'DIFFERS',
  ]);
  const size = sum(rows, 'size');
  const stored = sum(rows, 'stored');
  const totals = ['all', bytes(size), bytes(stored), percent(size, stored)];
  lines.push([...totals, sum(rows, 'up').toFixed(2), sum(rows, 'down').toFixed(2), '']);
  const all = [COLUMNS, ...lines];
  const widths = COLUMNS.map((_, i) => Math.max(...all.map((line) => line[i].length)));
  const format = (line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  console.log(`\n${format(COLUMNS)}`);
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const line of lines) console.log(format(line));
}

function sum(rows, field) {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}

function bytes(count) {
  return count.toLocaleString('en');
}

function percent(size, stored) {
  return `${((1 - stored / size) * 100).toFixed(1)} %`;
}
