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
  /* Positions are kept as `epoch + position`, so that those of earlier chunks are too small to be looked at. */
  uint32_t size, epoch;
  unsigned level, hash;
  level_settings settings;
  /* The last position of each hash. */
  uint32_t heads[1 << HASH_BITS];
  /* All positions below are in the chains; the lazy way puts them in ahead of its own. */
  uint32_t inserted;
  /* The first position since the run's beginning that the greedy way left out of its chain. */
  uint32_t left_out;
  /* Where the search stands, and what it has found one position earlier. */
  uint32_t position;
  int pending;
  uint32_t length, start;
} m;

/*
 * The chains, by the lower bits of a position: how far back the one before it in its chain is, 0 where that is out of
 * reach, and its number in the chain. They hold more than a window, since positions ahead are in them as well.
 */
#define RING (2 * WINDOW)
#define RING_MASK (RING - 1)
static uint16_t back[RING], number[RING];
static uint16_t counts[1 << HASH_BITS];

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
  m.left_out = UINT32_MAX;
  return 1;
}

/* Puts a position into its chain. */
static inline void
insert (uint32_t position)
{
  uint32_t hash = hash_at (position), head = m.heads[hash], now = m.epoch + position;
  back[position & RING_MASK] = head >= m.epoch && now - head < WINDOW ? (uint16_t) (now - head) : 0;
  number[position & RING_MASK] = ++counts[hash];
  m.heads[hash] = now;
}

/* Puts all positions below `end` into their chains. */
static void
insert_until (uint32_t end)
{
  uint32_t last = m.size < 3 ? 0 : m.size - 2;
  uint32_t position = m.inserted;
  if (end <= position) { return; }
  m.inserted = end;
  if (end > last) { end = last; }
  for (; position < end; position += 1) { insert (position); }
  for (; position < m.inserted; position += 1) { back[position & RING_MASK] = 0; }
}

/* Takes a position out of its chain again, the last one that was put in. */
static void
take_out (uint32_t position)
{
  uint32_t hash, far;
  if (position + 3 > m.size) { return; }
  hash = hash_at (position);
  far = back[position & RING_MASK];
  /* The greedy way leaves positions out. */
  if (m.heads[hash] != m.epoch + position) { return; }
  m.heads[hash] = far == 0 ? 0 : m.epoch + position - far;
  counts[hash] -= 1;
}

