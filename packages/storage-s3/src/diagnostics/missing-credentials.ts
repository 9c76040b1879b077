import type { Failure } from '../errors/failure.ts';

/** Whether nothing was sent because there was nothing to sign it with. */
export function isMissingCredentials({ name, status }: Failure): boolean {
  return status === undefined && /^(?:Credentials|Token)ProviderError$/.test(name);
}
