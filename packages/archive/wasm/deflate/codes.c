/* Huffman codes of deflate: their description in a block's header, and the codes themselves. */
#include <stdlib.h>
#include <string.h>
#include "structure.h"

const uint16_t length_base[29] = { 3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258 };
const uint8_t length_extra[29] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                   2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
const uint16_t distance_base[30]
    = { 1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
        193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };
const uint8_t distance_extra[30] = { 0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                     6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13 };

/* By length less 3. Length 258 has a symbol of its own. */
#define TWICE(n) n, n
#define FOUR(n) TWICE (n), TWICE (n)
#define EIGHT(n) FOUR (n), FOUR (n)
#define SIXTEEN(n) EIGHT (n), EIGHT (n)
#define THIRTY_TWO(n) SIXTEEN (n), SIXTEEN (n)
const uint8_t length_symbol[256]
    = { 0,           1,           2,           3,           4,           5,           6,
        7,           TWICE (8),   TWICE (9),   TWICE (10),  TWICE (11),  FOUR (12),   FOUR (13),
        FOUR (14),   FOUR (15),   EIGHT (16),  EIGHT (17),  EIGHT (18),  EIGHT (19),  SIXTEEN (20),
        SIXTEEN (21), SIXTEEN (22), SIXTEEN (23), THIRTY_TWO (24), THIRTY_TWO (25), THIRTY_TWO (26),
        SIXTEEN (27), EIGHT (27), FOUR (27), TWICE (27), 27, 28 };

int
reserve (bytes_buffer *buffer, size_t more)
{
  size_t room = buffer->room;
  uint8_t *bytes;
  if (buffer->size + more <= room) { return 1; }
  room = room < 4096 ? 4096 : room;
  while (room < buffer->size + more) { room += room / 2; }
  bytes = realloc (buffer->bytes, room);
  if (bytes == NULL) { return 0; }
  buffer->bytes = bytes;
  buffer->room = room;
  return 1;
}

void
fixed_lengths (uint8_t *literal_lengths, uint8_t *distance_lengths)
{
  for (int i = 0; i < 288; i += 1)
    {
      literal_lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
  memset (distance_lengths, 5, 32);
}

static unsigned
reversed (unsigned code, unsigned length)
{
  unsigned result = 0;
  for (unsigned i = 0; i < length; i += 1, code >>= 1) { result = result << 1 | (code & 1); }
  return result;
}

void
canonical_codes (const uint8_t *lengths, unsigned count, huffman_code *codes)
{
  unsigned counts[16] = { 0 }, next[16], code = 0;
  for (unsigned i = 0; i < count; i += 1) { counts[lengths[i]] += 1; }
  counts[0] = 0;
  for (unsigned bits = 1; bits < 16; bits += 1)
    {
      code = (code + counts[bits - 1]) << 1;
      next[bits] = code;
    }
  for (unsigned i = 0; i < count; i += 1)
    {
      unsigned length = lengths[i];
      codes[i].length = (uint8_t) length;
      codes[i].bits = length == 0 ? 0 : (uint16_t) reversed (next[length]++, length);
    }
}

typedef struct
{
  const uint8_t *bytes;
  size_t bits, at;
} bit_reader;

static unsigned
take (bit_reader *in, unsigned count)
{
  unsigned value = 0;
  for (unsigned i = 0; i < count; i += 1, in->at += 1)
    {
      if (in->at < in->bits) { value |= (in->bytes[in->at >> 3] >> (in->at & 7) & 1u) << i; }
    }
  return value;
}

/* The next code length symbol; 19 where there is none. */
static unsigned
take_code (bit_reader *in, const huffman_code *codes)
{
  unsigned bits = 0;
  for (unsigned length = 1; length <= 7; length += 1)
    {
      bits |= take (in, 1) << (length - 1);
      for (unsigned i = 0; i < 19; i += 1)
        {
          if (codes[i].length == length && codes[i].bits == bits) { return i; }
        }
    }
  return 19;
}

/* Over-subscribed codes are refused; incomplete ones only where deflate has them: one code of one bit, or none. */
static int
is_valid (const uint8_t *lengths, unsigned count)
{
  int left = 1;
  unsigned counts[16] = { 0 }, used = 0;
  for (unsigned i = 0; i < count; i += 1)
    {
      counts[lengths[i]] += 1;
      used += lengths[i] != 0;
    }
  for (unsigned bits = 1; bits < 16; bits += 1)
    {
      left = left * 2 - (int) counts[bits];
      if (left < 0) { return 0; }
    }
  return left == 0 || used == 0 || (used == 1 && counts[1] == 1);
}

int
read_codes_header (const uint8_t *bytes, size_t size, unsigned first_bit, uint8_t *literal_lengths,
                   uint8_t *distance_lengths, unsigned *used)
{
  static const uint8_t order[19]
      = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
  bit_reader in = { bytes, size * 8, first_bit };
  unsigned literals = take (&in, 5) + 257, distances = take (&in, 5) + 1, count = take (&in, 4) + 4;
  uint8_t lengths[19] = { 0 }, all[288 + 32] = { 0 };
  huffman_code codes[19];
  unsigned at = 0;
  if (literals > LENGTH_SYMBOLS || distances > DISTANCE_SYMBOLS) { return 0; }
  for (unsigned i = 0; i < count; i += 1) { lengths[order[i]] = (uint8_t) take (&in, 3); }
  if (!is_valid (lengths, 19)) { return 0; }
  canonical_codes (lengths, 19, codes);
  while (at < literals + distances)
    {
      unsigned code = take_code (&in, codes), repeat, value = 0;
      if (code > 18 || (code == 16 && at == 0)) { return 0; }
      if (code < 16)
        {
          all[at] = (uint8_t) code;
          at += 1;
          continue;
        }
      if (code == 16) { value = all[at - 1]; }
      repeat = code == 16 ? 3 + take (&in, 2) : code == 17 ? 3 + take (&in, 3) : 11 + take (&in, 7);
      if (at + repeat > literals + distances) { return 0; }
      memset (all + at, (int) value, repeat);
      at += repeat;
    }
  if (in.at > in.bits) { return 0; }
  memset (literal_lengths, 0, 288);
  memset (distance_lengths, 0, 32);
  memcpy (literal_lengths, all, literals);
  memcpy (distance_lengths, all + literals, distances);
  *used = (unsigned) in.at - first_bit;
  return literal_lengths[END_OF_BLOCK] != 0 && is_valid (literal_lengths, 288)
         && is_valid (distance_lengths, 32);
}
