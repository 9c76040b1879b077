"""Runs a command and prints its wall and CPU seconds and its peak memory as JSON: what Node cannot ask of a child."""

import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
status = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
# Linux counts kilobytes, macOS bytes.
peak = used.ru_maxrss if sys.platform == "darwin" else used.ru_maxrss * 1024
print(json.dumps({"wall": wall, "user": used.ru_utime, "system": used.ru_stime, "rss": peak, "status": status}))
