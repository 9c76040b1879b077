/** What bytes cost for a month. */
export interface PriceList {
  /** Like `USD`. */
  readonly currency: string;
  /** The day on which these were the prices, like `2025-09-01`. */
  readonly asOf: string;
  /** Whose prices, and where they are said. */
  readonly source: string;
  /** What is meant by a gigabyte. @default 1073741824, as AWS does */
  readonly bytesPerGb?: number | undefined;
  /** By storage class. A class that is not there has no known price. */
  readonly classes: Readonly<Record<string, ClassPrice>>;
}

export interface ClassPrice {
  readonly perGbMonth: number;
  /** Whether an object with fewer bytes costs as much as one with 128 KiB. @default false */
  readonly atLeast128KiB?: boolean | undefined;
}
