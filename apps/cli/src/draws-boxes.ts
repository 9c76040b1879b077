/** Whether what is written can have box characters: a locale with UTF-8, or Windows, whose consoles know Unicode. */
export function drawsBoxes(
  { LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  if (platform === 'win32') return true;
  // As in POSIX: the first that says anything decides.
  const locale = [LC_ALL, LC_CTYPE, LANG].find((each) => each !== undefined && each !== '') ?? '';
  return /\butf-?8\b/i.test(locale);
}
