/*
 * Which symbols zlib chooses, from any place of a stream on: its lazy and its greedy way, with the settings of its
 * levels and the hashes that its variants use. Where a run begins, all earlier positions within reach are in the hash
 * chains, and no match is pending.
 */
#include <string.h>
#include "structure.h"

/* Of `model`: the level, and the hash above it. 0 is no model. */
enum { LEVEL_MASK = 15, HASH_SHIFT = 4 };
enum { HASH_ZLIB = 0, HASH_CRC32C = 1, HASH_PRODUCT = 2 };

#define HASH_BITS 15
#define HASH_MASK ((1u << HASH_BITS) - 1)
#define MASK (WINDOW - 1)
/* No match begins farther back: zlib keeps room for a whole match ahead. */
#define REACH (WINDOW - 262)
/* A match of three bytes from farther away is not worth it. */
#define TOO_FAR 4096u

typedef struct
{
  uint16_t good, lazy, nice, chain;
} level_settings;

static const level_settings levels[10]
    = { { 0, 0, 0, 0 },      { 4, 4, 8, 4 },       { 4, 5, 16, 8 },       { 4, 6, 32, 32 },
        { 4, 4, 16, 16 },    { 8, 16, 32, 32 },    { 8, 16, 128, 128 },   { 8, 32, 128, 256 },
        { 32, 128, 258, 1024 }, { 32, 258, 258, 4096 } };

static struct
{
  const uint8_t *content;
  uint32_t size, epoch;
  unsigned level, hash;
  level_settings settings;
  uint32_t heads[1 << HASH_BITS], before[WINDOW];
  /* All positions below are in the chains. */
  uint32_t inserted;
  /* Where the search stands, and what it has found one position earlier. */
  uint32_t position;
  int pending;
  uint32_t length, start;
} m;

static uint32_t crc32c_table[4][256];

static void
make_crc32c_table (void)
{
  for (uint32_t i = 0; i < 256; i += 1)
    {
      uint32_t value = i;
      for (int bit = 0; bit < 8; bit += 1) { value = value & 1 ? value >> 1 ^ 0x82f63b78u : value >> 1; }
      crc32c_table[0][i] = value;
    }
  for (uint32_t i = 0; i < 256; i += 1)
    {
      for (int t = 1; t < 4; t += 1)
        {
          uint32_t value = crc32c_table[t - 1][i];
          crc32c_table[t][i] = value >> 8 ^ crc32c_table[0][value & 255];
        }
    }
}

static inline uint32_t
four_bytes (const uint8_t *at, uint32_t left)
{
  uint32_t value = 0;
  if (left >= 4)
    {
      memcpy (&value, at, 4);
      return value;
    }
  for (uint32_t i = 0; i < left; i += 1) { value |= (uint32_t) at[i] << 8 * i; }
  return value;
}

static inline uint32_t
hash_at (uint32_t position)
{
  const uint8_t *at = m.content + position;
  uint32_t value;
  if (m.hash == HASH_ZLIB) { return ((uint32_t) at[0] << 10 ^ (uint32_t) at[1] << 5 ^ at[2]) & HASH_MASK; }
  value = four_bytes (at, m.size - position);
  if (m.hash == HASH_CRC32C)
    {
      if (m.level >= 6) { value &= 0xffffff; }
      return (crc32c_table[3][value & 255] ^ crc32c_table[2][value >> 8 & 255]
              ^ crc32c_table[1][value >> 16 & 255] ^ crc32c_table[0][value >> 24])
             & HASH_MASK;
    }
  return (value * 66521u + 66521u) >> 16 & HASH_MASK;
}

/* The level is 1 to 9. */
int
model_open (const chunk_view *chunk, unsigned model)
{
  uint32_t epoch = m.epoch + m.size + WINDOW + 1;
  unsigned level = model & LEVEL_MASK, hash = model >> HASH_SHIFT;
  if (level < 1 || level > 9 || hash > HASH_PRODUCT) { return 0; }
  if (epoch > 1u << 31 || m.epoch == 0)
    {
      memset (m.heads, 0, sizeof m.heads);
      make_crc32c_table ();
      epoch = WINDOW + 1;
    }
  m.epoch = epoch;
  m.content = chunk->content;
  m.size = chunk->size;
  m.level = level;
  m.hash = hash;
  m.settings = levels[level];
  m.inserted = m.position = 0;
  return 1;
}

/* Puts a position into its chain; what was the head of it. */
static inline uint32_t
insert (uint32_t position)
{
  uint32_t hash, head;
  if (position + 3 > m.size) { return 0; }
  hash = hash_at (position);
  head = m.heads[hash];
  m.before[position & MASK] = head;
  m.heads[hash] = m.epoch + position;
  return head;
}

