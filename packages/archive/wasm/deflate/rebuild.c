/* Putting a chunk of a deflate stream together again, from what it inflates to and its structure. */
#include <stdlib.h>
#include <string.h>
#include "structure.h"

enum { REBUILT = 0, WRONG = 1, NO_ROOM = 2 };

static struct
{
  chunk_view in;
  uint32_t position;
  uint32_t blocks_at, steps_at, distances_at;
  /* What is left of the current step: literals, then a match; or symbols of the model. */
  uint32_t literals, match, modelled;
  int nearest_is_open, model_is_open;
  unsigned model;

  uint8_t *out;
  size_t out_room, out_size;
  uint64_t bits;
  unsigned bit_count;

  /* The block's symbols, as `match_of` has them, or a literal. */
  uint32_t *symbols;
  size_t symbols_room;
} r;

/* A match in one number that is no literal: the symbol of its distance, its length less 3, its distance. */
static inline uint32_t
match_of (unsigned length, unsigned distance, unsigned symbol_of_distance)
{
  return 1u << 31 | symbol_of_distance << 24 | (length - MIN_LENGTH) << 16 | distance;
}

static inline void
put (uint64_t value, unsigned count)
{
  r.bits |= value << r.bit_count;
  r.bit_count += count;
  while (r.bit_count >= 8)
    {
      /* A wrong structure may say more than fits. */
      if (r.out_size < r.out_room) { r.out[r.out_size] = (uint8_t) r.bits; }
      r.out_size += 1;
      r.bits >>= 8;
      r.bit_count -= 8;
    }
}

static int
take_varint (uint32_t *value)
{
  uint32_t result = 0;
  for (unsigned shift = 0; shift < 35; shift += 7)
    {
      uint8_t byte;
      if (r.blocks_at >= r.in.blocks_size) { return 0; }
      byte = r.in.blocks[r.blocks_at++];
      result |= (uint32_t) (byte & 127) << shift;
      if (byte < 128)
        {
          *value = result;
          return 1;
        }
    }
  return 0;
}

/* Takes the next step; 0 where there is none, or none that means something. */
static int
take_step (void)
{
  const uint8_t *step = r.in.steps + r.steps_at;
  if (r.steps_at + 2 > r.in.steps_size) { return 0; }
  r.steps_at += 2;
  if (step[0] != CONTROL)
    {
      r.literals = step[0];
      r.match = step[1] + MIN_LENGTH;
      return 1;
    }
  if (step[1] == LITERALS_255)
    {
      r.literals = 255;
      return 1;
    }
  if (r.steps_at + 2 > r.in.steps_size) { return 0; }
  r.steps_at += 2;
  if (step[1] == LITERALS_RUN) { r.literals = step[2] | (uint32_t) step[3] << 8; }
  else if (step[1] == MODEL_RUN)
    {
      r.modelled = step[2] | (uint32_t) step[3] << 8;
      if (!r.model_is_open)
        {
          if (!model_open (&r.in, r.model)) { return 0; }
          r.model_is_open = 1;
        }
      model_seek (r.position);
    }
  else { return 0; }
  return 1;
}

static int
take_distance (unsigned length, unsigned *distance)
{
  unsigned value;
  if (r.distances_at + 2 > r.in.distances_size) { return 0; }
  value = r.in.distances[r.distances_at] | (unsigned) r.in.distances[r.distances_at + 1] << 8;
  r.distances_at += 2;
  if (value == 0)
    {
      if (!r.nearest_is_open)
        {
          nearest_open (&r.in);
          r.nearest_is_open = 1;
        }
      value = nearest_distance (r.position, length);
    }
  *distance = value;
  return value != 0 && value <= r.position && value <= WINDOW;
}

