/*
 * Leaving out of a chunk's structure what can be derived, where the reference's structure has nothing like it: what it
 * has is cheaper to copy, and to restore. What the reference has is known by a set of hashes of runs of steps, so it
 * takes the same room whatever their number; an error of it costs bytes of a delta, nothing else.
 */
#include <stdlib.h>
#include <string.h>
#include "structure.h"

/* Steps in a run that is looked for: without their distances, and with them. */
#define STEPS_RUN 8
#define DISTANCES_RUN 12
/* The set answers yes by mistake now and then, but not for so many runs in a row. */
#define RUNS_IN_A_ROW 4
/* A run of the model takes four bytes: it must replace more than that. */
#define WORTHWHILE_STEPS 3
#define MOST_STEPS_SKIPPED 64

enum { COPY_STEP = 1, COPY_DISTANCE = 2 };

typedef struct
{
  uint32_t position;
  uint16_t literals;
  /* 0 where no match follows. */
  uint16_t length;
  uint16_t distance;
  uint8_t copies;
} step_view;

static struct
{
  uint64_t *set;
  unsigned set_bits;
  step_view *steps;
  size_t room, count;
  bytes_buffer out_steps, out_distances;
} f;

/* An empty set of 2^bits bits. */
EXPORT (filter_open) int
filter_open (unsigned bits)
{
  free (f.set);
  f.set_bits = bits;
  f.set = calloc ((size_t) 1 << (bits - 6), sizeof *f.set);
  return f.set != NULL;
}

/* The blocks of a chunk, as far as its steps have come. */
typedef struct
{
  const chunk_view *in;
  uint32_t at;
  /* Symbols of the block that are still to come. */
  uint32_t symbols;
} block_reader;

static uint32_t
take_number (block_reader *blocks)
{
  uint32_t value = 0;
  for (unsigned shift = 0; shift < 32 && blocks->at < blocks->in->blocks_size; shift += 7)
    {
      uint8_t byte = blocks->in->blocks[blocks->at++];
      value |= (uint32_t) (byte & 127) << shift;
      if (byte < 128) { break; }
    }
  return value;
}

/* Goes on to the next block, and adds its bytes if it is a stored one; 0 where there is none. */
static int
next_block (block_reader *blocks, uint32_t *stored)
{
  unsigned kind;
  uint32_t count;
  if (blocks->at >= blocks->in->blocks_size) { return 0; }
  kind = blocks->in->blocks[blocks->at++];
  count = take_number (blocks);
  if ((kind & ODD_PADDING) != 0) { blocks->at += 1; }
  if ((kind & EXPLICIT_CODES) != 0) { blocks->at += (take_number (blocks) + 7) / 8; }
  if ((kind & 3) == STORED) { *stored += count; }
  else { blocks->symbols = count; }
  return 1;
}

/* How many bytes of stored blocks stand before the next symbol: they are of no step. */
static uint32_t
stored_before_step (block_reader *blocks)
{
  uint32_t stored = 0;
  while (blocks->symbols == 0 && next_block (blocks, &stored)) {}
  return stored;
}

static void
pass_symbols (block_reader *blocks, uint32_t count)
{
  uint32_t stored = 0;
  while (count > 0)
    {
      uint32_t part = count < blocks->symbols ? count : blocks->symbols;
      count -= part;
      blocks->symbols -= part;
      if (count > 0 && part == 0 && !next_block (blocks, &stored)) { return; }
    }
}

/* Reads the steps of a chunk; 0 where they do not fit its content. */
static int
read_steps (const chunk_view *in)
{
  block_reader blocks = { in, 0, 0 };
  uint32_t at = 0, distances_at = 0, position = in->start;
  f.count = 0;
  if (in->steps_size / 2 + 1 > f.room)
    {
      free (f.steps);
      f.room = in->steps_size / 2 + 4096;
      f.steps = malloc (f.room * sizeof *f.steps);
      if (f.steps == NULL)
        {
          f.room = 0;
          return 0;
        }
    }
  while (at + 2 <= in->steps_size)
    {
      step_view *step = f.steps + f.count;
      unsigned literals = in->steps[at], code = in->steps[at + 1];
      at += 2;
      position += stored_before_step (&blocks);
      *step = (step_view){ .position = position, .literals = (uint16_t) literals };
      if (literals == CONTROL && code == LITERALS_RUN)
        {
          step->literals = in->steps[at] | (uint16_t) (in->steps[at + 1] << 8);
          at += 2;
        }
      else if (literals != CONTROL)
        {
          if (distances_at + 2 > in->distances_size) { return 0; }
          step->length = (uint16_t) (code + MIN_LENGTH);
          step->distance = in->distances[distances_at] | (uint16_t) (in->distances[distances_at + 1] << 8);
          distances_at += 2;
        }
      position += step->literals + step->length;
      pass_symbols (&blocks, step->literals + (step->length > 0));
      f.count += 1;
    }
  return 1;
}

