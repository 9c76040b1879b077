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
    this.#numbers[at] = entry.offset;
    this.#numbers[at + 1] = entry.size;
    this.#numbers[at + 2] = entry.expandedSize;
    this.#numbers[at + 3] = entry.crc;
    this.#numbers[at + 4] = METHODS.indexOf(entry.method);
    this.#size += 1;
    if (entry.offset < this.#lastOffset) this.#isSorted = false;
    this.#lastOffset = entry.offset;
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
    const number = (field: number): number => this.#numbers[index * WIDTH + field] ?? 0;
    return {
      offset: number(0),
      size: number(1),
      expandedSize: number(2),
      crc: number(3),
      method: METHODS[number(4)],
    };
  }
}
