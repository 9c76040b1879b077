/** How much of an object may still be expanded; what was expanded in vain counts as work, too. */
export class ExpansionBudget {
  readonly #formLimit: number;
  #work: number;
  #structure: number;
  #streams: number;

  /** @param formLimit the most bytes of each form, and of the structure */
  constructor(formLimit: number, streams: number) {
    this.#formLimit = formLimit;
    this.#work = 4 * formLimit;
    this.#structure = formLimit;
    this.#streams = streams;
  }

  /** The most bytes that the next stream may expand to, in a form that has so many without it. */
  next(formSize: number): number {
    if (this.#streams <= 0) return 0;
    return Math.max(0, Math.min(this.#work, this.#formLimit - formSize));
  }

  /** Takes what a stream expanded to, whether it is of use or not. */
  spend(bytes: number): void {
    this.#work -= bytes;
  }

  /** Takes a stream with so many bytes of structure, if there is room for it. */
  takeStream(structureSize: number): boolean {
    if (this.#streams <= 0 || structureSize > this.#structure) return false;
    this.#streams -= 1;
    this.#structure -= structureSize;
    return true;
  }
}
