import type { BackendsHook } from '@deltaglider/cli-kit';

/** Stores at `json:///path/to/store.json`. What opens them is loaded when one is opened. */
const hook: BackendsHook = async ({ registerBackend }) => {
  registerBackend('json', async (url) => {
    const { openJsonStore } = await import('../open-json-store.ts');
    return await openJsonStore(url);
  });
};

export default hook;
