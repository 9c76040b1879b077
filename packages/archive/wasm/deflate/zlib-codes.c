/* The Huffman codes that zlib chooses. Its trees.c is included unmodified, for the functions that it keeps to itself. */
#include <string.h>
#include "trees.c"
#include "structure.h"

static deflate_state state;
static unsigned char pending[1024];

static void
copy_codes (const ct_data *tree, unsigned count, huffman_code *codes)
{
  for (unsigned i = 0; i < count; i += 1)
    {
      codes[i].bits = tree[i].Len == 0 ? 0 : tree[i].Code;
      codes[i].length = (uint8_t) tree[i].Len;
    }
}

/* zlib keeps counts in 16 bits. Its blocks never have more symbols; larger ones are not by zlib. */
static ush
count_of (uint32_t count)
{
  return (ush) (count < 65535 ? count : 65535);
}

void
zlib_codes (const uint32_t *literal_counts, const uint32_t *distance_counts, block_codes *codes,
            codes_header *header)
{
  int last;
  _tr_init (&state);
  state.pending_buf = pending;
  state.pending_buf_size = sizeof pending;
  state.pending = 0;
  for (int i = 0; i < LENGTH_SYMBOLS; i += 1)
    {
      state.dyn_ltree[i].Freq = count_of (literal_counts[i]);
    }
  for (int i = 0; i < DISTANCE_SYMBOLS; i += 1)
    {
      state.dyn_dtree[i].Freq = count_of (distance_counts[i]);
    }
  state.dyn_ltree[END_BLOCK].Freq = 1;
  build_tree (&state, &state.l_desc);
  build_tree (&state, &state.d_desc);
  memset (codes, 0, sizeof *codes);
  last = build_bl_tree (&state);
  copy_codes (state.dyn_ltree, LENGTH_SYMBOLS, codes->literals);
  copy_codes (state.dyn_dtree, DISTANCE_SYMBOLS, codes->distances);
  send_all_trees (&state, state.l_desc.max_code + 1, state.d_desc.max_code + 1, last + 1);
  header->bits = (unsigned) state.pending * 8 + (unsigned) state.bi_valid;
  bi_flush (&state);
  bi_windup (&state);
  memcpy (header->bytes, pending, (header->bits + 7) / 8);
}