#define FACTOR 0x9e3779b97f4a7c15u

static inline uint64_t
power (unsigned exponent)
{
  uint64_t result = 1;
  for (unsigned i = 0; i < exponent; i += 1) { result *= FACTOR; }
  return result;
}

static inline uint64_t
value_of (const step_view *step, int with_distance)
{
  uint64_t value = step->literals | (uint64_t) step->length << 16 | (uint64_t) 1 << 48;
  if (with_distance) { value |= (uint64_t) step->distance << 32 | (uint64_t) 1 << 49; }
  return value * 0xff51afd7ed558ccdu;
}

static inline size_t
place_of (uint64_t hash)
{
  hash ^= hash >> 29;
  hash *= 0xbf58476d1ce4e5b9u;
  return (size_t) (hash >> (64 - f.set_bits));
}

/* Calls for every run of the steps that were read: puts it in the set, or marks the steps of those that are in it. */
static void
each_run (unsigned run, int with_distance, int adds, uint8_t mark)
{
  uint64_t hash = 0, oldest = power (run - 1);
  size_t marked = 0, row = 0;
  for (size_t i = 0; i < f.count; i += 1)
    {
      size_t place;
      if (i >= run) { hash -= value_of (f.steps + i - run, with_distance) * oldest; }
      hash = hash * FACTOR + value_of (f.steps + i, with_distance);
      if (i + 1 < run) { continue; }
      place = place_of (hash);
      if (adds) { f.set[place >> 6] |= (uint64_t) 1 << (place & 63); }
      else if ((f.set[place >> 6] >> (place & 63) & 1) == 0) { row = 0; }
      else if (++row >= RUNS_IN_A_ROW)
        {
          size_t from = i + 2 - run - RUNS_IN_A_ROW;
          for (size_t at = from > marked ? from : marked; at <= i; at += 1) { f.steps[at].copies |= mark; }
          marked = i + 1;
        }
    }
}

int
filter_add (const chunk_view *in)
{
  if (!read_steps (in)) { return 0; }
  each_run (STEPS_RUN, 0, 1, 0);
  each_run (DISTANCES_RUN, 1, 1, 0);
  return 1;
}

static void
write_literals (uint32_t literals)
{
  uint8_t *out;
  while (literals > 0)
    {
      uint32_t part = literals < 65535 ? literals : 65535;
      out = f.out_steps.bytes + f.out_steps.size;
      out[0] = CONTROL;
      if (literals == 255)
        {
          out[1] = LITERALS_255;
          f.out_steps.size += 2;
          return;
        }
      out[1] = LITERALS_RUN;
      out[2] = (uint8_t) part;
      out[3] = (uint8_t) (part >> 8);
      f.out_steps.size += 4;
      literals -= part;
    }
}

static void
write_step (const step_view *step, uint32_t literals, unsigned distance)
{
  uint8_t *out;
  if (step->length == 0)
    {
      write_literals (literals);
      return;
    }
  out = f.out_steps.bytes + f.out_steps.size;
  out[0] = (uint8_t) literals;
  out[1] = (uint8_t) (step->length - MIN_LENGTH);
  f.out_steps.size += 2;
  out = f.out_distances.bytes + f.out_distances.size;
  out[0] = (uint8_t) distance;
  out[1] = (uint8_t) (distance >> 8);
  f.out_distances.size += 2;
}

static void
write_model_run (uint32_t symbols)
{
  uint8_t *out = f.out_steps.bytes + f.out_steps.size;
  out[0] = CONTROL;
  out[1] = MODEL_RUN;
  out[2] = (uint8_t) symbols;
  out[3] = (uint8_t) (symbols >> 8);
  f.out_steps.size += 4;
}

/* How far the model agrees from the beginning of a step on, at most to `end`. */
typedef struct
{
  size_t steps;
  /* Of the step behind those. */
  uint32_t literals;
  uint32_t symbols;
} agreement;

/* Whether a stored block stands before a step. */
static int
follows_stored (size_t at)
{
  const step_view *before = f.steps + at - 1;
  return f.steps[at].position != before->position + before->literals + before->length;
}

static agreement
try_model (size_t from, size_t end)
{
  agreement result = { 0, 0, 0 };
  model_seek (f.steps[from].position);
  for (size_t i = from; i < end; i += 1)
    {
      const step_view *step = f.steps + i;
      symbol next;
      result.literals = 0;
      if (i > from && follows_stored (i)) { return result; }
      while (result.literals < step->literals)
        {
          if (result.symbols >= 65535) { return result; }
          next = model_next ();
          if (next.distance != 0) { return result; }
          result.literals += 1;
          result.symbols += 1;
        }
      if (step->length > 0)
        {
          if (result.symbols >= 65535) { return result; }
          next = model_next ();
          if (next.distance != step->distance || next.length != step->length) { return result; }
          result.symbols += 1;
        }
      result.literals = 0;
      result.steps += 1;
    }
  return result;
}

