import { usageError } from '@deltaglider/cli-kit';
import type { MaxDelete } from '@deltaglider/sdk';

/** @throws usage error for anything but a number, or a percentage up to 100%. */
export function parseMaxDelete(text: string): MaxDelete {
  const [, digits, fraction = '', sign] = /^(\d{1,15})(\.\d+)?(%)?$/.exec(text) ?? [];
  if (digits !== undefined) {
    const number = Number(digits + fraction);
    if (sign === '%' && number <= 100) return { percent: number };
    if (sign === undefined && fraction === '') return { count: number };
  }
  throw usageError(
    `argument --max-delete: invalid value: '${text}'`,
    'Give a number, like 100, or a part of what the destination has, like 10%.',
  );
}
