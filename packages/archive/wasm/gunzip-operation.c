/* Unpacking gzip: any number of members, and zeros behind the last one, as the gzip command reads them. */
#include "flow.h"
#include "zlib.h"

static z_stream stream;
static int between_members;

static int
skip_padding (void)
{
  while (flow.in_size > 0 && *flow.in == 0)
    {
      flow.in += 1;
      flow.in_size -= 1;
    }
  if (flow.in_size == 0) { return flow.last ? RUN_END : RUN_ON; }
  between_members = 0;
  inflateReset (&stream);
  return RUN_ON;
}

static int
run_gunzip (void)
{
  int result;
  if (between_members) { return skip_padding (); }
  stream.next_in = (uint8_t *) flow.in;
  stream.avail_in = flow.in_size;
  stream.next_out = flow.out;
  stream.avail_out = flow.out_size;
  result = inflate (&stream, Z_NO_FLUSH);
  flow.in = stream.next_in;
  flow.in_size = stream.avail_in;
  flow.out = stream.next_out;
  flow.out_size = stream.avail_out;
  if (result == Z_STREAM_END)
    {
      between_members = 1;
      return skip_padding ();
    }
  if (result == Z_MEM_ERROR) { return fail ("memory"); }
  return result == Z_OK || result == Z_BUF_ERROR ? RUN_ON : fail ("corrupt");
}

EXPORT (gunzip_open) int
gunzip_open (void)
{
  flow.run = run_gunzip;
  return inflateInit2 (&stream, 16 + 15);
}