static void
write_explicit (const step_view *step, uint32_t literals)
{
  unsigned distance = step->distance;
  if (step->length > 0 && (step->copies & COPY_DISTANCE) == 0
      && nearest_distance (step->position + step->literals, step->length) == distance)
    {
      distance = 0;
    }
  write_step (step, literals, distance);
}

/* Writes the steps that the reference does not have, from one on up to `end`. */
static void
write_hole (size_t from, size_t end, int has_model)
{
  size_t skipped = 1;
  uint32_t literals_done = 0;
  while (from < end)
    {
      if (has_model && literals_done == 0)
        {
          agreement agreed = try_model (from, end);
          if (agreed.steps >= WORTHWHILE_STEPS)
            {
              write_model_run (agreed.symbols);
              from += agreed.steps;
              literals_done = agreed.literals;
              skipped = 1;
              if (from >= end) { return; }
            }
          else { skipped = skipped < MOST_STEPS_SKIPPED ? skipped * 2 : skipped; }
        }
      for (size_t i = 0; i < skipped && from < end; i += 1)
        {
          write_explicit (f.steps + from, f.steps[from].literals - literals_done);
          literals_done = 0;
          from += 1;
        }
    }
}

enum { SHORTENED = 0, WRONG = 1, NO_ROOM = 2 };

/* What a run of steps that is copied costs about, in bytes of the delta: where it ends, the model begins, and back. */
#define RUN_COST 16

/* How many runs of steps that the reference has are at least this long. */
static size_t
count_runs (size_t least)
{
  size_t runs = 0, length = 0;
  for (size_t i = 0; i <= f.count; i += 1)
    {
      if (i < f.count && f.steps[i].copies != 0)
        {
          length += 1;
          continue;
        }
      runs += length > 0 && length >= least;
      length = 0;
    }
  return runs;
}

/* Leaves the shorter runs to the model. */
static void
keep_runs (size_t least)
{
  size_t length = 0;
  for (size_t i = 0; i <= f.count; i += 1)
    {
      if (i < f.count && f.steps[i].copies != 0)
        {
          length += 1;
          continue;
        }
      if (length < least)
        {
          for (size_t at = i - length; at < i; at += 1) { f.steps[at].copies = 0; }
        }
      length = 0;
    }
}

/* Copying is fast and the model is small: as much is copied as `budget` bytes allow. */
static void
choose_runs (uint32_t budget)
{
  size_t least = 1;
  while (least < f.count && count_runs (least) * RUN_COST > budget) { least *= 2; }
  keep_runs (least < f.count ? least : f.count + 1);
}

/* `model` is 0 where there is none; `budget` is in bytes. */
int
shorten (const chunk_view *in, unsigned model, uint32_t budget)
{
  size_t i = 0;
  if (!read_steps (in)) { return WRONG; }
  f.out_steps.size = f.out_distances.size = 0;
  if (!reserve (&f.out_steps, in->steps_size * 2 + 64) || !reserve (&f.out_distances, in->distances_size + 64))
    {
      return NO_ROOM;
    }
  if (f.set != NULL)
    {
      each_run (STEPS_RUN, 0, 0, COPY_STEP);
      each_run (DISTANCES_RUN, 1, 0, COPY_DISTANCE);
    }
  if (model != 0) { choose_runs (budget); }
  nearest_open (in);
  if (model != 0 && !model_open (in, model)) { return WRONG; }
  while (i < f.count)
    {
      size_t end = i;
      if (f.steps[i].copies != 0)
        {
          write_explicit (f.steps + i, f.steps[i].literals);
          i += 1;
          continue;
        }
      while (end < f.count && f.steps[end].copies == 0) { end += 1; }
      write_hole (i, end, model != 0);
      i = end;
    }
  return SHORTENED;
}

/* How many of the chunk's first symbols the model gets wrong; it stops at `most`. */
int
misses_of_model (const chunk_view *in, unsigned model, uint32_t symbols, int most)
{
  int misses = 0;
  size_t i = 0;
  if (!read_steps (in) || !model_open (in, model)) { return most; }
  while (i < f.count && symbols > 0 && misses < most)
    {
      /* Not cut in smaller parts: a run that begins anew is not what the greedy way has done. */
      size_t end = f.count - i < symbols ? f.count : i + symbols;
      agreement agreed = try_model (i, end);
      symbols = agreed.symbols < symbols ? symbols - agreed.symbols : 0;
      i += agreed.steps;
      if (agreed.steps > 0 && i < end && follows_stored (i)) { continue; }
      if (i < end && agreed.symbols < 65535)
        {
          misses += 1;
          i += 1;
        }
    }
  return misses;
}

EXPORT (short_section) const uint8_t *
short_section (int section)
{
  return section == 1 ? f.out_steps.bytes : f.out_distances.bytes;
}

EXPORT (short_section_size) uint32_t
short_section_size (int section)
{
  return (uint32_t) (section == 1 ? f.out_steps.size : f.out_distances.size);
}