/* The next symbols of the block, and how often each code is used. */
static int
resolve (uint32_t count, uint32_t *literal_counts, uint32_t *distance_counts)
{
  uint32_t *to;
  if (count > r.in.end - r.position) { return WRONG; }
  if (count > r.symbols_room)
    {
      free (r.symbols);
      r.symbols_room = count + count / 2 + 1024;
      r.symbols = malloc (r.symbols_room * sizeof *r.symbols);
      if (r.symbols == NULL)
        {
          r.symbols_room = 0;
          return NO_ROOM;
        }
    }
  to = r.symbols;
  while (count > 0)
    {
      unsigned length, distance, symbol_of_distance;
      if (r.literals > 0)
        {
          uint32_t run = r.literals < count ? r.literals : count;
          if (run > r.in.end - r.position) { return WRONG; }
          r.literals -= run;
          count -= run;
          for (; run > 0; run -= 1)
            {
              uint8_t byte = r.in.content[r.position++];
              literal_counts[byte] += 1;
              *to++ = byte;
            }
          continue;
        }
      if (r.match > 0)
        {
          length = r.match;
          r.match = 0;
          if (length > r.in.end - r.position || !take_distance (length, &distance)) { return WRONG; }
        }
      else if (r.modelled > 0)
        {
          symbol next = model_next ();
          r.modelled -= 1;
          length = next.length;
          distance = next.distance;
          if (distance == 0)
            {
              if (r.position >= r.in.end) { return WRONG; }
              literal_counts[r.in.content[r.position]] += 1;
              *to++ = r.in.content[r.position++];
              count -= 1;
              continue;
            }
          if (length > r.in.end - r.position || distance > r.position) { return WRONG; }
        }
      else
        {
          if (!take_step ()) { return WRONG; }
          continue;
        }
      symbol_of_distance = distance_symbol (distance);
      literal_counts[257 + length_symbol[length - 3]] += 1;
      distance_counts[symbol_of_distance] += 1;
      *to++ = match_of (length, distance, symbol_of_distance);
      r.position += length;
      count -= 1;
    }
  return REBUILT;
}

/* What a length is written as: its code, and the extra bits behind it. */
typedef struct
{
  uint32_t bits, count;
} length_code;

static void
length_codes (const block_codes *codes, length_code *lengths)
{
  for (unsigned length = 0; length < 256; length += 1)
    {
      unsigned index = length_symbol[length];
      huffman_code code = codes->literals[257 + index];
      lengths[length].bits = code.bits | (length + MIN_LENGTH - length_base[index]) << code.length;
      lengths[length].count = code.length + length_extra[index];
    }
}

static void
put_symbols (uint32_t count, const block_codes *codes)
{
  static length_code lengths[256];
  const uint32_t *from = r.symbols;
  uint8_t *out = r.out;
  size_t size = r.out_size, room = r.out_room;
  uint64_t bits = r.bits;
  unsigned bit_count = r.bit_count;
  length_codes (codes, lengths);
  for (; count > 0; count -= 1)
    {
      uint32_t value = *from++;
      if (value < 256)
        {
          huffman_code code = codes->literals[value];
          bits |= (uint64_t) code.bits << bit_count;
          bit_count += code.length;
        }
      else
        {
          length_code length = lengths[value >> 16 & 0xff];
          unsigned index = value >> 24 & 0x1f;
          huffman_code code = codes->distances[index];
          bits |= (uint64_t) length.bits << bit_count;
          bit_count += length.count;
          bits |= (uint64_t) code.bits << bit_count;
          bit_count += code.length;
          bits |= (uint64_t) ((value & 0xffff) - distance_base[index]) << bit_count;
          bit_count += distance_extra[index];
        }
      /* At most 7 bits stay, and a symbol has at most 48. */
      if (size + 8 <= room)
        {
          memcpy (out + size, &bits, 8);
          size += bit_count >> 3;
          bits >>= bit_count & 56;
          bit_count &= 7;
          continue;
        }
      for (; bit_count >= 8; bit_count -= 8, bits >>= 8, size += 1)
        {
          if (size < room) { out[size] = (uint8_t) bits; }
        }
    }
  r.out_size = size;
  r.bits = bits;
  r.bit_count = bit_count;
}

static int
put_stored (unsigned kind, uint32_t size)
{
  unsigned odd, padding = 0;
  if (size > 65535 || size > r.in.end - r.position) { return WRONG; }
  if (r.literals > 0 || r.match > 0 || r.modelled > 0) { return WRONG; }
  if ((kind & ODD_PADDING) != 0)
    {
      if (r.blocks_at >= r.in.blocks_size) { return WRONG; }
      padding = r.in.blocks[r.blocks_at++];
    }
  put (kind & LAST_BLOCK ? 1 : 0, 3);
  odd = (8 - r.bit_count) & 7;
  put (padding & ((1u << odd) - 1), odd);
  put (size | (uint64_t) (~size & 0xffff) << 16, 32);
  if (r.out_size + size > r.out_room) { return WRONG; }
  memcpy (r.out + r.out_size, r.in.content + r.position, size);
  r.out_size += size;
  r.position += size;
  return REBUILT;
}

