import type {
  BackendFactory,
  CodecFactory,
  RegisterCodecOptions,
  Registry,
} from '@deltaglider/sdk';
import type { Config, Interfaces } from '@oclif/core';
import { CODECS } from '../settings/settings.ts';
import { pluginError, reasonOf } from './plugin-error.ts';
import type { BackendRegistration, CodecRegistration } from './plugin-hooks.ts';

/** What one plugin registered under one name. */
export interface PluginAddition {
  readonly plugin: string;
  /** Of the codec, or the scheme of the backend. */
  readonly name: string;
  readonly addTo: (registry: Registry) => void;
}

interface Registrations {
  readonly 'dg:codecs': CodecRegistration;
  readonly 'dg:backends': BackendRegistration;
}

interface Kind<K extends keyof Registrations> {
  readonly hook: K;
  /** As in "its codecs". */
  readonly plural: string;
  /** What nobody may replace. */
  readonly taken: readonly string[];
  readonly form: RegExp;
  readonly registration: (add: Add) => Registrations[K];
}

type Add = (name: string, addTo: PluginAddition['addTo']) => void;

/** Deltas of these are in stores: another codec of their names could not read them. */
const OWN_CODECS = [...CODECS, 'archive/1'];

const codecs: Kind<'dg:codecs'> = {
  hook: 'dg:codecs',
  plural: 'codecs',
  taken: OWN_CODECS,
  form: /^[a-z0-9][a-z0-9.:/+_-]{0,63}$/,
  registration: (add) => ({
    registerCodec: (name: string, factory: CodecFactory, options?: RegisterCodecOptions) => {
      add(name, (registry) => {
        registry.registerCodec(name, factory, options);
      });
    },
  }),
};

const backends: Kind<'dg:backends'> = {
  hook: 'dg:backends',
  plural: 'backends',
  taken: ['s3', 'file', 'memory'],
  form: /^[a-z][a-z0-9+.-]{0,31}$/,
  registration: (add) => ({
    registerBackend: (scheme: string, factory: BackendFactory) => {
      add(scheme, (registry) => {
        registry.registerBackend(scheme, factory);
      });
    },
  }),
};

/** The codecs of all plugins. @throws configuration error that names a plugin whose hook fails */
export async function pluginCodecs(config: Interfaces.Config): Promise<readonly PluginAddition[]> {
  return await collect(config, codecs);
}

/** What `--codec` takes. @throws configuration error that names a plugin whose hook fails */
export async function codecNames(config: Interfaces.Config): Promise<readonly string[]> {
  return [...CODECS, ...(await pluginCodecs(config)).map(({ name }) => name)];
}

/** The storage backends of all plugins. @throws configuration error that names a plugin whose hook fails */
export async function pluginBackends(
  config: Interfaces.Config,
): Promise<readonly PluginAddition[]> {
  return await collect(config, backends);
}

async function collect<K extends keyof Registrations>(
  config: Interfaces.Config,
  kind: Kind<K>,
): Promise<readonly PluginAddition[]> {
  const additions: PluginAddition[] = [];
  for (const plugin of config.getPluginsList()) {
    if (plugin.hooks[kind.hook] === undefined) continue;
    const { name } = plugin;
    const registration = kind.registration((added, addTo) => {
      assertFree(added, kind, additions);
      additions.push({ plugin: name, name: added, addTo });
    });
    // One plugin after the other, so that what fails can be told from what does not.
    const alone = Object.create(config, {
      plugins: { value: new Map([[name, plugin]]) },
    }) as Config;
    const { failures } = await alone.runHook(kind.hook, registration, undefined, true);
    const [failure] = failures;
    if (failure !== undefined) throw hookFailed(plugin, kind.plural, failure.error);
  }
  return additions;
}

function assertFree<K extends keyof Registrations>(
  name: string,
  { taken, form }: Kind<K>,
  additions: readonly PluginAddition[],
): void {
  if (!form.test(name)) throw new Error(`"${name}" is no name for one.`);
  const by = additions.find((each) => each.name === name)?.plugin;
  const owner = taken.includes(name) ? 'deltaglider' : by;
  if (owner !== undefined) throw new Error(`${name} is already one of ${owner}.`);
}

function hookFailed({ name, version, root }: Interfaces.Plugin, what: string, cause: Error): Error {
  return pluginError(
    `The plugin ${name} ${version} failed to add its ${what}: ${reasonOf(cause)}`,
    `It is in ${root}; install it again, or without it.`,
    cause,
  );
}
