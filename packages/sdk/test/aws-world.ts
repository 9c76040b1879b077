import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';

/** What `aws` reads, for one test: none of it is the machine's own. */
export interface AwsWorld {
  readonly configPath: string;
  readonly credentialsPath: string;
  readonly writeConfig: (text: string) => void;
  readonly writeCredentials: (text: string) => void;
  /** Writes a file beside them. */
  readonly writeFile: (name: string, text: string) => void;
}

/** Gives each test of a suite empty config files, and an environment without a word about AWS. */
export function useAwsWorld(): AwsWorld {
  let home = '';
  beforeEach(() => {
    // The SDK remembers files by their paths, so each test has paths of its own.
    home = mkdtempSync(join(tmpdir(), 'deltaglider-aws-'));
    for (const name of Object.keys(process.env)) {
      if (name.startsWith('AWS_') && !name.startsWith('AWS_SDK_JS_')) vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
  });
  const writeFile = (name: string, text: string) => {
    writeFileSync(join(home, name), text);
  };
  return {
    get configPath() {
      return join(home, 'config');
    },
    get credentialsPath() {
      return join(home, 'credentials');
    },
    writeConfig: (text) => {
      writeFile('config', text);
    },
    writeCredentials: (text) => {
      writeFile('credentials', text);
    },
    writeFile,
  };
}
