/* How the host gives a chunk and has something done with it. */
#include <stdlib.h>
#include "structure.h"

int rebuild (const chunk_view *in, unsigned model, unsigned phase, uint32_t bits, uint8_t *out);
int shorten (const chunk_view *in, unsigned model, uint32_t budget);
int filter_add (const chunk_view *in);
int misses_of_model (const chunk_view *in, unsigned model, uint32_t symbols, int most);

/* Content, blocks, steps, distances; then the output. */
enum { CONTENT = 0, BLOCKS = 1, STEPS = 2, DISTANCES = 3, OUTPUT = 4, SECTIONS = 5 };

static bytes_buffer sections[SECTIONS];

/* Room for one of them; NULL where there is not enough memory. It may move the others' views, not the others. */
EXPORT (section_room) uint8_t *
section_room (int section, uint32_t size)
{
  sections[section].size = 0;
  if (!reserve (&sections[section], (size_t) size + 16)) { return NULL; }
  sections[section].size = size;
  return sections[section].bytes;
}

static chunk_view in;
static uint32_t used_model;

/* What the sections are: `prefix` bytes of the content stand before the chunk, `size` bytes are of it. */
EXPORT (chunk_open) void
chunk_open (uint32_t prefix, uint32_t size, uint32_t model)
{
  used_model = model;
  in = (chunk_view){ .content = sections[CONTENT].bytes,
                     .size = (uint32_t) sections[CONTENT].size,
                     .start = prefix,
                     .end = prefix + size,
                     .blocks = sections[BLOCKS].bytes,
                     .blocks_size = (uint32_t) sections[BLOCKS].size,
                     .steps = sections[STEPS].bytes,
                     .steps_size = (uint32_t) sections[STEPS].size,
                     .distances = sections[DISTANCES].bytes,
                     .distances_size = (uint32_t) sections[DISTANCES].size };
}

/* 0 where it worked: the output is what `section_room` gave for it, of `phase + bits` bits. */
EXPORT (rebuild_chunk) int
rebuild_chunk (uint32_t phase, uint32_t bits)
{
  return rebuild (&in, used_model, phase, bits, sections[OUTPUT].bytes);
}

EXPORT (shorten_chunk) int
shorten_chunk (uint32_t budget)
{
  return shorten (&in, used_model, budget);
}

/* The steps and distances that were given are of the reference. */
EXPORT (filter_add_chunk) int
filter_add_chunk (void)
{
  chunk_open (0, 0, 0);
  return filter_add (&in);
}

EXPORT (count_misses) int
count_misses (uint32_t symbols, int most)
{
  return misses_of_model (&in, used_model, symbols, most);
}
