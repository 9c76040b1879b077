import { setMaxListeners } from 'node:events';
import { exitCodes } from '../errors/exit-code.ts';
import { Interruption } from '../errors/interruption.ts';

/** How long a clean-up may take before the process ends without it. */
const PATIENCE_MS = 10_000;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Signals {
  /** Aborted, with an `Interruption`, by the first signal. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  readonly dispose: () => void;
}

/**
 * Turns the system's signals into an abort. A second one, or a clean-up that hangs, ends the process after
 * `lastResort`, which must not wait for anything.
 */
export function listenForSignals(lastResort: () => void): Signals {
  const controller = new AbortController();
  // Every request under way listens; Node would take more than ten for a leak.
  setMaxListeners(0, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const giveUp = () => {
    lastResort();
    // eslint-disable-next-line n/no-process-exit -- the orderly way out did not end
    process.exit(exitCodes.interrupted);
  };
  const onSignal = (name: (typeof SIGNALS)[number]) => {
    if (controller.signal.aborted) giveUp();
    controller.abort(new Interruption(name));
    timer = setTimeout(giveUp, PATIENCE_MS);
    timer.unref();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
