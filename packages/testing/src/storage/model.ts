import { compareUtf8, type StorageListOptions } from '@deltaglider/core';

interface ModelObject {
  readonly content: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly version: number;
}

/** What a storage must do, in the fewest words: the oracle of the random sequences. */
export class StorageModel {
  readonly objects = new Map<string, ModelObject>();
  #version = 0;

  put(key: string, content: string, metadata: Readonly<Record<string, string>>): number {
    this.#version += 1;
    this.objects.set(key, { content, metadata, version: this.#version });
    return this.#version;
  }

  /** The rows of a listing; common prefixes are marked by `PRE `. */
  list(options: StorageListOptions): string[] {
    const { prefix = '', delimiter = '', startAfter } = options;
    const rows = new Map<string, string>();
    for (const key of this.objects.keys()) {
      if (!key.startsWith(prefix)) continue;
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const row = at < 0 ? key : key.slice(0, at + delimiter.length);
      if (startAfter !== undefined && compareUtf8(row, startAfter) <= 0) continue;
      rows.set(at < 0 ? `OBJ ${row}` : `PRE ${row}`, row);
    }
    return [...rows]
      .sort(([, a], [, b]) => compareUtf8(a, b))
      .map(([mark, row]) => (mark.startsWith('PRE ') ? mark : row));
  }
}
