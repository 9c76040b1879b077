/*
 * The nearest earlier place that holds the same bytes. Most compressors take a match of some length from there, so
 * that its distance need not be stored. How it is found does not matter: there is one nearest place.
 */
#include <string.h>
#include "structure.h"

#define HASH_BITS 15
#define MASK (WINDOW - 1)
/* Matches of this length or more are looked for by their first bytes of this number, shorter ones by three. */
#define LONG_BYTES 6

static struct
{
  const uint8_t *content;
  uint32_t size;
  /* Positions are kept as `epoch + position`, so that those of earlier chunks are too small to be looked at. */
  uint32_t epoch;
  uint32_t inserted;
  uint32_t short_heads[1 << HASH_BITS], long_heads[1 << HASH_BITS];
  uint32_t short_before[WINDOW], long_before[WINDOW];
} n;

static inline uint32_t
short_hash (const uint8_t *at)
{
  uint32_t bytes = (uint32_t) at[0] | (uint32_t) at[1] << 8 | (uint32_t) at[2] << 16;
  return bytes * 0x9e3779b1u >> (32 - HASH_BITS);
}

static inline uint32_t
long_hash (const uint8_t *at)
{
  uint64_t bytes;
  memcpy (&bytes, at, 8);
  return (uint32_t) ((bytes << (64 - 8 * LONG_BYTES)) * 0x9e3779b97f4a7c15u >> (64 - HASH_BITS));
}

void
nearest_open (const chunk_view *chunk)
{
  /* 1 and more: 0 is no position. */
  uint32_t epoch = n.epoch + n.size + WINDOW + 1;
  if (epoch > 1u << 31 || n.epoch == 0)
    {
      memset (n.short_heads, 0, sizeof n.short_heads);
      memset (n.long_heads, 0, sizeof n.long_heads);
      epoch = WINDOW + 1;
    }
  n.epoch = epoch;
  n.content = chunk->content;
  n.size = chunk->size;
  n.inserted = 0;
}

static void
insert_until (uint32_t position)
{
  uint32_t from = n.inserted, end = n.size >= 8 ? n.size - 7 : 0;
  if (position < n.inserted) { return; }
  if (position - from > WINDOW) { from = position - WINDOW; }
  n.inserted = position;
  for (; from < position && from < end; from += 1)
    {
      uint32_t hash = short_hash (n.content + from), at = n.epoch + from;
      n.short_before[from & MASK] = n.short_heads[hash];
      n.short_heads[hash] = at;
      hash = long_hash (n.content + from);
      n.long_before[from & MASK] = n.long_heads[hash];
      n.long_heads[hash] = at;
    }
  /* Within the last bytes no long match begins. */
  for (; from < position && from + 3 <= n.size; from += 1)
    {
      uint32_t hash = short_hash (n.content + from);
      n.short_before[from & MASK] = n.short_heads[hash];
      n.short_heads[hash] = n.epoch + from;
    }
}

static inline int
is_same (const uint8_t *a, const uint8_t *b, unsigned length)
{
  while (length >= 8)
    {
      uint64_t x, y;
      memcpy (&x, a, 8);
      memcpy (&y, b, 8);
      if (x != y) { return 0; }
      a += 8;
      b += 8;
      length -= 8;
    }
  while (length > 0)
    {
      if (*a != *b) { return 0; }
      a += 1;
      b += 1;
      length -= 1;
    }
  return 1;
}

unsigned
nearest_distance (uint32_t position, unsigned length)
{
  const uint8_t *here = n.content + position;
  uint32_t now = n.epoch + position, limit, candidate;
  const uint32_t *before;
  insert_until (position);
  if (length >= 8 && position + 8 <= n.size)
    {
      candidate = n.long_heads[long_hash (here)];
      before = n.long_before;
    }
  else
    {
      candidate = n.short_heads[short_hash (here)];
      before = n.short_before;
    }
  limit = position > WINDOW ? now - WINDOW : n.epoch;
  while (candidate >= limit && candidate < now)
    {
      uint32_t at = candidate - n.epoch;
      uint32_t next;
      if (is_same (n.content + at, here, length)) { return position - at; }
      next = before[at & MASK];
      if (next >= candidate) { break; }
      candidate = next;
    }
  return 0;
}
