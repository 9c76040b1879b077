/* Deflating a whole input, raw, the way that one of several programs does. */
#include <string.h>
#include "deflate-rules.h"
#include "flow.h"

enum { LIKE_ZLIB = 0, LIKE_GZIP = 1, LIKE_PIGZ = 2 };

/* pigz deflates pieces of this size on their own, each with the bytes before it as its dictionary. */
#define PIECE (128u << 10)
#define DICTIONARY (32u << 10)

static z_stream stream;

static int
run_deflate (int flush)
{
  int result;
  stream.next_in = (uint8_t *) flow.in;
  stream.avail_in = flow.in_size;
  stream.next_out = flow.out;
  stream.avail_out = flow.out_size;
  result = deflate (&stream, flush);
  flow.in = stream.next_in;
  flow.in_size = stream.avail_in;
  flow.out = stream.next_out;
  flow.out_size = stream.avail_out;
  return result;
}

static int
run_whole (void)
{
  return run_deflate (flow.last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END ? RUN_END : RUN_ON;
}

static uint8_t recent[DICTIONARY];
static uint32_t piece_left = PIECE;
/* Where the end of a piece stands: nothing begun, its block being written, its last bits being filled up. */
static enum { IN_PIECE, ENDING_BLOCK, FILLING, FLUSHING } stage;

static void
remember (const uint8_t *bytes, size_t size)
{
  size_t kept = size < DICTIONARY ? size : DICTIONARY;
  memmove (recent, recent + kept, DICTIONARY - kept);
  memcpy (recent + DICTIONARY - kept, bytes + size - kept, kept);
}

static int
pending_bits (void)
{
  int bits;
  deflatePending (&stream, Z_NULL, &bits);
  return bits;
}

/* Ends a piece on a byte: with empty static blocks of ten bits where these get there, else with a stored one. */
static int
end_piece (void)
{
  size_t in_size = flow.in_size;
  flow.in_size = 0;
  if (stage == ENDING_BLOCK)
    {
      run_deflate (Z_BLOCK);
      if (flow.out_size > 0) { stage = FILLING; }
    }
  if (stage == FILLING)
    {
      int odd = pending_bits () & 1;
      while (!odd && (pending_bits () & 7) != 0) { deflatePrime (&stream, 10, 2); }
      stage = FLUSHING;
      run_deflate (odd ? Z_SYNC_FLUSH : Z_BLOCK);
    }
  else if (stage == FLUSHING) { run_deflate (Z_BLOCK); }
  flow.in_size = in_size;
  if (stage != FLUSHING || flow.out_size == 0) { return RUN_ON; }
  deflateReset (&stream);
  deflateSetDictionary (&stream, recent, DICTIONARY);
  stage = IN_PIECE;
  piece_left = PIECE;
  return RUN_ON;
}

static int
run_pieces (void)
{
  size_t in_size = flow.in_size;
  size_t part = in_size < piece_left ? in_size : piece_left;
  const uint8_t *start = flow.in;
  int is_end, result;
  if (stage != IN_PIECE) { return end_piece (); }
  if (piece_left == 0 && in_size > 0)
    {
      stage = ENDING_BLOCK;
      return end_piece ();
    }
  is_end = flow.last && part == in_size;
  flow.in_size = part;
  result = run_deflate (is_end ? Z_FINISH : Z_NO_FLUSH);
  part -= flow.in_size;
  flow.in_size = in_size - part;
  piece_left -= part;
  remember (start, part);
  return result == Z_STREAM_END ? RUN_END : RUN_ON;
}

EXPORT (deflate_open) int
deflate_open (int like, int level, int memory_level)
{
  gzip_rules = like == LIKE_GZIP;
  flow.run = like == LIKE_PIGZ ? run_pieces : run_whole;
  flow.wants_crc = 1;
  if (like == LIKE_GZIP) { return deflate_open_gzip (&stream, level); }
  return deflateInit2 (&stream, level, Z_DEFLATED, -15, memory_level, Z_DEFAULT_STRATEGY);
}
