import type { Found } from './check.ts';

/** The first that everything is tested with. */
const OLDEST = [20, 19] as const;
/** The last day on which a line of Node gets security fixes, as the Node project has announced it. */
const END_OF_LIFE: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
};

/** Whether this version of Node is one to run on. `version` is like `22.11.0`. */
export function checkNode(version: string, now: Date): Found {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return {
      status: 'problem',
      message: `Node ${version} is too old: DeltaGlider needs ${OLDEST.join('.')} or newer.`,
      hint: 'Install Node 24.',
    };
  }
  const end = END_OF_LIFE[major];
  if (end !== undefined && now.toISOString().slice(0, 10) > end) {
    return {
      status: 'warning',
      message: `Node ${version} works, but has had no security fixes since ${end}.`,
      hint: 'Move to Node 24 when you can.',
    };
  }
  return { status: 'ok', message: `Node ${version} is supported.` };
}
