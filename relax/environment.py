"""Folders and programs, as they are given or as the environment and the platform name them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from relax.caches import LARGEST_BYTES
from relax.errors import BadInput
from relax.home import Home, default_cache, default_data
from relax.units import bytes_in
from relax.words import bundled_folder, load_pronunciations

OWN_TEMPLATES: Final = Path("templates")
"""Where templates of one's own are looked for, before those in the package."""


def installation(
    *,
    cache: Path | None = None,
    data: Path | None = None,
    templates: Path = OWN_TEMPLATES,
    pronunciations: Path | None = None,
    **programs: Any,
) -> Home:
    """Folders and programs as given; the usual ones of this platform where nothing is.

    Args:
        cache: sounds that can be made again.
        data: what must last: the secret behind track names.
        templates: a folder of one's own templates, searched first.
        pronunciations: words and how to say them, YAML.
        programs: further fields of :class:`Home`.

    Raises:
        BadInput: the pronunciations cannot be read.
    """
    return Home(
        cache=cache or default_cache(),
        data=data or default_data(),
        templates=(templates, bundled_folder()),
        pronunciations=load_pronunciations(pronunciations) if pronunciations else (),
        **programs,
    )


def usual_home() -> Home:
    """The installation that the environment describes, by the variables of the command line."""
    return installation(
        cache=_path("RELAX_CACHE"),
        data=_path("RELAX_DATA"),
        templates=_path("RELAX_TEMPLATES") or OWN_TEMPLATES,
        pronunciations=_path("RELAX_PRONUNCIATIONS"),
        ffmpeg=_path("RELAX_FFMPEG"),
        espeak_library=_path("RELAX_ESPEAK_LIBRARY"),
        piper_model=_path("RELAX_PIPER_MODEL"),
        recordings=_path("RELAX_RECORDINGS"),
        voice_command=os.environ.get("RELAX_VOICE_COMMAND", ""),
        cache_limit=_cache_limit(),
    )


def _cache_limit() -> int:
    """Bytes by ``RELAX_CACHE_LIMIT``, or as many as usual.

    Raises:
        BadInput: it is no size.
    """
    value = os.environ.get("RELAX_CACHE_LIMIT")
    if not value:
        return LARGEST_BYTES
    size = bytes_in(value)
    if not size:
        raise BadInput("RELAX_CACHE_LIMIT is no size.", hint="Write for example 500 MB or 2 GB.")
    return size


def _path(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None