void
model_seek (uint32_t position)
{
  m.pending = 0;
  m.length = 2;
  if (position == m.position && m.inserted == position) { return; }
  /* Back: what was put in later is taken out again. Its places in the ring were out of reach by then. */
  while (m.inserted > position)
    {
      m.inserted -= 1;
      if (m.inserted + 3 <= m.size)
        {
          uint32_t hash = hash_at (m.inserted);
          /* The greedy way leaves positions out. */
          if (m.heads[hash] == m.epoch + m.inserted) { m.heads[hash] = m.before[m.inserted & MASK]; }
        }
    }
  if (position - m.inserted > WINDOW) { m.inserted = position - WINDOW; }
  for (; m.inserted < position; m.inserted += 1) { insert (m.inserted); }
  m.position = position;
}

static inline unsigned
common_length (const uint8_t *a, const uint8_t *b, unsigned limit)
{
  unsigned length = 0;
  while (length + 8 <= limit)
    {
      uint64_t x, y;
      memcpy (&x, a + length, 8);
      memcpy (&y, b + length, 8);
      if (x != y) { return length + ((unsigned) __builtin_ctzll (x ^ y) >> 3); }
      length += 8;
    }
  while (length < limit && a[length] == b[length]) { length += 1; }
  return length;
}

/* The first of the longest matches in the chain that are longer than `best`; `best` where there is none. */
static unsigned
longest_match (uint32_t candidate, unsigned best, uint32_t *start)
{
  const uint8_t *here = m.content + m.position;
  uint32_t ahead = m.size - m.position;
  unsigned limit = ahead < MAX_LENGTH ? ahead : MAX_LENGTH;
  unsigned chain = best >= m.settings.good ? m.settings.chain >> 2 : m.settings.chain;
  unsigned nice = m.settings.nice < limit ? m.settings.nice : limit;
  uint32_t now = m.epoch + m.position;
  /* zlib has no match with the first byte of a stream: position 0 is its mark for none. */
  uint32_t lowest = m.position > REACH ? now - REACH : m.epoch;
  uint16_t last;
  if (best >= limit) { return best; }
  memcpy (&last, here + best - 1, 2);
  do
    {
      const uint8_t *there = m.content + (candidate - m.epoch);
      uint16_t theirs;
      memcpy (&theirs, there + best - 1, 2);
      if (theirs == last && there[0] == here[0] && there[1] == here[1])
        {
          unsigned length = common_length (there, here, limit);
          if (length > best)
            {
              *start = candidate - m.epoch;
              best = length;
              if (length >= nice || length >= limit) { break; }
              memcpy (&last, here + best - 1, 2);
            }
        }
      candidate = m.before[(candidate - m.epoch) & MASK];
      chain -= 1;
    }
  while (candidate > lowest && candidate < now && chain != 0);
  return best;
}

static inline int
is_near (uint32_t head)
{
  return head > m.epoch && m.epoch + m.position - head <= REACH;
}

/* As zlib at levels 1 to 3: each match is taken where it is found. */
static symbol
next_greedy (void)
{
  symbol result = { 1, 0 };
  uint32_t head, start = 0, ahead = m.size - m.position;
  unsigned length = 2;
  if (ahead == 0) { return result; }
  head = ahead >= 3 ? insert (m.position) : 0;
  m.inserted = m.position + 1;
  if (ahead >= 3 && is_near (head)) { length = longest_match (head, 2, &start); }
  if (length < 3)
    {
      m.position += 1;
      return result;
    }
  result.length = length;
  result.distance = m.position - start;
  m.position += length;
  if (length <= m.settings.lazy)
    {
      for (; m.inserted < m.position; m.inserted += 1) { insert (m.inserted); }
    }
  m.inserted = m.position;
  return result;
}

/* As zlib from level 4 on: a match is only taken where the next position has no longer one. */
static symbol
next_lazy (void)
{
  for (;;)
    {
      symbol result = { 1, 0 };
      uint32_t head = 0, start = m.start, ahead = m.size - m.position;
      unsigned before = m.length, length = 2;
      uint32_t before_start = m.start;
      if (ahead > 0)
        {
          if (ahead >= 3) { head = insert (m.position); }
          m.inserted = m.position + 1;
          if (ahead >= 3 && before < m.settings.lazy && is_near (head))
            {
              length = longest_match (head, before, &start);
              if (length == 3 && m.position - start > TOO_FAR) { length = 2; }
            }
        }
      else if (!m.pending) { return result; }
      if (before >= 3 && length <= before)
        {
          /* The match begins one position earlier. */
          result.length = before;
          result.distance = m.position - 1 - before_start;
          m.position += before - 1;
          for (; m.inserted < m.position; m.inserted += 1) { insert (m.inserted); }
          m.pending = 0;
          m.length = 2;
          return result;
        }
      m.length = length;
      m.start = start;
      if (ahead > 0) { m.position += 1; }
      if (m.pending)
        {
          if (ahead == 0) { m.pending = 0; }
          return result;
        }
      m.pending = 1;
    }
}

symbol
model_next (void)
{
  return m.level <= 3 ? next_greedy () : next_lazy ();
}
