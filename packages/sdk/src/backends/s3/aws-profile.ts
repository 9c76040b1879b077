import { homedir } from 'node:os';
import { join } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { loadConfig, loadSharedConfigFiles } from '@smithy/core/config';

type Section = Readonly<Record<string, string | undefined>>;

/** What environment and config files say, as one profile sees them. */
export interface AwsProfile {
  /** `undefined` where nobody has chosen one: then it is `default`. */
  readonly name: string | undefined;
  /** A variable that is not empty; the first of several. */
  readonly variable: (...names: readonly string[]) => Promise<string | undefined>;
  /** A key of the profile; `s3.addressing_style` is one of its `s3 =` block. */
  readonly key: (name: string) => string | undefined;
  /** A key of a section that is no profile. */
  readonly section: (section: string, key: string) => string | undefined;
  /** The file that has the key, for messages. */
  readonly fileOf: (key: string) => Promise<string>;
}

/**
 * Reads the config files of `aws` for a profile; a value of the credentials file wins, as it does there.
 * @throws INVALID_ARGUMENT for a profile that is in neither file
 */
export async function loadAwsProfile(wanted: string | undefined): Promise<AwsProfile> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const name = wanted ?? (await variable('AWS_PROFILE', 'AWS_DEFAULT_PROFILE'));
  const config: Section | undefined = configFile[name ?? 'default'];
  const credentials: Section | undefined = credentialsFile[name ?? 'default'];
  if (name !== undefined && config === undefined && credentials === undefined) {
    throw missing(name);
  }
  return {
    name,
    variable,
    key: (key) => credentials?.[key] ?? config?.[key],
    section: (section, key) => configFile[section]?.[key],
    fileOf: async (key) =>
      credentials?.[key] === undefined
        ? await pathOf('AWS_CONFIG_FILE', 'config')
        : await pathOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials'),
  };
}

/** The SDK's own reader of the environment. */
async function variable(...names: readonly string[]): Promise<string | undefined> {
  return await loadConfig<string | undefined>({
    environmentVariableSelector: (environment) =>
      names.map((name) => environment[name]).find((value) => value !== undefined && value !== ''),
    configFileSelector: () => undefined,
    default: undefined,
  })();
}

async function pathOf(name: string, file: string): Promise<string> {
  return (await variable(name)) ?? join(homedir(), '.aws', file);
}

function missing(profile: string): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The config profile (${profile}) could not be found.`,
    {
      details: { profile, hint: `Make it (aws configure --profile ${profile}), or name another.` },
    },
  );
}
