import { Flags } from '@oclif/core';
import type { Setting } from '../settings/setting.ts';

export interface SettingFlagOptions {
  /** A sentence without its period, as oclif's help wants it. */
  readonly summary: string;
  /** @default the group of the command's own flags */
  readonly helpGroup?: string;
  /** What stands for the value in the help, like `<url>`. */
  readonly helpValue: string;
}

/** The flag of a setting. Its value is read together with environment and config file, not by oclif. */
export function settingFlag(setting: Setting<unknown>, options: SettingFlagOptions) {
  return Flags.string({ ...options, env: setting.env });
}
