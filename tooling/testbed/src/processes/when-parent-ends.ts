import { spawn } from 'node:child_process';

/**
 * Runs a command once this process has ended, in whatever way, and unless it is called off before.
 *
 * A guard in a session of its own (no Ctrl-C reaches it) reads from a pipe whose other end only this process has.
 * The kernel closes that end when the process ends, by SIGKILL too, and the guard sees the end of its input.
 */
export function whenParentEnds(command: readonly [string, ...string[]]): { callOff: () => void } {
  const guard = spawn(
    'sh',
    ['-c', 'read -r word; [ "$word" = off ] || exec "$@"', 'guard', ...command],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  // Neither a guard that cannot be started nor one that was killed is a reason to die.
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  // The pipe is a socket to Node, whose type does not show it.
  (guard.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    callOff: () => {
      guard.stdin.end('off\n');
    },
  };
}
