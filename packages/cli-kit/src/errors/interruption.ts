/** The reason of an abort by a signal of the system. */
export class Interruption extends Error {
  readonly code = 'CANCELLED';

  constructor() {
    super('cancelled: ctrl-c received');
    this.name = 'Interruption';
  }
}
