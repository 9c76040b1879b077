import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** Lets bytes through at that speed, twenty times a second. */
export function throttle(bytesPerSecond: number): Transform {
  const step = Math.max(1, Math.ceil(bytesPerSecond / 20));
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const pass = async () => {
        for (let at = 0; at < chunk.length; at += step) {
          const piece = chunk.subarray(at, at + step);
          await pause((piece.length / bytesPerSecond) * 1000);
          this.push(piece);
        }
      };
      pass().then(() => {
        done();
      }, done);
    },
  });
}
