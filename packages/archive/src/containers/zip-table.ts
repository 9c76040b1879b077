import type { StreamMethod } from './found-stream.ts';
import type { ZipEntry } from './zip-entry.ts';

const METHODS: readonly (StreamMethod | undefined)[] = [undefined, 'deflate', 'bzip2', 'xz'];
const FIRST_CAPACITY = 256;
/** Numbers of an entry: offset, size, expanded size, checksum, place of the method. */
const WIDTH = 5;

/** Entries of a central directory in 40 bytes each, of which there may be a million. */
export class ZipTable {
  #numbers = new Float64Array(FIRST_CAPACITY * WIDTH);
  #size = 0;
  #isSorted = true;
  #lastOffset = 0;

  add(entry: ZipEntry): void {
    const at = this.#size * WIDTH;
    if (at === this.#numbers.length) {
      const grown = new Float64Array(at * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    const { offset, size, expandedSize, crc, method } = entry;
    this.#numbers.set([offset, size, expandedSize, crc, METHODS.indexOf(method)], at);
    this.#size += 1;
    if (offset < this.#lastOffset) this.#isSorted = false;
    this.#lastOffset = offset;
  }

  /** By offset; those of the same offset as they came. */
  *sorted(): Generator<ZipEntry, void, undefined> {
    const order = this.#isSorted ? undefined : this.#order();
    for (let index = 0; index < this.#size; index += 1) yield this.#at(order?.[index] ?? index);
  }

  #order(): Uint32Array {
    const order = Uint32Array.from({ length: this.#size }, (_, index) => index);
    const offsetOf = (index: number): number => this.#numbers[index * WIDTH] ?? 0;
    return order.sort((left, right) => offsetOf(left) - offsetOf(right) || left - right);
  }

  #at(index: number): ZipEntry {
    const at = index * WIDTH;
    const [offset = 0, size = 0, expandedSize = 0, crc = 0, method = 0] = this.#numbers.subarray(
      at,
      at + WIDTH,
    );
    return { offset, size, expandedSize, crc, method: METHODS[method] };
  }
}
