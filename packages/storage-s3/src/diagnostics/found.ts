import type { Diagnosis } from '@deltaglider/core';

/** What a check found, before it is named. */
export type Found = Omit<Diagnosis, 'check'>;
