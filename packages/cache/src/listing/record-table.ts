import { FINGERPRINT_SIZE, RECORD_HEAD } from './listing-record.ts';

const FIRST_SLOTS = 64;

/** Records one behind the other, found by their fingerprints. A million takes some 100 MB, outside the heap. */
export class RecordTable {
  #bytes = Buffer.alloc(0);
  #end = 0;
  #count = 0;
  /** Where records begin, plus one; a fingerprint is random, so its first bytes say where to look. */
  #slots = new Int32Array(FIRST_SLOTS);

  /** The records, oldest first. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** The payload of a record. */
  find(fingerprint: Buffer): Buffer | undefined {
    const at = (this.#slots[this.#slotOf(fingerprint)] ?? 0) - 1;
    if (at < 0) return undefined;
    const length = this.#bytes.readUInt8(at + FINGERPRINT_SIZE);
    return this.#bytes.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length);
  }

  /** Adds records that are not there yet. */
  add(records: Buffer): void {
    for (let at = 0; at < records.length;) {
      const length = RECORD_HEAD + records.readUInt8(at + FINGERPRINT_SIZE);
      this.#addOne(records.subarray(at, at + length));
      at += length;
    }
  }

  /** The newest records, in this many bytes or fewer. */
  newest(maxBytes: number): Buffer {
    let at = 0;
    while (this.#end - at > maxBytes) {
      at += RECORD_HEAD + this.#bytes.readUInt8(at + FINGERPRINT_SIZE);
    }
    return this.#bytes.subarray(at, this.#end);
  }

  #addOne(record: Buffer): void {
    const slot = this.#slotOf(record);
    if (this.#slots[slot] !== 0) return;
    this.#reserve(record.length);
    record.copy(this.#bytes, this.#end);
    this.#slots[slot] = this.#end + 1;
    this.#end += record.length;
    this.#count++;
    if (this.#count * 2 > this.#slots.length) this.#growSlots();
  }

  /** The slot of this fingerprint: where its record is, or would be. */
  #slotOf(fingerprint: Buffer): number {
    const mask = this.#slots.length - 1;
    let slot = fingerprint.readUInt32LE() & mask;
    for (;;) {
      const at = (this.#slots[slot] ?? 0) - 1;
      if (at < 0) return slot;
      if (this.#bytes.compare(fingerprint, 0, FINGERPRINT_SIZE, at, at + FINGERPRINT_SIZE) === 0) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #reserve(length: number): void {
    const needed = this.#end + length;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2, 4096));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#end;) {
      const fingerprint = this.#bytes.subarray(at, at + FINGERPRINT_SIZE);
      this.#slots[this.#slotOf(fingerprint)] = at + 1;
      at += RECORD_HEAD + this.#bytes.readUInt8(at + FINGERPRINT_SIZE);
    }
  }
}
