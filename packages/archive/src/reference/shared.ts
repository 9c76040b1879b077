/** Something that several users hold open; the last one to let go closes it. */
export class Shared<Value extends { close(): Promise<void> }> {
  readonly value: Value;
  #users = 1;

  /** Whoever makes it is its first user. */
  constructor(value: Value) {
    this.value = value;
  }

  /** One user more. */
  retain(): this {
    this.#users += 1;
    return this;
  }

  /** One user less. */
  async release(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.value.close();
  }
}
