/*
 * zlib's deflate with what other compressors do differently. zlib is included
 * unmodified; two of its names are replaced by macros:
 *
 * - what records a symbol also decides whether the block ends there: GNU gzip
 *   has longer blocks than zlib, and looks every 4096 symbols whether what it
 *   has is compact enough to start anew;
 * - what looks for a match: near the end of its input GNU gzip also compares
 *   bytes behind the end, and takes a longer match there than zlib would.
 */
#include <stdint.h>
#include <string.h>
#include "deflate-rules.h"
#include "zutil.h"
#include "deflate.h"

int gzip_rules;

/* Symbols between two looks of GNU gzip at a block. */
#define GLANCE 4096

/* An estimate in bits of what the block's matches take beside 8 bits for every symbol. */
static uint64_t
match_bits (const deflate_state *s)
{
  uint64_t bits = 0;
  for (unsigned code = 0; code < D_CODES; code += 1)
    {
      unsigned extra = code < 4 ? 0 : code / 2 - 1;
      bits += (uint64_t) s->dyn_dtree[code].Freq * (5 + extra);
    }
  return bits;
}

/* Whether GNU gzip ends the block here: few of its symbols are matches, and it has shrunk to less than half. */
static int
is_compact (const deflate_state *s)
{
  unsigned symbols = s->sym_next / 3;
  uint64_t from, to;
  if (s->level <= 2 || symbols % GLANCE != 0 || s->matches >= symbols / 2) { return 0; }
  from = (uint64_t) ((long) s->strstart - s->block_start);
  to = ((uint64_t) symbols * 8 + match_bits (s)) / 8;
  return to < from / 2;
}

/* Records a symbol; true where the block is to end behind it. */
static inline int
record (deflate_state *s, unsigned distance, unsigned byte_or_length)
{
  int full;
  uint8_t *symbol = s->sym_buf + s->sym_next;
  symbol[0] = (uint8_t) distance;
  symbol[1] = (uint8_t) (distance >> 8);
  symbol[2] = (uint8_t) byte_or_length;
  s->sym_next += 3;
  if (distance == 0) { s->dyn_ltree[(uint8_t) byte_or_length].Freq += 1; }
  else
    {
      unsigned back = distance - 1;
      s->matches += 1;
      s->dyn_ltree[_length_code[(uint8_t) byte_or_length] + LITERALS + 1].Freq += 1;
      s->dyn_dtree[d_code (back)].Freq += 1;
    }
  full = s->sym_next == s->sym_end;
  return gzip_rules && !full ? is_compact (s) : full;
}

#undef _tr_tally_lit
#undef _tr_tally_dist
#define _tr_tally_lit(s, c, flush) flush = record ((s), 0, (c))
#define _tr_tally_dist(s, distance, length, flush) flush = record ((s), (distance), (length))

static uInt longest_match_for_cur_match (deflate_state *s, IPos cur_match);

/*
 * What GNU gzip's window holds behind the end of the input, as far as a match can reach: two zeros, then, once it
 * has moved up its window, what was there before, which is the input 32 KiB earlier, and zeros where nothing was.
 */
static void
write_behind_end (deflate_state *s)
{
  uInt end = s->strstart + s->lookahead;
  uLong start = s->strm->total_in - end;
  uLong untouched = 2ul * s->w_size;
  for (uInt at = end; at < end + MAX_MATCH && at < s->window_size; at += 1)
    {
      if (at < end + MIN_MATCH - 1 || start + at < untouched) { s->window[at] = 0; }
    }
}

/* The match that GNU gzip takes, whose search does not stop at the end of the input. */
static uInt
longest_match_over_end (deflate_state *s, IPos head)
{
  const uint8_t *here = s->window + s->strstart;
  IPos limit = s->strstart > MAX_DIST (s) ? s->strstart - MAX_DIST (s) : 0;
  unsigned tries = s->prev_length >= s->good_match ? s->max_chain_length >> 2 : s->max_chain_length;
  uInt best = s->prev_length;
  write_behind_end (s);
  for (IPos from = head; from > limit && tries > 0; from = s->prev[from & s->w_mask], tries -= 1)
    {
      const uint8_t *there = s->window + from;
      uInt length = 0;
      while (length < MAX_MATCH && here[length] == there[length]) { length += 1; }
      if (length <= best) { continue; }
      s->match_start = from;
      best = length;
      if (length >= (uInt) s->nice_match) { break; }
    }
  return best < s->lookahead ? best : s->lookahead;
}

static inline uInt
longest_match_for_hash_head (deflate_state *s, IPos head)
{
  if (gzip_rules && s->lookahead < MAX_MATCH) { return longest_match_over_end (s, head); }
  return longest_match_for_cur_match (s, head);
}

/* zlib names the second argument `cur_match` where it defines the function, `hash_head` where it calls it. */
#define longest_match(state, from) longest_match_for_##from (state, from)

#include "deflate.c"

#undef longest_match

int
deflate_open_gzip (z_stream *stream, int level)
{
  deflate_state *s;
  int result = deflateInit2 (stream, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  if (result != Z_OK) { return result; }
  /* As many symbols as memory level 9 has, with the hash of memory level 8. */
  s = (deflate_state *) stream->state;
  s->hash_bits = 15;
  s->hash_size = 1u << s->hash_bits;
  s->hash_mask = s->hash_size - 1;
  s->hash_shift = (s->hash_bits + MIN_MATCH - 1) / MIN_MATCH;
  return Z_OK;
}
