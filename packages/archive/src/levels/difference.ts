/** Four bytes that both sides have, each its own. */
export interface Difference {
  /** In the target. */
  readonly offset: number;
  /** What the target has there, and what the reference has in its place; little-endian numbers. */
  readonly own: number;
  readonly others: number;
}
