import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  /** What is waited for, for the error: "the gateway answers". */
  readonly what: string;
  /** @default 60_000 */
  readonly timeoutMs?: number;
  /** Throws when waiting has become pointless, because a process has ended for example. */
  readonly check?: () => void;
}

/** Asks again and again until the answer is yes. @throws Error after `timeoutMs`, or what `check` throws. */
export async function until(
  ask: () => Promise<boolean> | boolean,
  { what, timeoutMs = 60_000, check }: UntilOptions,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await ask())) {
    check?.();
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}.`);
    await pause(20);
  }
}
