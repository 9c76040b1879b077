import { gzipDataStart, isGzipStart } from './gzip-data-start.ts';
import { streamFormat } from './stream-file.ts';

/** Checksum and size of the content. */
const TRAILER = 8;

export const gzip = streamFormat({
  method: 'deflate',
  isStart: isGzipStart,
  dataStart: gzipDataStart,
  footerSize: TRAILER,
  trailerSize: TRAILER,
});
