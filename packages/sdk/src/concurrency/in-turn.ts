/** Items that are there already, for whoever takes those that come. */
export async function* inTurn<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}
