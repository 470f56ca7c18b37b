"""A clinic's pronunciation file: written words and how they are to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from relax.data import values
from relax.errors import BadInput, Place
from relax.files import decoded

if TYPE_CHECKING:
    from pathlib import Path

_SHAPE: Final = TypeAdapter(dict[str, str])
_EXAMPLE: Final = "Write one word on each line, e.g. Siobhán: shih-VAWN"


def load_pronunciations(path: Path) -> tuple[tuple[str, str], ...]:
    """Written word and spoken form, sorted, from a YAML or JSON map.

    Raises:
        BadInput: it cannot be read or is not such a map; with its place, and never its words.
    """
    try:
        read = values(decoded(path.read_bytes()))
        words = _SHAPE.validate_python(read or {}, strict=True)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        said = f"The pronunciation file cannot be read: {reason}."
        raise BadInput(said, place=Place(str(path))) from None
    except ValueError as error:  # no YAML, no text, or another shape
        raise BadInput(
            "The pronunciation file is not a list of words and how to say them.",
            hint=_EXAMPLE,
            place=Place(str(path), getattr(error, "line", None)),
        ) from None
    if not all(written.strip() and spoken.strip() for written, spoken in words.items()):
        raise BadInput(
            "A word of the pronunciation file has nothing to say beside it, or no word.",
            hint=_EXAMPLE,
            place=Place(str(path)),
        )
    return tuple(sorted((written.strip(), spoken.strip()) for written, spoken in words.items()))