/* The bits of a description that is written out, as they stand there. */
static int
take_header (codes_header *header, block_codes *codes)
{
  uint8_t literal_lengths[288], distance_lengths[32];
  unsigned used;
  uint32_t size;
  if (!take_varint (&header->bits) || header->bits > sizeof header->bytes * 8) { return 0; }
  size = (header->bits + 7) / 8;
  if (size > r.in.blocks_size - r.blocks_at) { return 0; }
  memcpy (header->bytes, r.in.blocks + r.blocks_at, size);
  r.blocks_at += size;
  if (!read_codes_header (header->bytes, size, 0, literal_lengths, distance_lengths, &used)) { return 0; }
  canonical_codes (literal_lengths, LENGTH_SYMBOLS + 2, codes->literals);
  canonical_codes (distance_lengths, DISTANCE_SYMBOLS + 2, codes->distances);
  return used == header->bits;
}

static void
put_header (const codes_header *header)
{
  unsigned left = header->bits;
  for (unsigned at = 0; left > 0; at += 1)
    {
      unsigned part = left < 8 ? left : 8;
      put (header->bytes[at] & ((1u << part) - 1), part);
      left -= part;
    }
}

/* A symbol without a code cannot be written. */
static int
has_codes (const uint32_t *literal_counts, const uint32_t *distance_counts, const block_codes *codes)
{
  for (unsigned i = 0; i < LENGTH_SYMBOLS; i += 1)
    {
      if (literal_counts[i] > 0 && codes->literals[i].length == 0) { return 0; }
    }
  for (unsigned i = 0; i < DISTANCE_SYMBOLS; i += 1)
    {
      if (distance_counts[i] > 0 && codes->distances[i].length == 0) { return 0; }
    }
  return 1;
}

static int
put_block (void)
{
  static block_codes codes;
  static codes_header header;
  uint32_t literal_counts[LENGTH_SYMBOLS] = { 0 }, distance_counts[DISTANCE_SYMBOLS] = { 0 };
  unsigned kind = r.in.blocks[r.blocks_at++], type = kind & 3;
  uint32_t count;
  int result;
  if (type == 3 || !take_varint (&count)) { return WRONG; }
  if (type == STORED) { return put_stored (kind, count); }
  if (type == FIXED)
    {
      uint8_t literal_lengths[288], distance_lengths[32];
      fixed_lengths (literal_lengths, distance_lengths);
      canonical_codes (literal_lengths, LENGTH_SYMBOLS + 2, codes.literals);
      canonical_codes (distance_lengths, DISTANCE_SYMBOLS + 2, codes.distances);
      header.bits = 0;
    }
  else if ((kind & EXPLICIT_CODES) != 0 && !take_header (&header, &codes)) { return WRONG; }
  result = resolve (count, literal_counts, distance_counts);
  if (result != REBUILT) { return result; }
  if (type == DYNAMIC && (kind & EXPLICIT_CODES) == 0)
    {
      if ((kind & (CONTINUES | STAYS_OPEN)) != 0) { return WRONG; }
      zlib_codes (literal_counts, distance_counts, &codes, &header);
    }
  if (!has_codes (literal_counts, distance_counts, &codes)) { return WRONG; }
  if ((kind & CONTINUES) == 0)
    {
      put ((kind & LAST_BLOCK ? 1u : 0u) | type << 1, 3);
      put_header (&header);
    }
  put_symbols (count, &codes);
  if ((kind & STAYS_OPEN) == 0)
    {
      put (codes.literals[END_OF_BLOCK].bits, codes.literals[END_OF_BLOCK].length);
    }
  return REBUILT;
}

/*
 * `out` has room for `phase + bits` bits, rounded up to bytes; the first `phase` bits, and those behind the last one,
 * are zero. 0 where the structure fits the content and the number of bits exactly.
 */
int
rebuild (const chunk_view *in, unsigned model, unsigned phase, uint32_t bits, uint8_t *out)
{
  r.in = *in;
  r.position = in->start;
  r.blocks_at = r.steps_at = r.distances_at = 0;
  r.literals = r.match = r.modelled = 0;
  r.nearest_is_open = r.model_is_open = 0;
  r.model = model;
  r.out = out;
  r.out_room = ((size_t) phase + bits + 7) / 8;
  r.out_size = 0;
  r.bits = 0;
  r.bit_count = phase;
  while (r.blocks_at < in->blocks_size)
    {
      int result = put_block ();
      if (result != REBUILT) { return result; }
    }
  if (r.bit_count > 0 && r.out_size < r.out_room) { r.out[r.out_size] = (uint8_t) r.bits; }
  if (r.out_size * 8 + r.bit_count != (size_t) phase + bits) { return WRONG; }
  if (r.position != in->end || r.literals + r.match + r.modelled > 0) { return WRONG; }
  return r.steps_at == in->steps_size && r.distances_at == in->distances_size ? REBUILT : WRONG;
}
