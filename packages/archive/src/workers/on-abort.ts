const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once the signal is aborted, at once where it was before; returns what takes that back. All callers share
 * one listener of a signal: Node warns of more than ten, and far more jobs than that may wait.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const callbacks = listeners.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  listeners.set(signal, callbacks);
  const call = () => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', call, { once: true });
  return callbacks;
}
