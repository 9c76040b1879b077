import type { ObjectAddress } from '@deltaglider/core';

/** The source of a copy as its header carries it. */
export function copySource({ bucket, key }: ObjectAddress): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
