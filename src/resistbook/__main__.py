"""``python -m resistbook`` is the command line."""

import sys

from resistbook.cli.main import main

sys.exit(main())
