"""Where things are kept on this computer, and the secret that makes names unguessable."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from relax.caches import LARGEST_BYTES, Caches
from relax.errors import RelaxError
from relax.voices import VoiceSettings
from relax.words import Clinic  # noqa: TC001  (part of a value that travels to other processes)

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Home:
    """Folders and programs of one installation; the CLI makes it from options and environment.

    Attributes:
        cache: sounds that can be made again (voiced phrases, beds).
        data: what must last: the secret behind track names.
        templates: folders searched for templates, the user's own before the shipped ones.
        ffmpeg: an encoder of the user's own; None for the one that came with the package.
        espeak_library: a speech library of the user's own; None for the one in the package.
        piper_model: the model that the voice ``piper`` speaks with.
        recordings: the folder of takes, or the one recording, that the voice ``recorded`` plays.
        fill: the voice for lines without a good take; "" to stop there.
        voice_command: the program behind the voice ``command``, with its arguments.
        pronunciations: written word and how it is to be said, for everybody's tracks; a client's
            own come before them.
        clinic: its own words in every track from a template; None without any.
        personal_clips: where phrases with something personal are kept; None for the cache.
        encoder_workers: how many parts of one track are encoded at once; 0 for one a core.
        cache_limit: bytes that may be kept in the cache, of every kind together.
    """

    cache: Path
    data: Path
    templates: tuple[Path, ...]
    ffmpeg: Path | None = None
    espeak_library: Path | None = None
    piper_model: Path | None = None
    recordings: Path | None = None
    fill: str = ""
    voice_command: str = ""
    pronunciations: tuple[tuple[str, str], ...] = ()
    clinic: Clinic | None = None
    personal_clips: Path | None = None
    encoder_workers: int = 0
    cache_limit: int = LARGEST_BYTES

    @property
    def caches(self) -> Caches:
        """All that can be made again, under one limit."""
        return Caches(self.cache, self.cache_limit)

    @property
    def clips(self) -> Path:
        """Voiced phrases that hold nothing personal, and a private folder for those that do."""
        return self.cache / "clips"

    @property
    def beds(self) -> Path:
        """Synthesised beds."""
        return self.cache / "beds"

    @property
    def chunks(self) -> Path:
        """Encoded stretches of sound that tracks have in common; none with anything personal."""
        return self.cache / "chunks"

    @property
    def voices(self) -> Path:
        """Voices that were fetched."""
        return self.data / "voices"


def voice_settings(home: Home) -> VoiceSettings:
    """Where engines find what they need."""
    return VoiceSettings(
        espeak_library=home.espeak_library,
        command=home.voice_command,
        piper_model=home.piper_model,
        recordings=home.recordings,
        fill=home.fill,
        models=home.voices,
        cache=home.cache / "voices",
        ffmpeg=home.ffmpeg,
    )


def default_cache() -> Path:
    """The cache folder of this platform."""
    return Path(platformdirs.user_cache_dir("relax", appauthor=False))


def default_data() -> Path:
    """The data folder of this platform."""
    return Path(platformdirs.user_data_dir("relax", appauthor=False))


def secret(home: Home) -> bytes:
    """32 random bytes made on first use, readable by their owner alone.

    Raises:
        RelaxError: the data folder cannot be written.
    """
    path = home.data / "secret"
    try:
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path, secrets.token_bytes(_SECRET_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise RelaxError(
            f"The folder for relax's own data cannot be used: {error.strerror}.",
            hint="Choose another with RELAX_DATA.",
        ) from None
    if len(key) != _SECRET_BYTES:
        raise RelaxError(
            "The file “secret” in relax's data folder is damaged.",
            hint="Delete it: a new one is made, and tracks get new names.",
        )
    return key


def _create(path: Path, key: bytes) -> None:
    """Write a file that no other process has made meanwhile; theirs stays if one has."""
    with contextlib.suppress(FileExistsError):
        part = path.with_name(f".secret-{os.getpid()}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(key)
            os.link(part, path)
        finally:
            part.unlink()


def keyed(home: Home, *parts: str) -> str:
    """A hex digest of ``parts`` that nobody without the secret can compute or guess from."""
    message = b"".join(
        len(data).to_bytes(8, "big") + data for data in (part.encode() for part in parts)
    )
    return hmac.new(secret(home), message, hashlib.sha256).hexdigest()
