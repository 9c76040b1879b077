import type { CodecsHook } from '@deltaglider/cli-kit';

/** `--codec deflate`. The codec is loaded when it is used. */
const hook: CodecsHook = async ({ registerCodec }) => {
  registerCodec('deflate', async () => {
    const { DeflateCodec } = await import('../deflate-codec.ts');
    return new DeflateCodec();
  });
};

export default hook;
