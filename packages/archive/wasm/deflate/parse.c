/*
 * Taking a deflate stream apart: what it inflates to, and its structure, chunk by chunk. One stream at a time. The
 * host writes input where `parse_input` says, calls `parse_run`, and takes what lies in the buffers after a chunk.
 */
#include <stdlib.h>
#include <string.h>
#include "structure.h"

enum { NEEDS_INPUT = 0, HAS_CHUNK = 1, ENDED = 2, CORRUPT = 3, TRUNCATED = 4, NO_MEMORY = 5 };

#define INPUT_ROOM (256u << 10)
/* A chunk ends with the block that makes it this long, or within one that makes it far too long. */
#define CHUNK_SIZE (2u << 20)
#define CHUNK_LIMIT (16u << 20)
/* Blocks may be empty: their records end a chunk as well. */
#define BLOCKS_SIZE (1u << 20)

#define TABLE_BITS 11
#define IS_LITERAL 0x80000000u
#define IS_END 0x40000000u
#define IS_LONG 0x20000000u

typedef struct
{
  uint32_t table[1 << TABLE_BITS];
  /* For codes longer than the table's: counts by length, and symbols in order. */
  uint16_t counts[16], symbols[288];
} decoder;

static struct
{
  uint8_t input[INPUT_ROOM + 16];
  size_t input_size, input_at;
  int input_ended;
  /* Bits that were taken from the input and not used yet, and how many. */
  uint64_t bits;
  unsigned bit_count;
  uint64_t taken_before;

  bytes_buffer content, steps, distances, blocks;
  /* In `content`: up to 32 KiB of history stand before the chunk. */
  size_t chunk_start;
  uint64_t chunk_bits_start;
  /* Whether each chunk's steps end with it; else a step may begin in one chunk and end in the next. */
  int separate;

  enum { BETWEEN_BLOCKS, IN_STORED, IN_CODES, AT_END } state;
  unsigned kind;
  /* Symbols of the block in this chunk; literals since the last step. */
  uint32_t symbols, literals;
  uint32_t stored_left;
  unsigned padding;
  codes_header header;
  uint32_t literal_counts[LENGTH_SYMBOLS], distance_counts[DISTANCE_SYMBOLS];
  decoder literal_decoder, distance_decoder;
  unsigned tail, tail_bits;
} p;

EXPORT (parse_open) void
parse_open (int separate)
{
  bytes_buffer content = p.content, steps = p.steps, distances = p.distances, blocks = p.blocks;
  content.size = steps.size = distances.size = blocks.size = 0;
  memset (&p, 0, sizeof p);
  p.content = content;
  p.steps = steps;
  p.distances = distances;
  p.blocks = blocks;
  p.separate = separate;
}

/* How many bytes of input there is room for, behind what is not used yet. */
EXPORT (parse_room) uint32_t
parse_room (void)
{
  size_t left = p.input_size - p.input_at;
  memmove (p.input, p.input + p.input_at, left);
  p.taken_before += p.input_at;
  p.input_at = 0;
  p.input_size = left;
  return (uint32_t) (INPUT_ROOM - left);
}

EXPORT (parse_input) uint8_t *
parse_input (void)
{
  return p.input + p.input_size;
}

EXPORT (parse_given) void
parse_given (uint32_t size, int last)
{
  p.input_size += size;
  p.input_ended = last;
}

/* Bits of the stream that are used. */
static uint64_t
bits_used (void)
{
  return (p.taken_before + p.input_at) * 8 - p.bit_count;
}

static inline void
fill (void)
{
  /* Also where more was dropped than there was: the count is then far too large. */
  if (p.bit_count >= 56) { return; }
  if (p.input_at + 8 <= p.input_size)
    {
      uint64_t next;
      unsigned bytes = (63 - p.bit_count) >> 3;
      memcpy (&next, p.input + p.input_at, 8);
      p.bits |= next << p.bit_count;
      p.input_at += bytes;
      p.bit_count += bytes * 8;
      p.bits &= ((uint64_t) 1 << p.bit_count) - 1;
      return;
    }
  while (p.bit_count <= 56 && p.input_at < p.input_size)
    {
      p.bits |= (uint64_t) p.input[p.input_at] << p.bit_count;
      p.input_at += 1;
      p.bit_count += 8;
    }
}

