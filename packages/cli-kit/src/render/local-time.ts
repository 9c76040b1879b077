/** `2026-11-23 09:05:00` in the local time zone. */
export function localTime(date: Date): string {
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':');
  return `${day} ${time}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
