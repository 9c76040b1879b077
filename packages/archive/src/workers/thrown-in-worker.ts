/** An error in a form that crosses from a worker: its class does not, but its name does. */
export interface ThrownInWorker {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its own properties, such as a code, as far as they can be cloned. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly cause: ThrownInWorker | undefined;
}

/** Whatever was thrown, ready to be sent. */
export function toThrown(error: unknown): ThrownInWorker {
  if (!(error instanceof Error)) {
    const message = String(error);
    return { name: 'Error', message, stack: undefined, properties: {}, cause: undefined };
  }
  const { name, message, stack, cause } = error;
  const properties = Object.fromEntries(Object.entries(error).filter(isCloneable));
  return {
    name,
    message,
    stack,
    properties,
    cause: cause === undefined ? undefined : toThrown(cause),
  };
}

function isCloneable([, value]: readonly [string, unknown]): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
