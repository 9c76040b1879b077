import { defaultFileTypePolicy, DeltaGliderError, type EngineObserver } from '@deltaglider/core';
import {
  createDeltaGlider,
  type DeltaGlider,
  type DeltaGliderOptions,
  type S3Connection,
} from '@deltaglider/sdk';
import { CommandError } from '../errors/command-error.ts';
import { exitCodes } from '../errors/exit-code.ts';
import type { PluginAddition } from '../plugins/plugin-additions.ts';
import { applyDeltaSuffixes } from '../settings/delta-suffixes.ts';
import { settingTable, type Settings } from '../settings/settings.ts';

export { removeLiveTemporaryFiles } from '@deltaglider/sdk';

const MIB = 1 << 20;

/** Settings that say which store. */
export interface StoreSettings extends Settings {
  readonly store: string;
  /** How to reach it, if it is S3. */
  readonly connection: S3Connection;
  /** What plugins bring along. */
  readonly additions: readonly PluginAddition[];
}

/**
 * Opens the store of the settings.
 * @throws configuration error when it cannot be one.
 */
export async function openStore(
  settings: StoreSettings,
  observe: EngineObserver | undefined,
): Promise<DeltaGlider> {
  try {
    return await createDeltaGlider({ ...toOptions(settings), observe });
  } catch (error) {
    if (
      !DeltaGliderError.is(error, 'INVALID_ARGUMENT') &&
      !DeltaGliderError.is(error, 'UNSUPPORTED')
    ) {
      throw error;
    }
    const { hint, profile } = error.details;
    throw new CommandError(error.message, {
      // As with aws, which does not count a profile as a setting.
      exitCode: profile === undefined ? exitCodes.configuration : exitCodes.general,
      hint,
      cause: error,
    });
  }
}

function toOptions(settings: StoreSettings): DeltaGliderOptions {
  const { store, connection, additions, codec, maxRatio, deltaSuffixes, minDeltaSize } = settings;
  const { cacheBackend, cacheDirectory, cacheMemorySizeMb, cacheEncryptionKey } = settings;
  const endings =
    deltaSuffixes && applyDeltaSuffixes(deltaSuffixes, defaultFileTypePolicy.deltaSuffixes);
  return {
    store,
    s3: connection,
    register: (registry) => {
      for (const { addTo } of additions) addTo(registry);
    },
    codec,
    maxRatio,
    policy: {
      ...(endings && { deltaSuffixes: endings }),
      ...(minDeltaSize !== undefined && { minSize: minDeltaSize }),
    },
    cache: {
      backend: cacheBackend,
      directory: cacheDirectory,
      maxBytes:
        cacheBackend === 'memory' && cacheMemorySizeMb ? cacheMemorySizeMb * MIB : undefined,
      encryptionKey: cacheEncryptionKey,
      encryptionKeySource: settingTable.cacheEncryptionKey.env,
    },
  };
}
