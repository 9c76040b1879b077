import { SMALL_OBJECT, type ClassUsage, type Volume } from './class-usage.ts';
import type { ClassPrice, PriceList } from './price-list.ts';

/** Amounts are for a month, in the currency of the prices. */
export interface CostEstimate extends Omit<PriceList, 'classes' | 'bytesPerGb'> {
  /** Of what is stored. */
  readonly stored: number;
  /** Of the objects, if each were stored whole in its class; `undefined` while some sizes are unknown. */
  readonly logical: number | undefined;
  /** The difference; below 0 where references outweigh what they save. */
  readonly saved: number | undefined;
  readonly classes: readonly ClassCost[];
  /** Classes that have no price; they count for no amount. */
  readonly unpriced: readonly UnpricedClass[];
}

export interface ClassCost {
  readonly storageClass: string;
  readonly stored: number;
  readonly logical: number | undefined;
}

export interface UnpricedClass {
  readonly storageClass: string | undefined;
  /** In the store. */
  readonly objects: number;
  readonly storedSize: number;
}

const GIB = 2 ** 30;

/** What storing costs for a month, by these prices: bytes alone, neither requests nor transfers. */
export function estimateCosts(usages: readonly ClassUsage[], prices: PriceList): CostEstimate {
  const { currency, asOf, source, bytesPerGb = GIB } = prices;
  const classes: ClassCost[] = [];
  const unpriced: UnpricedClass[] = [];
  for (const { storageClass, stored, logical } of usages) {
    const price = priceOf(prices, storageClass);
    if (storageClass === undefined || price === undefined) {
      unpriced.push({ storageClass, objects: stored.objects, storedSize: stored.size });
      continue;
    }
    const cost = (volume: Volume) => (chargedBytes(volume, price) / bytesPerGb) * price.perGbMonth;
    classes.push({ storageClass, stored: cost(stored), logical: logical && cost(logical) });
  }
  const stored = classes.reduce((sum, each) => sum + each.stored, 0);
  const logical = sumIfKnown(classes.map((each) => each.logical));
  const saved = logical === undefined ? undefined : logical - stored;
  return { currency, asOf, source, stored, logical, saved, classes, unpriced };
}

function priceOf({ classes }: PriceList, storageClass = ''): ClassPrice | undefined {
  return Object.hasOwn(classes, storageClass) ? classes[storageClass] : undefined;
}

function chargedBytes(volume: Volume, { atLeast128KiB = false }: ClassPrice): number {
  const { size, smallObjects, smallSize } = volume;
  return atLeast128KiB ? size + smallObjects * SMALL_OBJECT - smallSize : size;
}

function sumIfKnown(amounts: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return sum;
}
