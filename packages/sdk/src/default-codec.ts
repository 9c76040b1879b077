/** What new deltas are made with where nobody says. */
export const DEFAULT_CODEC = 'auto';
