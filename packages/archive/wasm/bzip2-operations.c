/* bzip2, both ways. Unpacking takes any number of streams, one behind the other, or one. */
#include "bzlib.h"
#include "flow.h"

static bz_stream stream;
static int between_streams;
static int one_stream;

/* libbzip2 calls this where it finds itself wrong. */
void
bz_internal_error (int code)
{
  (void) code;
  __builtin_trap ();
}

static void
lend (void)
{
  stream.next_in = (char *) flow.in;
  stream.avail_in = flow.in_size;
  stream.next_out = (char *) flow.out;
  stream.avail_out = flow.out_size;
}

static void
take_back (void)
{
  flow.in = (const uint8_t *) stream.next_in;
  flow.in_size = stream.avail_in;
  flow.out = (uint8_t *) stream.next_out;
  flow.out_size = stream.avail_out;
}

static int
run_bunzip2 (void)
{
  int result;
  if (between_streams)
    {
      if (flow.in_size == 0) { return flow.last ? RUN_END : RUN_ON; }
      between_streams = 0;
      BZ2_bzDecompressEnd (&stream);
      if (BZ2_bzDecompressInit (&stream, 0, 0) != BZ_OK) { return fail ("memory"); }
    }
  lend ();
  result = BZ2_bzDecompress (&stream);
  take_back ();
  if (result == BZ_STREAM_END)
    {
      if (one_stream) { return RUN_END; }
      between_streams = 1;
      return flow.in_size == 0 && flow.last ? RUN_END : RUN_ON;
    }
  if (result == BZ_MEM_ERROR) { return fail ("memory"); }
  return result == BZ_OK ? RUN_ON : fail ("corrupt");
}

EXPORT (bunzip2_open) int
bunzip2_open (int only_one)
{
  flow.run = run_bunzip2;
  one_stream = only_one;
  return BZ2_bzDecompressInit (&stream, 0, 0);
}

static int
run_bzip2 (void)
{
  int result;
  lend ();
  /* While it finishes, libbzip2 does not take more input. */
  result = BZ2_bzCompress (&stream, flow.last ? BZ_FINISH : BZ_RUN);
  take_back ();
  if (result == BZ_STREAM_END) { return RUN_END; }
  return result == BZ_RUN_OK || result == BZ_FINISH_OK ? RUN_ON
         : result == BZ_PARAM_ERROR && flow.in_size == 0 && !flow.last ? RUN_ON
                                                                      : fail ("internal");
}

EXPORT (bzip2_open) int
bzip2_open (int level)
{
  flow.run = run_bzip2;
  return BZ2_bzCompressInit (&stream, level, 0, 0);
}
