/** The reason of an abort by a signal of the system. */
export class Interruption extends Error {
  readonly code = 'CANCELLED';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`cancelled: ${signal === 'SIGINT' ? 'ctrl-c' : signal} received`);
    this.name = 'Interruption';
  }
}
