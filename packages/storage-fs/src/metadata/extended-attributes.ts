import { constants } from 'node:os';
import type * as Binding from '@napi-rs/xattr';
import { DeltaGliderError } from '@deltaglider/core';
import { isNodeError, unless } from '../errors/node-error.ts';
import { ATTRIBUTE, type FileAttributes } from './file-attributes.ts';

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));
const NOT_SUPPORTED = ['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** The extended attributes of the operating system. */
export const extendedAttributes: FileAttributes = {
  read: async (path) => {
    const { getAttribute, listAttributes } = await binding();
    const value = await getAttribute(path, ATTRIBUTE);
    if (value !== null) return value.toString('utf8');
    // The binding answers null for every failure, and a failure must never read as "no metadata".
    const names = await unless(
      listAttributes(path).catch(toNodeError),
      ...NOT_SUPPORTED,
      'ENOENT',
      'ENOTDIR',
    );
    if (names?.includes(ATTRIBUTE) !== true) return undefined;
    return (await getAttribute(path, ATTRIBUTE))?.toString('utf8') ?? unreadable(path);
  },

  write: async (path, value) => {
    const { setAttribute } = await binding();
    try {
      await setAttribute(path, ATTRIBUTE, value).catch(toNodeError);
      return true;
    } catch (error) {
      if (isNodeError(error, ...NOT_SUPPORTED)) return false;
      throw error;
    }
  },
};

/** Loaded at the first use: whoever never touches a directory needs no native module. */
async function binding(): Promise<typeof Binding> {
  try {
    return await import('@napi-rs/xattr');
  } catch (error) {
    throw new DeltaGliderError(
      'UNSUPPORTED',
      'The extended attributes of files cannot be used: the module @napi-rs/xattr does not load here.',
      { cause: error, details: { hint: 'Install the dependencies again on this machine.' } },
    );
  }
}

/** The binding throws `No space left on device (os error 28)`, without a code that a program could read. */
function toNodeError(error: unknown): never {
  const [, number] = /\(os error (\d+)\)/.exec(String(error)) ?? [];
  const code = NAMES.get(Number(number));
  if (code === undefined) throw error;
  throw Object.assign(new Error(String(error), { cause: error }), { code, syscall: 'xattr' });
}

function unreadable(path: string): never {
  const error = new Error(`EACCES: cannot read the attribute ${ATTRIBUTE} of ${path}`);
  throw Object.assign(error, { code: 'EACCES', syscall: 'getxattr' });
}
