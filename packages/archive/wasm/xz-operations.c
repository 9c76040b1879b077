/* xz, both ways. Packing makes one block, or, as the command does with threads, blocks that state their sizes. */
#include <stdlib.h>
#include <string.h>
#include <lzma.h>
#include "flow.h"

/* An .xz file names its dictionary size, and the decoder would believe up to 4 GiB. */
#define DECODER_MEMORY (80u << 20)

static lzma_stream stream = LZMA_STREAM_INIT;
static lzma_options_lzma options;
static lzma_filter filters[2];

static lzma_ret
run_lzma (lzma_action action)
{
  lzma_ret result;
  stream.next_in = flow.in;
  stream.avail_in = flow.in_size;
  stream.next_out = flow.out;
  stream.avail_out = flow.out_size;
  result = lzma_code (&stream, action);
  flow.in = stream.next_in;
  flow.in_size = stream.avail_in;
  flow.out = stream.next_out;
  flow.out_size = stream.avail_out;
  return result;
}

static int
run_xz (void)
{
  lzma_ret result = run_lzma (flow.last ? LZMA_FINISH : LZMA_RUN);
  if (result == LZMA_STREAM_END) { return RUN_END; }
  if (result == LZMA_OK || result == LZMA_BUF_ERROR) { return RUN_ON; }
  return fail (result == LZMA_MEMLIMIT_ERROR || result == LZMA_MEM_ERROR ? "memory" : "corrupt");
}

/* All streams of a file, or only the one that it begins with. */
EXPORT (unxz_open) int
unxz_open (int only_one)
{
  flow.run = run_xz;
  return lzma_stream_decoder (&stream, DECODER_MEMORY, only_one ? 0 : LZMA_CONCATENATED);
}

static int
set_preset (uint32_t preset, int extreme)
{
  filters[0] = (lzma_filter){ .id = LZMA_FILTER_LZMA2, .options = &options };
  filters[1] = (lzma_filter){ .id = LZMA_VLI_UNKNOWN };
  return lzma_lzma_preset (&options, preset | (extreme ? LZMA_PRESET_EXTREME : 0));
}

EXPORT (xz_open) int
xz_open (uint32_t preset, int extreme, int check)
{
  flow.run = run_xz;
  if (set_preset (preset, extreme)) { return LZMA_OPTIONS_ERROR; }
  return lzma_stream_encoder (&stream, filters, check);
}

static lzma_stream_flags flags;
static lzma_index *blocks;
/* One block's input, and its output behind the room for its header; both are given to the host piece by piece. */
static uint8_t *block_in;
static uint8_t *block_out;
static size_t block_size;
static size_t block_bound;
static size_t in_filled;
static size_t out_filled;
static size_t out_given;
static int trailer_made;

static int
encode_block (void)
{
  lzma_stream encoder = LZMA_STREAM_INIT;
  lzma_ret result;
  /* The header has room for the largest sizes, even before the last block, which is smaller. */
  lzma_block block = { .version = 0,
                       .check = flags.check,
                       .compressed_size = block_bound,
                       .uncompressed_size = block_size,
                       .filters = filters };
  if (lzma_block_header_size (&block) != LZMA_OK) { return fail ("internal"); }
  if (lzma_block_encoder (&encoder, &block) != LZMA_OK) { return fail ("memory"); }
  encoder.next_in = block_in;
  encoder.avail_in = in_filled;
  encoder.next_out = block_out + block.header_size;
  encoder.avail_out = block_bound - block.header_size;
  result = lzma_code (&encoder, LZMA_FINISH);
  out_filled = block_bound - encoder.avail_out;
  lzma_end (&encoder);
  if (result == LZMA_STREAM_END) { result = lzma_block_header_encode (&block, block_out); }
  else
    {
      out_filled = 0;
      result = lzma_block_uncomp_encode (&block, block_in, in_filled, block_out, &out_filled, block_bound);
    }
  if (result != LZMA_OK) { return fail ("internal"); }
  result = lzma_index_append (blocks, NULL, lzma_block_unpadded_size (&block), block.uncompressed_size);
  in_filled = 0;
  return result == LZMA_OK ? RUN_ON : fail ("memory");
}

static int
encode_trailer (void)
{
  trailer_made = 1;
  if (lzma_index_buffer_encode (blocks, block_out, &out_filled, block_bound) != LZMA_OK) { return fail ("internal"); }
  flags.backward_size = lzma_index_size (blocks);
  if (lzma_stream_footer_encode (&flags, block_out + out_filled) != LZMA_OK) { return fail ("internal"); }
  out_filled += LZMA_STREAM_HEADER_SIZE;
  return RUN_ON;
}

static void
give_output (void)
{
  size_t size = out_filled - out_given;
  if (size > flow.out_size) { size = flow.out_size; }
  memcpy (flow.out, block_out + out_given, size);
  flow.out += size;
  flow.out_size -= size;
  out_given += size;
  if (out_given == out_filled) { out_given = out_filled = 0; }
}

static int
run_blocks (void)
{
  for (;;)
    {
      int result;
      size_t size = block_size - in_filled;
      if (out_filled > 0)
        {
          give_output ();
          if (out_filled > 0) { return RUN_ON; }
        }
      if (trailer_made) { return RUN_END; }
      if (size > flow.in_size) { size = flow.in_size; }
      memcpy (block_in + in_filled, flow.in, size);
      flow.in += size;
      flow.in_size -= size;
      in_filled += size;
      if (in_filled < block_size && !flow.last) { return RUN_ON; }
      result = in_filled > 0 ? encode_block () : encode_trailer ();
      if (result != RUN_ON) { return result; }
    }
}

/* Without a size blocks have the one that the command takes. */
EXPORT (xz_blocks_open) int
xz_blocks_open (uint32_t preset, int extreme, int check, uint32_t size)
{
  flow.run = run_blocks;
  if (set_preset (preset, extreme)) { return LZMA_OPTIONS_ERROR; }
  block_size = size;
  if (block_size == 0)
    {
      block_size = (size_t) options.dict_size * 3;
      if (block_size < 1u << 20) { block_size = 1u << 20; }
    }
  block_bound = lzma_block_buffer_bound (block_size);
  flags = (lzma_stream_flags){ .version = 0, .check = check };
  blocks = lzma_index_init (NULL);
  block_in = malloc (block_size);
  block_out = malloc (block_bound);
  if (blocks == NULL || block_in == NULL || block_out == NULL) { return LZMA_MEM_ERROR; }
  out_filled = LZMA_STREAM_HEADER_SIZE;
  return lzma_stream_header_encode (&flags, block_out);
}
