import type { SettingsSource } from './settings.ts';

/** The environment variables of the settings. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): SettingsSource {
  return {
    // Empty is how shells unset a variable for one command.
    find: ({ env }) => (environment[env] === '' ? undefined : environment[env]),
    describe: ({ env }) => env,
  };
}
