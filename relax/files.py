"""Writing files so that nothing half-made ever carries a final name."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_file(final: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a temporary path in ``final``'s folder; rename it onto ``final`` on success.

    On any exception (Ctrl-C too) the temporary file is deleted and ``final`` is untouched.
    ``private`` files are readable by their owner alone; others follow the umask.
    """
    handle, name = tempfile.mkstemp(prefix=".relax-", suffix=final.suffix, dir=final.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            temporary.chmod(0o666 & ~umask)
        temporary.replace(final)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
