/** How many members may still be looked at. */
export class MemberBudget {
  #left: number;

  constructor(members: number) {
    this.#left = members;
  }

  /** Whether there was one left, which is then gone. */
  take(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}
