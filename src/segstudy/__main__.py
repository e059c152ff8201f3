"""`python -m segstudy`."""

import sys

from segstudy.application.cli import main

if __name__ == "__main__":
    sys.exit(main())
