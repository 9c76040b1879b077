/*
 * What flows through one instance: input that the host gave, room for output,
 * and the operation that turns one into the other. An instance carries one.
 */
#ifndef FLOW_H
#define FLOW_H

#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__ ((export_name (#name), used))

enum { RUN_ON = 0, RUN_END = 1, RUN_FAILED = 2 };

typedef struct
{
  const uint8_t *in;
  size_t in_size;
  int last;
  uint8_t *out;
  size_t out_size;
  const char *message;
  /* Takes input and gives output until one of them runs out, or all is done. */
  int (*run) (void);
  /* Of all input, where the operation wants it. */
  int wants_crc;
  uint32_t crc;
} flow_state;

extern flow_state flow;

static inline int
fail (const char *message)
{
  flow.message = message;
  return RUN_FAILED;
}

#endif
