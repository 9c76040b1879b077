import type { Registry } from '@deltaglider/sdk';
import type { Hook } from '@oclif/core';

/** What a plugin gets that adds codecs. */
export type CodecRegistration = Pick<Registry, 'registerCodec'>;

/** What a plugin gets that adds storage backends. */
export type BackendRegistration = Pick<Registry, 'registerBackend'>;

declare module '@oclif/core/hooks' {
  interface Hooks {
    'dg:codecs': { options: CodecRegistration; return: unknown };
    'dg:backends': { options: BackendRegistration; return: unknown };
  }
}

/**
 * The hook `dg:codecs` of a plugin, called before a codec is chosen or a store opened. It registers; the factories
 * are called when a codec is used.
 */
export type CodecsHook = Hook<'dg:codecs'>;

/** The hook `dg:backends` of a plugin, called before a store is opened. It registers; the factories open. */
export type BackendsHook = Hook<'dg:backends'>;
