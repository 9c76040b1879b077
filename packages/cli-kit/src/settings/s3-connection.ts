import type { S3Connection } from '@deltaglider/sdk';
import { usageError } from '../errors/command-error.ts';

type Flags = Readonly<Record<string, unknown>>;

/** Whether a store's URL means S3. */
export function isS3Store(store: string): boolean {
  return /^s3:/i.test(store);
}

/**
 * How to reach S3, from the flags.
 * @throws usage error for a value that means nothing, and for a flag of S3 where no store is S3
 */
export function toS3Connection(flags: Flags, stores: readonly string[]): S3Connection {
  const given = Object.fromEntries(
    Object.entries(READERS)
      .map(([field, [name, read]]) => [field, name, read(flags[name], `--${name}`)] as const)
      .filter(([, , value]) => value !== undefined)
      .map(([field, name, value]) => [field, { name, value }]),
  );
  const [first] = Object.values(given);
  if (first !== undefined && !stores.some(isS3Store)) throw notForThisStore(first.name, stores[0]);
  return Object.fromEntries(Object.entries(given).map(([field, { value }]) => [field, value]));
}

type Read = (value: unknown, flag: string) => string | number | boolean | undefined;

const text: Read = (value) => (typeof value === 'string' ? value : undefined);

/** A flag that is on without being given says something only when it is off. */
const off: Read = (value) => (value === false ? false : undefined);

const seconds: Read = (value, flag) => {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  throw usageError(`argument ${flag}: ${value} is not a whole number of seconds.`);
};

const READERS: Readonly<Record<keyof S3Connection, readonly [flag: string, read: Read]>> = {
  endpoint: ['endpoint-url', text],
  region: ['region', text],
  profile: ['profile', text],
  signRequests: ['sign-request', off],
  requestPayer: ['request-payer', text],
  verifyTls: ['verify-ssl', off],
  caBundle: ['ca-bundle', text],
  connectTimeoutMs: ['cli-connect-timeout', seconds],
  readTimeoutMs: ['cli-read-timeout', seconds],
};

function notForThisStore(name: string, store = ''): Error {
  const flag = name === 'verify-ssl' || name === 'sign-request' ? `--no-${name}` : `--${name}`;
  return usageError(
    `argument ${flag}: this is for S3, and the store is ${store}.`,
    'Leave it out, or say --store s3:.',
  );
}
