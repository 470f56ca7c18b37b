"""``python -m relax``."""

from relax.cli import main

main()
