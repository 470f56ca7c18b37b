"""``python -m relax``, and the program ``relax``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is still being read is no traceback either."""
    try:
        from relax.cli import main as run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # as shells count


if __name__ == "__main__":
    main()
