import { configurationError, type Settings } from '@deltaglider/cli-kit';
import type { PriceList } from '@deltaglider/sdk';

/**
 * The prices of the settings, or the default ones.
 * @throws configuration error when the file is not there, or no price list
 */
export async function openPrices({ prices: path }: Settings): Promise<PriceList> {
  const { defaultPrices, readPriceList } = await import('@deltaglider/sdk');
  if (path === undefined) return defaultPrices;
  const { DeltaGliderError } = await import('@deltaglider/core');
  try {
    return await readPriceList(path);
  } catch (error) {
    if (!DeltaGliderError.is(error)) throw error;
    throw configurationError(error.message, error.details.hint);
  }
}
