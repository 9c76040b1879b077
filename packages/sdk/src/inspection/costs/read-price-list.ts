import { readFile } from 'node:fs/promises';
import { translateFileError } from '../../files/translate-file-error.ts';
import { parsePriceList } from './parse-price-list.ts';
import type { PriceList } from './price-list.ts';

/**
 * The prices of a JSON file.
 * @throws INVALID_ARGUMENT that names the file: it is not there, or no price list; ACCESS_DENIED
 */
export async function readPriceList(path: string): Promise<PriceList> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw translateFileError(error, { verb: 'read', path });
  }
  return parsePriceList(text, path);
}
