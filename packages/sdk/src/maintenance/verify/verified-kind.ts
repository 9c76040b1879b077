/** Whose bytes they are: an object's, or those of a reference, which its deltas share. */
export type VerifiedKind = 'object' | 'reference';
