/*
 * A step API over xdelta3 for WebAssembly: one instance carries one operation at a time.
 * The host feeds input, steps, takes output, and provides the blocks of the
 * reference that a step asks for, so that every read may be asynchronous.
 *
 * xdelta3 is included unmodified; what has to differ is done by macros.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <lzma.h>

#define MAX_WINDOW (64u << 20)
#define MAX_ALLOC (MAX_WINDOW + (1u << 20))
/* An .xz stream names its dictionary size, and the decoder would believe up to 4 GiB. */
#define LZMA_MEMORY (80u << 20)
#define lzma_stream_decoder(stream, limit, flags) \
  (lzma_stream_decoder) ((stream), LZMA_MEMORY, (flags))

#include "xdelta3-internal.h"

/* The checksum of nine bytes that the level 9 matcher indexes by, with the powers of its multiplier as constants. */
static inline uint32_t
cksum_of_nine (const uint8_t *b)
{
  const uint32_t M = 1597334677u, M2 = M * M, M4 = M2 * M2;
  return b[0] * (M4 * M4) + b[1] * (M4 * M2 * M) + b[2] * (M4 * M2) + b[3] * (M4 * M)
         + b[4] * M4 + b[5] * (M2 * M) + b[6] * M2 + b[7] * M + b[8];
}
#undef xd3_large_cksum
#define xd3_large_cksum(cfg, base, look) cksum_of_nine (base)

#include "xdelta3.c"

#define EXPORT(name) __attribute__ ((export_name (#name), used))

enum { STEP_INPUT = 0, STEP_OUTPUT = 1, STEP_REFERENCE = 2, STEP_FAILED = 3 };

#define MAX_BLOCKS 1024
#define NO_BLOCK XOFF_T_MAX

typedef struct
{
  uint8_t *bytes;
  xoff_t number;
  usize_t size;
  uint32_t used;
} block_slot;

static xd3_stream stream;
static xd3_source source;
static int encoding;
static xoff_t reference_size;
static xoff_t output_limit;
static block_slot slots[MAX_BLOCKS];
static uint32_t slot_count;
static uint32_t slot_limit;
static uint32_t tick;

static void *
limited_alloc (void *opaque, size_t items, usize_t size)
{
  uint64_t total = (uint64_t) items * size;
  (void) opaque;
  return !encoding && total > MAX_ALLOC ? NULL : malloc ((size_t) total);
}

static void
plain_free (void *opaque, void *address)
{
  (void) opaque;
  free (address);
}

static block_slot *
find_block (xoff_t number)
{
  for (uint32_t i = 0; i < slot_count; i += 1)
    {
      if (slots[i].number == number) { return &slots[i]; }
    }
  return NULL;
}

static int
get_block (xd3_stream *self, xd3_source *src, xoff_t number)
{
  block_slot *slot;
  if (number > reference_size >> src->shiftby)
    {
      self->msg = "block outside the reference";
      return XD3_INVALID_INPUT;
    }
  if ((slot = find_block (number)) == NULL) { return XD3_GETSRCBLK; }
  slot->used = ++tick;
  src->curblk = slot->bytes;
  src->curblkno = number;
  src->onblk = slot->size;
  return 0;
}

static int
open_stream (xd3_config *config, double size, uint32_t block_size)
{
  int ret;
  /* Of an operation before this one only the blocks of the reference stay: a decoder has the same. */
  xd3_free_stream (&stream);
  memset (&source, 0, sizeof (source));
  config->getblk = get_block;
  config->alloc = limited_alloc;
  config->freef = plain_free;
  config->smatch_cfg = XD3_SMATCH_SLOW;
  if ((ret = xd3_config_stream (&stream, config)) != 0) { return ret; }
  reference_size = (xoff_t) size;
  source.blksize = block_size;
  source.curblkno = NO_BLOCK;
  return 0;
}

static void
drop_blocks (void)
{
  while (slot_count > 0)
    {
      slot_count -= 1;
      free (slots[slot_count].bytes);
    }
}

/* `look_step` spaces the indexed positions of the reference: 2 is level 9. */
EXPORT (encoder_open) int
encoder_open (double size, uint32_t block_size, uint32_t blocks, double source_window,
              uint32_t window, uint32_t look_step)
{
  int ret;
  xd3_config config;
  memset (&config, 0, sizeof (config));
  encoding = 1;
  drop_blocks ();
  slot_limit = blocks;
  config.winsize = window;
  config.iopt_size = xd3_min (XD3_DEFAULT_IOPT_SIZE, window);
  config.sprevsz = xd3_min (XD3_DEFAULT_SPREVSZ, xd3_pow2_roundup (window));
  config.flags = XD3_ADLER32 | XD3_SEC_LZMA;
  if ((ret = open_stream (&config, size, block_size)) != 0) { return ret; }
  stream.smatcher.large_step = look_step;
  xd3_set_appheader (&stream, (const uint8_t *) "///N", 4);
  if (reference_size == 0) { return 0; }
  source.max_winsize = (xoff_t) source_window;
  return xd3_set_source_and_size (&stream, &source, reference_size);
}

