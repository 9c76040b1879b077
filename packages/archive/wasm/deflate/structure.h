/*
 * The structure of a deflate stream: everything that its inflated bytes do not say. FORMAT.md describes the three
 * sections. All code here works on whole chunks in memory; nothing of it guesses.
 */
#ifndef STRUCTURE_H
#define STRUCTURE_H

#include <stdint.h>
#include <stddef.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__ ((used, export_name (#name)))
#else
#define EXPORT(name)
#endif

enum { STORED = 0, FIXED = 1, DYNAMIC = 2 };

/* The first byte of a block's record: its type, and these. */
enum
{
  LAST_BLOCK = 4,
  /* The Huffman codes are written out; else they are those that zlib makes for the block's symbols. */
  EXPLICIT_CODES = 8,
  /* The block began in an earlier chunk: its header is not written again. */
  CONTINUES = 16,
  /* The block goes on in the next chunk: it has no end here. */
  STAYS_OPEN = 32,
  /* The bits between the header and the bytes of a stored block are not zero. */
  ODD_PADDING = 64
};

/* A step is two bytes: literals, and the length of the match behind them less 3. 255 literals are a control step. */
enum { CONTROL = 255 };
enum { LITERALS_255 = 0, LITERALS_RUN = 1, MODEL_RUN = 2 };

#define MIN_LENGTH 3u
#define MAX_LENGTH 258u
#define WINDOW 32768u

#define LENGTH_SYMBOLS 286
#define DISTANCE_SYMBOLS 30
#define END_OF_BLOCK 256

extern const uint8_t length_symbol[256];
extern const uint16_t length_base[29];
extern const uint8_t length_extra[29];
extern const uint16_t distance_base[30];
extern const uint8_t distance_extra[30];

static inline unsigned
distance_symbol (unsigned distance)
{
  unsigned back = distance - 1;
  unsigned high;
  if (back < 4) { return back; }
  high = 31 - (unsigned) __builtin_clz (back);
  return 2 * high + ((back >> (high - 1)) & 1);
}

/* Bytes that grow. */
typedef struct
{
  uint8_t *bytes;
  size_t size, room;
} bytes_buffer;

int reserve (bytes_buffer *buffer, size_t more);

/* A code, as it is written: reversed bits, and how many. */
typedef struct
{
  uint16_t bits;
  uint8_t length;
} huffman_code;

typedef struct
{
  huffman_code literals[LENGTH_SYMBOLS + 2];
  huffman_code distances[DISTANCE_SYMBOLS + 2];
} block_codes;

/* The description of a dynamic block's codes, from HLIT to the last code length. */
typedef struct
{
  uint8_t bytes[384];
  unsigned bits;
} codes_header;

/* The codes that zlib makes for these counts, and their description. */
void zlib_codes (const uint32_t *literal_counts, const uint32_t *distance_counts, block_codes *codes,
                 codes_header *header);

/* The code lengths that a description gives; 0 where it is not a valid one. `used` are the bits that it takes. */
int read_codes_header (const uint8_t *bytes, size_t size, unsigned first_bit, uint8_t *literal_lengths,
                       uint8_t *distance_lengths, unsigned *used);

void fixed_lengths (uint8_t *literal_lengths, uint8_t *distance_lengths);
void canonical_codes (const uint8_t *lengths, unsigned count, huffman_code *codes);

/* The chunk that is being worked on: up to 32 KiB before it, itself, and what follows it in its stream. */
typedef struct
{
  const uint8_t *content;
  uint32_t size, start, end;
  const uint8_t *blocks, *steps, *distances;
  uint32_t blocks_size, steps_size, distances_size;
} chunk_view;

/* The distance to the nearest earlier place that holds the same bytes; 0 where none is within reach. */
void nearest_open (const chunk_view *chunk);
unsigned nearest_distance (uint32_t position, unsigned length);

/* zlib's choice of symbols. A symbol is a length from 3 and a distance, or distance 0 for a literal. */
typedef struct
{
  uint32_t length, distance;
} symbol;

int model_open (const chunk_view *chunk, unsigned model);
void model_seek (uint32_t position);
symbol model_next (void);

#endif
