/** `49.9%`; `-` where nothing is known to be saved of. */
export function describeSaved(saved: number | undefined): string {
  if (saved === undefined) return '-';
  const percent = (saved * 100).toFixed(1);
  return `${percent === '-0.0' ? '0.0' : percent}%`;
}
