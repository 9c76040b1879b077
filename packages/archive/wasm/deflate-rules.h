#ifndef DEFLATE_RULES_H
#define DEFLATE_RULES_H

#include "zlib.h"

/* Whether deflate follows GNU gzip instead of zlib. */
extern int gzip_rules;

/* Opens a stream as GNU gzip's deflate is set up. */
int deflate_open_gzip (z_stream *stream, int level);

#endif