void
model_seek (uint32_t position)
{
  m.pending = 0;
  m.length = 2;
  m.position = position;
  if (m.level <= 3)
    {
      /* Whatever was tried before, a run begins with all positions in their chains. */
      uint32_t kept = position < m.left_out ? position : m.left_out;
      while (m.inserted > kept) { take_out (--m.inserted); }
      m.left_out = UINT32_MAX;
    }
  if (position > m.inserted + WINDOW) { m.inserted = position - WINDOW; }
  insert_until (position);
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

/* How many bytes decide a hash. */
static inline unsigned
hashed_bytes (void)
{
  return m.hash == HASH_ZLIB || (m.hash == HASH_CRC32C && m.level >= 6) ? 3 : 4;
}

/*
 * A match of `size` bytes holds the bytes at any offset within it, so the chain of those bytes leads to it as well: the
 * offset, of a few, whose chain takes the longest first step.
 */
#define OFFSETS 8

static inline uint32_t
best_offset (uint32_t from, unsigned size)
{
  unsigned bytes = hashed_bytes (), last;
  uint32_t result = 0, step = back[from & RING_MASK];
  if (size <= bytes || step == 0) { return 0; }
  last = size - bytes;
  for (unsigned i = 1; i <= OFFSETS; i += 1)
    {
      uint32_t offset = last * i / OFFSETS;
      uint32_t other = back[(from + offset) & RING_MASK];
      if (other == 0) { return offset; }
      if (other > step)
        {
          step = other;
          result = offset;
        }
    }
  return result;
}

/*
 * The length of the first of the longest matches in the chain of the position, where it is more than `best`; else
 * `best`. As far as zlib would look: so many places of the chain, and no longer than until a match is long enough.
 */
static unsigned
longest_match (unsigned best, uint32_t *start)
{
  const uint8_t *here = m.content + m.position;
  uint32_t ahead = m.size - m.position;
  unsigned limit = ahead < MAX_LENGTH ? ahead : MAX_LENGTH;
  unsigned chain = best >= m.settings.good ? m.settings.chain >> 2 : m.settings.chain;
  unsigned nice = m.settings.nice < limit ? m.settings.nice : limit;
  /*
   * zlib has no match with the first byte of a stream: position 0 is its mark for none. Only the first place of a chain
   * may be as far back as REACH.
   */
  uint32_t lowest = m.position > REACH ? m.position - REACH + 1 : 1;
  uint32_t first = m.position - back[m.position & RING_MASK];
  uint16_t own = number[m.position & RING_MASK];
  uint32_t offset, at;
  uint16_t last;
  if (best >= limit) { return best; }
  memcpy (&last, here + best - 1, 2);
  offset = m.level > 3 ? best_offset (m.position, best + 1) : 0;
  at = m.position + offset;
  for (;;)
    {
      uint32_t step = back[at & RING_MASK], candidate;
      const uint8_t *there;
      uint16_t theirs;
      at -= step;
      if (step == 0 || at < offset) { return best; }
      candidate = at - offset;
      if (candidate < lowest && (candidate != first || candidate == 0 || candidate + 1 < lowest)) { return best; }
      there = m.content + candidate;
      /* In the position's own chain there is an end to looking, whether a place matches or not. */
      if (offset == 0 && (uint16_t) (own - number[candidate & RING_MASK]) > chain) { return best; }
      memcpy (&theirs, there + best - 1, 2);
      if (theirs == last && there[0] == here[0] && there[1] == here[1])
        {
          unsigned length = common_length (there, here, limit);
          if (length <= best) { continue; }
          if (offset != 0 && hash_at (candidate) != hash_at (m.position)) { continue; }
          if ((uint16_t) (own - number[candidate & RING_MASK]) > chain) { return best; }
          *start = candidate;
          best = length;
          if (length >= nice || length >= limit) { return best; }
          memcpy (&last, here + best - 1, 2);
          if (m.level > 3)
            {
              offset = best_offset (candidate, best);
              at = candidate + offset;
            }
        }
    }
}

/* As zlib at levels 1 to 3: each match is taken where it is found. */
static symbol
next_greedy (void)
{
  symbol result = { 1, 0 };
  uint32_t start = 0, ahead = m.size - m.position;
  unsigned length = 2;
  if (ahead == 0) { return result; }
  insert_until (m.position + 1);
  if (ahead >= 3) { length = longest_match (2, &start); }
  if (length < 3)
    {
      m.position += 1;
      return result;
    }
  result.length = length;
  result.distance = m.position - start;
  if (length > m.settings.lazy && m.left_out > m.position + 1) { m.left_out = m.position + 1; }
  m.position += length;
  if (length <= m.settings.lazy) { insert_until (m.position); }
  m.inserted = m.position;
  return result;
}

/* Positions are put in so many at once. */
#define INSERTED_AHEAD 1024u

/* As zlib from level 4 on: a match is only taken where the next position has no longer one. */
static symbol
next_lazy (void)
{
  for (;;)
    {
      symbol result = { 1, 0 };
      uint32_t start = m.start, ahead = m.size - m.position;
      unsigned before = m.length, length = 2;
      if (m.position + MAX_LENGTH + 2 > m.inserted) { insert_until (m.position + INSERTED_AHEAD); }
      if (ahead == 0 && !m.pending) { return result; }
      if (ahead >= 3 && before < m.settings.lazy && back[m.position & RING_MASK] != 0)
        {
          uint32_t nearest = m.position - back[m.position & RING_MASK];
          if (nearest != 0 && m.position - nearest <= REACH)
            {
              length = longest_match (before, &start);
              if (length == 3 && m.position - start > TOO_FAR) { length = 2; }
            }
        }
      if (before >= 3 && length <= before)
        {
          /* The match begins one position earlier. */
          result.length = before;
          result.distance = m.position - 1 - m.start;
          m.position += before - 1;
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
