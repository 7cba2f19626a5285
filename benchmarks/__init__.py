"""Speed, each beside a yardstick in the same run; NumPy on one thread for both sides, as the command has it."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