EXPORT (decoder_open) int
decoder_open (double size, uint32_t block_size, uint32_t blocks, double max_size)
{
  int ret;
  xd3_config config;
  memset (&config, 0, sizeof (config));
  encoding = 0;
  slot_limit = blocks;
  output_limit = max_size >= 9007199254740992.0 ? XOFF_T_MAX : (xoff_t) max_size;
  if ((ret = open_stream (&config, size, block_size)) != 0) { return ret; }
  source.max_winsize = block_size;
  return xd3_set_source_and_size (&stream, &source, reference_size);
}

/* Where input goes; it takes the place of the one before. */
EXPORT (buffer_new) uint8_t *
buffer_new (uint32_t size)
{
  static uint8_t *buffer;
  free (buffer);
  return buffer = malloc (size);
}

/* The bytes must stay where they are until a step asks for more. */
EXPORT (input) void
input (const uint8_t *bytes, uint32_t size, int last)
{
  if (last) { stream.flags |= XD3_FLUSH; }
  xd3_avail_input (&stream, bytes, size);
}

/* Checks a window of a delta before anything of the size it claims is allocated. */
static int
check_window (void)
{
  uint32_t kind = stream.dec_win_ind & VCD_SRCORTGT;
  if (kind & VCD_TARGET)
    {
      stream.msg = "VCD_TARGET not implemented";
      return XD3_UNIMPLEMENTED;
    }
  if (kind == VCD_SOURCE
      && (stream.dec_cpyoff > reference_size
          || stream.dec_cpylen > reference_size - stream.dec_cpyoff))
    {
      stream.msg = "segment outside the reference";
      return XD3_INVALID_INPUT;
    }
  if (stream.data_sect.size > MAX_WINDOW || stream.inst_sect.size > MAX_WINDOW
      || stream.addr_sect.size > MAX_WINDOW)
    {
      stream.msg = "section too large";
      return XD3_INVALID_INPUT;
    }
  if (stream.dec_tgtlen > output_limit
      || stream.total_out > output_limit - stream.dec_tgtlen)
    {
      stream.msg = "output limit exceeded";
      return XD3_INVALID_INPUT;
    }
  return 0;
}

EXPORT (step) int
step (void)
{
  for (;;)
    {
      int ret = encoding ? xd3_encode_input (&stream) : xd3_decode_input (&stream);
      switch (ret)
        {
        case XD3_INPUT:
          return STEP_INPUT;
        case XD3_GETSRCBLK:
          return STEP_REFERENCE;
        case XD3_OUTPUT:
          if (stream.avail_out != 0) { return STEP_OUTPUT; }
          xd3_consume_output (&stream);
          continue;
        case XD3_GOTHEADER:
        case XD3_WINSTART:
          if (!encoding && check_window () != 0) { return STEP_FAILED; }
          continue;
        case XD3_WINFINISH:
          continue;
        default:
          return STEP_FAILED;
        }
    }
}

EXPORT (output) const uint8_t *
output (void)
{
  return stream.next_out;
}

EXPORT (output_size) uint32_t
output_size (void)
{
  return stream.avail_out;
}

EXPORT (output_consume) void
output_consume (void)
{
  xd3_consume_output (&stream);
}

EXPORT (block_wanted) double
block_wanted (void)
{
  return (double) source.getblkno;
}

EXPORT (block_known) int
block_known (double number)
{
  return find_block ((xoff_t) number) != NULL;
}

/* Makes room for a block, in the place of the one that was used longest ago. */
EXPORT (block_new) uint8_t *
block_new (double number, uint32_t size)
{
  block_slot *slot = NULL;
  if (slot_count < slot_limit)
    {
      slot = &slots[slot_count];
      if ((slot->bytes = malloc (slot_limit == 1 ? size : source.blksize)) == NULL) { return NULL; }
      slot_count += 1;
    }
  else
    {
      for (uint32_t i = 0; i < slot_count; i += 1)
        {
          /* The step that asked may still be reading the current block. */
          if (slots[i].number == source.curblkno && slot_limit > 1) { continue; }
          if (slot == NULL || slots[i].used < slot->used) { slot = &slots[i]; }
        }
    }
  slot->number = (xoff_t) number;
  slot->size = size;
  slot->used = ++tick;
  return slot->bytes;
}

/* True when the input may end here: between two windows, after at least one. */
EXPORT (complete) int
complete (void)
{
  return encoding || (stream.dec_state == DEC_WININD && stream.dec_window_count > 0);
}

EXPORT (in_header) int
in_header (void)
{
  return stream.dec_state < DEC_WININD;
}

EXPORT (message) const char *
message (void)
{
  return stream.msg != NULL ? stream.msg : "";
}

EXPORT (window_number) double
window_number (void)
{
  return (double) stream.current_window;
}

EXPORT (secondary_id) uint32_t
secondary_id (void)
{
  return stream.dec_secondid;
}
