/**
 * What is known of keys that the present key of a listing begins with. Between an object and its delta a listing has
 * only keys that begin with the object's own, so no other can still meet its twin. Memory is bounded by the length
 * of a key.
 */
export class Ancestors<T> {
  readonly #found: { readonly key: string; readonly value: T }[] = [];

  push(key: string, value: T): void {
    this.#forget(key);
    this.#found.push({ key, value });
  }

  /** What is known of `key`, once the listing has come to `present`. */
  find(key: string, present: string): T | undefined {
    this.#forget(present);
    return this.#found.find((each) => each.key === key)?.value;
  }

  #forget(present: string): void {
    let last = this.#found.at(-1);
    while (last !== undefined && !present.startsWith(last.key)) {
      this.#found.pop();
      last = this.#found.at(-1);
    }
  }
}
