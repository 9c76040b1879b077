/*
 * The step API: the host gives input, steps, and takes output, so that every
 * read and write of its own may be asynchronous.
 */
#include <stdlib.h>
#include "flow.h"
#include "zlib.h"

#define OUTPUT_SIZE (256u << 10)

enum { STEP_INPUT = 0, STEP_OUTPUT = 1, STEP_DONE = 2, STEP_FAILED = 3 };

flow_state flow;

static uint8_t room[OUTPUT_SIZE];
static int ended;

EXPORT (buffer_new) uint8_t *
buffer_new (uint32_t size)
{
  return malloc (size);
}

/* The bytes must stay where they are until a step asks for more. */
EXPORT (input) void
input (const uint8_t *bytes, uint32_t size, int last)
{
  flow.in = bytes;
  flow.in_size = size;
  flow.last = last;
  if (flow.wants_crc) { flow.crc = (uint32_t) crc32 (flow.crc, bytes, size); }
}

EXPORT (step) int
step (void)
{
  if (flow.out == NULL)
    {
      flow.out = room;
      flow.out_size = OUTPUT_SIZE;
    }
  while (!ended)
    {
      int result;
      if (flow.out_size == 0) { return STEP_OUTPUT; }
      result = flow.run ();
      if (result == RUN_FAILED) { return STEP_FAILED; }
      if (result == RUN_END)
        {
          ended = 1;
          break;
        }
      if (flow.out_size == 0) { return STEP_OUTPUT; }
      if (flow.in_size == 0 && !flow.last) { return STEP_INPUT; }
      if (flow.in_size == 0)
        {
          flow.message = "truncated";
          return STEP_FAILED;
        }
    }
  return flow.out == room ? STEP_DONE : STEP_OUTPUT;
}

EXPORT (output) const uint8_t *
output (void)
{
  return room;
}

/* The size of the output so far; its room is free for more afterwards. */
EXPORT (output_take) uint32_t
output_take (void)
{
  uint32_t size = flow.out == NULL ? 0 : (uint32_t) (flow.out - room);
  flow.out = room;
  flow.out_size = OUTPUT_SIZE;
  return size;
}

EXPORT (message) const char *
message (void)
{
  return flow.message != NULL ? flow.message : "";
}

/* Bytes of the last input that have not been used. */
EXPORT (input_left) uint32_t
input_left (void)
{
  return (uint32_t) flow.in_size;
}

EXPORT (input_crc) uint32_t
input_crc (void)
{
  return flow.crc;
}
