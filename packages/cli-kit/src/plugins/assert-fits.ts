import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import type { PluginManifest } from './find-plugin.ts';
import { pluginError } from './plugin-error.ts';

/**
 * Holds a plugin to the versions that it says it is for.
 * @throws configuration error that says what it needs, and what there is
 */
export function assertFits(
  { name, version, engines = {} }: PluginManifest,
  versions: Readonly<Record<string, string>>,
): void {
  for (const [engine, present] of Object.entries(versions)) {
    const range = engines[engine];
    if (typeof range !== 'string' || validRange(range) === null) continue;
    if (satisfies(present, range, { includePrerelease: true })) continue;
    throw pluginError(
      `The plugin ${name} ${version} needs ${engine} ${range}, and this is ${present}.`,
      `Install a version of ${name} that fits, or a ${engine} that does.`,
    );
  }
}