static inline unsigned
drop (unsigned count)
{
  unsigned value = (unsigned) (p.bits & (((uint64_t) 1 << count) - 1));
  p.bits >>= count;
  p.bit_count -= count;
  return value;
}

static void
put_varint (bytes_buffer *buffer, uint32_t value)
{
  while (value >= 128)
    {
      buffer->bytes[buffer->size++] = (uint8_t) (value | 128);
      value >>= 7;
    }
  buffer->bytes[buffer->size++] = (uint8_t) value;
}

static inline void
put_step (unsigned literals, unsigned length)
{
  uint8_t *at = p.steps.bytes + p.steps.size;
  at[0] = (uint8_t) literals;
  at[1] = (uint8_t) length;
  p.steps.size += 2;
}

/* Literals that no match follows. */
static int
end_literals (void)
{
  if (!reserve (&p.steps, 16)) { return 0; }
  while (p.literals >= 255)
    {
      put_step (CONTROL, LITERALS_255);
      p.literals -= 255;
    }
  if (p.literals > 0)
    {
      put_step (CONTROL, LITERALS_RUN);
      put_step (p.literals & 255, p.literals >> 8);
      p.literals = 0;
    }
  return 1;
}

static void
make_decoder (const uint8_t *lengths, unsigned count, int of_literals, decoder *result)
{
  huffman_code codes[288];
  unsigned offsets[17] = { 0 };
  canonical_codes (lengths, count, codes);
  memset (result->counts, 0, sizeof result->counts);
  for (unsigned i = 0; i < count; i += 1) { result->counts[lengths[i]] += 1; }
  result->counts[0] = 0;
  for (unsigned bits = 1; bits < 16; bits += 1) { offsets[bits + 1] = offsets[bits] + result->counts[bits]; }
  for (unsigned i = 0; i < count; i += 1)
    {
      if (lengths[i] > 0) { result->symbols[offsets[lengths[i]]++] = (uint16_t) i; }
    }
  for (unsigned i = 0; i < 1 << TABLE_BITS; i += 1) { result->table[i] = IS_LONG; }
  for (unsigned i = 0; i < count; i += 1)
    {
      uint32_t entry;
      unsigned length = lengths[i];
      if (length == 0 || length > TABLE_BITS) { continue; }
      if (!of_literals)
        {
          entry = i < DISTANCE_SYMBOLS
                    ? (uint32_t) distance_base[i] << 8 | (uint32_t) distance_extra[i] << 4 | length
                    : IS_LONG;
        }
      else if (i < 256) { entry = IS_LITERAL | i << 8 | length; }
      else if (i == END_OF_BLOCK) { entry = IS_END | length; }
      else if (i - 257 < 29)
        {
          entry = (uint32_t) length_base[i - 257] << 8 | (uint32_t) length_extra[i - 257] << 4 | length;
        }
      else { entry = IS_LONG; }
      for (unsigned at = codes[i].bits; at < 1 << TABLE_BITS; at += 1u << length) { result->table[at] = entry; }
    }
}

