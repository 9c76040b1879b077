import type { ClassCost, CostEstimate, UnpricedClass } from '@deltaglider/sdk';
import type { Field } from './field-rows.ts';

/** How bytes are written. */
export type Amount = (bytes: number) => string;

/** What storing costs, by storage class where there are several, and what has no price. */
export function costFields(costs: CostEstimate, amount: Amount): readonly Field[] {
  const { currency, stored, logical, saved, classes, unpriced, asOf, source } = costs;
  const money = (value: number | undefined) => describeMoney(value, currency);
  if (classes.length === 0) return unpriced.map((each) => unpricedField(each, amount));
  const perClass = ({ storageClass, ...cost }: ClassCost): Field => [
    `in ${storageClass}`,
    `${money(cost.stored)} stored, ${money(cost.logical)} if whole`,
  ];
  return [
    ['cost a month', `${money(stored)} stored, ${money(logical)} if whole, ${money(saved)} saved`],
    ...(classes.length > 1 ? classes.map(perClass) : []),
    ...unpriced.map((each) => unpricedField(each, amount)),
    ['prices', `as of ${asOf}, ${source}`],
  ];
}

function unpricedField(
  { storageClass, objects, storedSize }: UnpricedClass,
  amount: Amount,
): Field {
  const name = storageClass ?? 'the store has no storage classes';
  return ['without a price', `${name}: ${objects} stored object(s), ${amount(storedSize)}`];
}

/** `USD 1.23`; what is not quite nothing is not called nothing. */
function describeMoney(value: number | undefined, currency: string): string {
  if (value === undefined) return 'unknown';
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (size > 0 && size < 0.01) return `${currency} ${value < 0 ? '> -0.01' : '< 0.01'}`;
  return `${currency} ${sign}${size.toFixed(2)}`;
}