/* A code that is not in the table: its symbol, or 288; `p.bits` moves on. */
static unsigned
long_code (const decoder *from)
{
  unsigned code = 0, first = 0, index = 0;
  for (unsigned length = 1; length < 16; length += 1)
    {
      unsigned count = from->counts[length];
      code |= (unsigned) (p.bits >> (length - 1)) & 1;
      if (code - first < count)
        {
          drop (length);
          return from->symbols[index + (code - first)];
        }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
  return 288;
}

static int
open_block (void)
{
  uint8_t literal_lengths[288], distance_lengths[32];
  unsigned used;
  fill ();
  p.kind = drop (1) ? LAST_BLOCK : 0;
  p.kind |= drop (2);
  p.symbols = 0;
  switch (p.kind & 3)
    {
    case STORED:
      {
        unsigned odd = p.bit_count & 7, size, complement;
        p.padding = drop (odd);
        fill ();
        size = drop (16);
        complement = drop (16);
        if ((size ^ complement) != 0xffff) { return CORRUPT; }
        if (p.padding != 0) { p.kind |= ODD_PADDING; }
        p.stored_left = size;
        p.symbols = size;
        p.state = IN_STORED;
        if (!end_literals ()) { return NO_MEMORY; }
        return 0;
      }
    case FIXED:
      fixed_lengths (literal_lengths, distance_lengths);
      p.header.bits = 0;
      break;
    case DYNAMIC:
      {
        uint8_t bytes[400];
        size_t count = 0;
        uint64_t bits = p.bits;
        unsigned bit_count = p.bit_count;
        size_t at = p.input_at;
        /* A description is shorter than 384 bytes: what is not of it stays in the input. */
        while (count < sizeof bytes && (bit_count > 0 || at < p.input_size))
          {
            while (bit_count < 8 && at < p.input_size)
              {
                bits |= (uint64_t) p.input[at++] << bit_count;
                bit_count += 8;
              }
            bytes[count++] = (uint8_t) bits;
            bits >>= 8;
            bit_count = bit_count > 8 ? bit_count - 8 : 0;
          }
        if (!read_codes_header (bytes, count, 0, literal_lengths, distance_lengths, &used))
          {
            return CORRUPT;
          }
        p.header.bits = used;
        memcpy (p.header.bytes, bytes, (used + 7) / 8);
        if ((used & 7) != 0) { p.header.bytes[used / 8] &= (uint8_t) ((1u << (used & 7)) - 1); }
        while (used > 0)
          {
            unsigned part = used < 32 ? used : 32;
            fill ();
            if (part > p.bit_count) { return TRUNCATED; }
            drop (part);
            used -= part;
          }
        memset (p.literal_counts, 0, sizeof p.literal_counts);
        memset (p.distance_counts, 0, sizeof p.distance_counts);
        break;
      }
    default:
      return CORRUPT;
    }
  make_decoder (literal_lengths, 288, 1, &p.literal_decoder);
  make_decoder (distance_lengths, 32, 0, &p.distance_decoder);
  p.state = IN_CODES;
  return 0;
}

/* Whether zlib would have chosen the codes of the block that is read. */
static int
has_zlib_codes (void)
{
  static block_codes codes;
  static codes_header header;
  zlib_codes (p.literal_counts, p.distance_counts, &codes, &header);
  return header.bits == p.header.bits
         && memcmp (header.bytes, p.header.bytes, (header.bits + 7) / 8) == 0;
}

static int
write_block (void)
{
  if (!reserve (&p.blocks, 400)) { return NO_MEMORY; }
  if ((p.kind & 3) == DYNAMIC && ((p.kind & (CONTINUES | STAYS_OPEN)) != 0 || !has_zlib_codes ()))
    {
      p.kind |= EXPLICIT_CODES;
    }
  p.blocks.bytes[p.blocks.size++] = (uint8_t) p.kind;
  put_varint (&p.blocks, p.symbols);
  if ((p.kind & ODD_PADDING) != 0) { p.blocks.bytes[p.blocks.size++] = (uint8_t) p.padding; }
  if ((p.kind & EXPLICIT_CODES) != 0)
    {
      size_t size = (p.header.bits + 7) / 8;
      put_varint (&p.blocks, p.header.bits);
      memcpy (p.blocks.bytes + p.blocks.size, p.header.bytes, size);
      p.blocks.size += size;
    }
  return 0;
}

static int
end_block (void)
{
  int failed = write_block ();
  p.state = p.kind & LAST_BLOCK ? AT_END : BETWEEN_BLOCKS;
  return failed;
}

/* The rest of a block whose chunk has become too long goes to the next chunk. */
static int
split_block (void)
{
  int failed;
  p.kind |= STAYS_OPEN;
  failed = write_block ();
  p.kind = (p.kind & ~(unsigned) STAYS_OPEN) | CONTINUES;
  p.symbols = 0;
  return failed;
}

static int
run_stored (void)
{
  while (p.stored_left > 0)
    {
      size_t part;
      if (p.bit_count >= 8)
        {
          p.content.bytes[p.content.size++] = (uint8_t) drop (8);
          p.stored_left -= 1;
          continue;
        }
      part = p.input_size - p.input_at;
      part = part < p.stored_left ? part : p.stored_left;
      memcpy (p.content.bytes + p.content.size, p.input + p.input_at, part);
      p.input_at += part;
      p.content.size += part;
      p.stored_left -= (uint32_t) part;
      if (p.stored_left > 0) { return p.input_ended ? TRUNCATED : NEEDS_INPUT; }
    }
  return end_block ();
}

/* Reads symbols up to the block's end, as far as there is input. */
static int
run_codes (void)
{
  /* Copies of what the loop uses most: stores to bytes could otherwise change them. */
  for (;;)
    {
      size_t size, limit, room, in_limit;
      uint8_t *content, *steps, *distances;
      const uint8_t *input = p.input;
      size_t input_at = p.input_at;
      uint64_t bits = p.bits;
      unsigned bit_count = p.bit_count;
      uint32_t literals = p.literals, symbols = p.symbols;
      int ended = 0, failed = 0;

      if (p.content.size - p.chunk_start >= CHUNK_LIMIT) { return HAS_CHUNK; }
      /* In a round of the fast loop at most this much is written. */
      room = 64u << 10;
      if (!reserve (&p.content, room + 512) || !reserve (&p.steps, room * 2 + 64) || !reserve (&p.distances, room * 2 + 64))
        {
          return NO_MEMORY;
        }
      content = p.content.bytes;
      steps = p.steps.bytes + p.steps.size;
      distances = p.distances.bytes + p.distances.size;
      size = p.content.size;
      /* The symbol that makes the chunk too long is its last one, however the input comes. */
      limit = p.chunk_start + CHUNK_LIMIT;
      if (limit > size + room) { limit = size + room; }
      in_limit = p.input_size >= 16 ? p.input_size - 16 : 0;

      while (size < limit && input_at < in_limit)
        {
          uint64_t next;
          uint32_t entry;
          memcpy (&next, input + input_at, 8);
          bits |= next << bit_count;
          input_at += (63 - bit_count) >> 3;
          bit_count |= 56;
          entry = p.literal_decoder.table[bits & ((1 << TABLE_BITS) - 1)];
          if (entry & IS_LITERAL)
            {
              unsigned used = entry & 15;
              unsigned byte = entry >> 8 & 255;
              p.literal_counts[byte] += 1;
              content[size++] = (uint8_t) byte;
              bits >>= used;
              bit_count -= used;
              literals += 1;
              symbols += 1;
              /* Another literal fits into what is there. */
              if (size >= limit) { continue; }
              entry = p.literal_decoder.table[bits & ((1 << TABLE_BITS) - 1)];
              if (entry & IS_LITERAL)
                {
                  used = entry & 15;
                  byte = entry >> 8 & 255;
                  p.literal_counts[byte] += 1;
                  content[size++] = (uint8_t) byte;
                  bits >>= used;
                  bit_count -= used;
                  literals += 1;
                  symbols += 1;
                }
              continue;
            }
          if (entry & (IS_END | IS_LONG))
            {
              if (entry & IS_END)
                {
                  bits >>= entry & 15;
                  bit_count -= entry & 15;
                  ended = 1;
                  break;
                }
              p.bits = bits;
              p.bit_count = bit_count;
              entry = long_code (&p.literal_decoder);
              bits = p.bits;
              bit_count = p.bit_count;
              if (entry < 256)
                {
                  p.literal_counts[entry] += 1;
                  content[size++] = (uint8_t) entry;
                  literals += 1;
                  symbols += 1;
                  continue;
                }
              if (entry == END_OF_BLOCK)
                {
                  ended = 1;
                  break;
                }
              if (entry >= LENGTH_SYMBOLS)
                {
                  failed = CORRUPT;
                  break;
                }
              entry = (uint32_t) length_base[entry - 257] << 8 | (uint32_t) length_extra[entry - 257] << 4;
            }
          {
            unsigned length, distance, extra, used;
            uint32_t far;
            used = entry & 15;
            bits >>= used;
            bit_count -= used;
            extra = entry >> 4 & 15;
            length = (entry >> 8) + (unsigned) (bits & ((1u << extra) - 1));
            bits >>= extra;
            bit_count -= extra;
            /* 48 bits at most so far: there are not always enough left for a distance. */
            memcpy (&next, input + input_at, 8);
            bits |= next << bit_count;
            input_at += (63 - bit_count) >> 3;
            bit_count |= 56;
            far = p.distance_decoder.table[bits & ((1 << TABLE_BITS) - 1)];
            if (far & IS_LONG)
              {
                p.bits = bits;
                p.bit_count = bit_count;
                far = long_code (&p.distance_decoder);
                bits = p.bits;
                bit_count = p.bit_count;
                if (far >= DISTANCE_SYMBOLS)
                  {
                    failed = CORRUPT;
                    break;
                  }
                far = (uint32_t) distance_base[far] << 8 | (uint32_t) distance_extra[far] << 4;
              }
            used = far & 15;
            bits >>= used;
            bit_count -= used;
            extra = far >> 4 & 15;
            distance = (far >> 8) + (unsigned) (bits & ((1u << extra) - 1));
            bits >>= extra;
            bit_count -= extra;
            /* Length 258 has a symbol of its own, and the one before it reaches it as well: nobody writes that. */
            if (distance > size || (length == MAX_LENGTH && (entry >> 4 & 15) != 0))
              {
                failed = CORRUPT;
                break;
              }
            p.literal_counts[257 + length_symbol[length - 3]] += 1;
            p.distance_counts[distance_symbol (distance)] += 1;
            while (literals >= 255)
              {
                steps[0] = CONTROL;
                steps[1] = LITERALS_255;
                steps += 2;
                literals -= 255;
              }
            steps[0] = (uint8_t) literals;
            steps[1] = (uint8_t) (length - 3);
            steps += 2;
            literals = 0;
            distances[0] = (uint8_t) distance;
            distances[1] = (uint8_t) (distance >> 8);
            distances += 2;
            symbols += 1;
            {
              uint8_t *to = content + size;
              const uint8_t *from = to - distance;
              size += length;
              if (distance >= 8)
                {
                  uint8_t *end = to + length;
                  do
                    {
                      memcpy (to, from, 8);
                      to += 8;
                      from += 8;
                    }
                  while (to < end);
                }
              else
                {
                  for (unsigned i = 0; i < length; i += 1) { to[i] = from[i]; }
                }
            }
          }
        }
      p.input_at = input_at;
      p.bits = bits & (((uint64_t) 1 << bit_count) - 1);
      p.bit_count = bit_count;
      p.content.size = size;
      p.steps.size = (size_t) (steps - p.steps.bytes);
      p.distances.size = (size_t) (distances - p.distances.bytes);
      p.literals = literals;
      p.symbols = symbols;
      if (failed) { return failed; }
      if (ended) { return end_block (); }
      if (size >= limit) { continue; }

      /* The end of the input: symbol by symbol. */
      if (!p.input_ended) { return NEEDS_INPUT; }
      {
        unsigned value, length, distance, length_symbol_read;
        fill ();
        value = length_symbol_read = long_code (&p.literal_decoder);
        if (p.bit_count > 64) { return TRUNCATED; }
        if (value >= LENGTH_SYMBOLS) { return p.input_at < p.input_size ? CORRUPT : TRUNCATED; }
        if (value == END_OF_BLOCK) { return end_block (); }
        p.literal_counts[value] += 1;
        p.symbols += 1;
        if (value < 256)
          {
            p.content.bytes[p.content.size++] = (uint8_t) value;
            p.literals += 1;
            continue;
          }
        length = length_base[value - 257] + drop (length_extra[value - 257]);
        if (p.bit_count > 64) { return TRUNCATED; }
        fill ();
        value = long_code (&p.distance_decoder);
        if (p.bit_count > 64) { return TRUNCATED; }
        if (value >= DISTANCE_SYMBOLS) { return p.input_at < p.input_size ? CORRUPT : TRUNCATED; }
        distance = distance_base[value] + drop (distance_extra[value]);
        if (p.bit_count > 64) { return TRUNCATED; }
        if (distance > p.content.size || (length == MAX_LENGTH && length_symbol_read != 285))
          {
            return CORRUPT;
          }
        p.distance_counts[distance_symbol (distance)] += 1;
        while (p.literals >= 255)
          {
            put_step (CONTROL, LITERALS_255);
            p.literals -= 255;
          }
        put_step (p.literals, length - 3);
        p.literals = 0;
        p.distances.bytes[p.distances.size++] = (uint8_t) distance;
        p.distances.bytes[p.distances.size++] = (uint8_t) (distance >> 8);
        for (unsigned i = 0; i < length; i += 1)
          {
            p.content.bytes[p.content.size] = p.content.bytes[p.content.size - distance];
            p.content.size += 1;
          }
      }
    }
}

static int
end_stream (void)
{
  p.tail_bits = p.bit_count & 7;
  p.tail = drop (p.tail_bits);
  if (!end_literals ()) { return NO_MEMORY; }
  return ENDED;
}

/* Goes on until a chunk is there, input is needed, or the stream has ended or failed. */
EXPORT (parse_run) int
parse_run (void)
{
  for (;;)
    {
      int result;
      size_t left = p.input_size - p.input_at;
      if (p.state == AT_END) { return end_stream (); }
      if (p.state == BETWEEN_BLOCKS)
        {
          if (p.content.size - p.chunk_start >= CHUNK_SIZE || p.blocks.size >= BLOCKS_SIZE)
            {
              if (p.separate && !end_literals ()) { return NO_MEMORY; }
              return HAS_CHUNK;
            }
          /* The longest description of codes fits into this. */
          if (left < 400 && !p.input_ended) { return NEEDS_INPUT; }
          result = open_block ();
          if (p.bit_count > 64) { return TRUNCATED; }
          if (result == CORRUPT && p.input_ended && p.input_size - p.input_at < 400) { return TRUNCATED; }
          if (result != 0) { return result; }
          continue;
        }
      if (p.state == IN_STORED)
        {
          if (!reserve (&p.content, 65536 + 512)) { return NO_MEMORY; }
          result = run_stored ();
          if (p.state == IN_STORED) { return result; }
        }
      else
        {
          result = run_codes ();
          if (result == HAS_CHUNK)
            {
              result = split_block ();
              if (result != 0 || (p.separate && !end_literals ())) { return NO_MEMORY; }
              return HAS_CHUNK;
            }
          if (p.state == IN_CODES) { return result; }
        }
      if (result != 0) { return result; }
    }
}

EXPORT (parse_content) const uint8_t *
parse_content (void)
{
  return p.content.bytes + p.chunk_start;
}

EXPORT (parse_content_size) uint32_t
parse_content_size (void)
{
  return (uint32_t) (p.content.size - p.chunk_start);
}

EXPORT (parse_section) const uint8_t *
parse_section (int section)
{
  return section == 0 ? p.blocks.bytes : section == 1 ? p.steps.bytes : p.distances.bytes;
}

EXPORT (parse_section_size) uint32_t
parse_section_size (int section)
{
  return (uint32_t) (section == 0 ? p.blocks.size : section == 1 ? p.steps.size : p.distances.size);
}

/* Bits of the stream in the chunk. */
EXPORT (parse_bits) uint32_t
parse_bits (void)
{
  return (uint32_t) (bits_used () - (p.state == AT_END ? p.tail_bits : 0) - p.chunk_bits_start);
}

/* Drops the chunk: the next one begins behind it. */
EXPORT (parse_next) void
parse_next (void)
{
  size_t history = p.content.size < WINDOW ? p.content.size : WINDOW;
  p.chunk_bits_start = bits_used ();
  memmove (p.content.bytes, p.content.bytes + p.content.size - history, history);
  p.content.size = p.chunk_start = history;
  p.steps.size = p.distances.size = p.blocks.size = 0;
}

/* After the end: bytes of the stream, and the value of the bits that fill up the last one. */
EXPORT (parse_taken) double
parse_taken (void)
{
  return (double) (bits_used () / 8);
}

EXPORT (parse_tail) uint32_t
parse_tail (void)
{
  return p.tail;
}
