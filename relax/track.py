"""A finished track on disk: its files, finding it again, writing it whole or not at all."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from relax.deliver import Proof, load_proof, sha256_of
from relax.errors import BadInput
from relax.files import move_whole, owner_only

if TYPE_CHECKING:
    from pathlib import Path

_LOG: Final = logging.getLogger(__name__)
_BESIDE: Final = (".json", ".txt", ".vtt", ".srt", ".png")
_LYRICS: Final = ".lrc"


def sidecars(audio: str) -> tuple[str, ...]:
    """File names of what lies beside a track, its proof first."""
    return (*always_beside(audio), f"{audio.rpartition('.')[0]}{_LYRICS}")


def always_beside(audio: str) -> tuple[str, ...]:
    """The same without timed lyrics, which tracks of earlier versions lack."""
    stem = audio.rpartition(".")[0]
    return tuple(f"{stem}{end}" for end in _BESIDE)


@dataclass(frozen=True, slots=True)
class Track:
    """A track and what lies beside it.

    ``kept``: it was there already, whole, from an equal request. ``notices``: what a person
    should be told about how the request was met. ``sha256``: of the audio.
    """

    mp3: Path
    duration_s: float
    kept: bool
    notices: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def transcript(self) -> Path:
        """The words, with sounds and silences."""
        return self.mp3.with_suffix(".txt")

    @property
    def captions(self) -> Path:
        """WebVTT."""
        return self.mp3.with_suffix(".vtt")

    @property
    def subtitles(self) -> Path:
        """SubRip."""
        return self.mp3.with_suffix(".srt")

    @property
    def lyrics(self) -> Path:
        """The words with their times, as music players show them (LRC); older tracks have none."""
        return self.mp3.with_suffix(_LYRICS)

    @property
    def picture(self) -> Path:
        """The timeline."""
        return self.mp3.with_suffix(".png")

    @property
    def proof(self) -> Path:
        """What was measured."""
        return self.mp3.with_suffix(".json")

    def as_dict(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        files = ("mp3", "transcript", "captions", "subtitles", "picture", "proof")
        return {
            **{name: str(getattr(self, name)) for name in files},
            "lyrics": str(self.lyrics) if self.lyrics.exists() else None,
            "duration_s": self.duration_s,
            "kept": self.kept,
            "notices": list(self.notices),
        }


def find_track(audio: Path, asked: str) -> Track | None:
    """The track at ``audio`` if it and everything beside it is there and is what it was.

    ``asked``: the fingerprint of its request; a name holds only a part of that.
    """
    track = Track(audio, 0.0, kept=True)
    proof = load_proof(track.proof)
    beside = [track.transcript, track.captions, track.subtitles, track.picture]
    beside += [track.lyrics] if proof and proof.lyrics else []
    if (
        proof is None
        or proof.request != asked
        or (proof.personal is None and not proof.owner)  # a player could not tell for whom it is
        or not audio.is_file()
        or not all(path.is_file() and path.stat().st_size for path in beside)
    ):
        _LOG.info("track: none here that was made of this request and is whole")
        return None
    if sha256_of(audio) != proof.file_sha256:
        _LOG.info("track: one is here, and its audio is not what was made")
        return None
    _LOG.info("track: it is here already, and whole")
    return replace(
        track, duration_s=proof.decoded_s, notices=proof.notices, sha256=proof.file_sha256
    )


def refuse_taken(audio: Path, *, force: bool) -> None:
    """Stop before a track takes the place of files that are not the track it replaces.

    Args:
        audio: where it is to go.
        force: whether a track that is there may be replaced, with what lies beside it.

    Raises:
        BadInput: something is there that may not.
    """
    proved = load_proof(audio.with_suffix(".json")) is not None
    ours = proved and (audio.exists() or force)
    beside = [audio.with_name(name) for name in sidecars(audio.name)]
    taken = next((path.name for path in beside if path.exists() and not ours), None)
    if taken:
        raise BadInput(
            f"{taken} does not belong to {audio.name}, and would be written over.",
            hint="Choose another name.",
        )
    if audio.exists() and not force:
        raise BadInput(
            f"There is another file called {audio.name}.",
            hint="Choose another name, or add --force to replace it.",
        )


def publish(folder: Path, audio: Path, proof: Proof, *, private: bool) -> None:
    """Move everything in ``folder`` that belongs to ``audio`` to its final place, audio last.

    The proof goes first: by it, what a power cut left alone is found again and can be forgotten.
    ``private`` files are readable by their owner alone.
    """
    (folder / audio.with_suffix(".json").name).write_text(
        proof.model_dump_json(indent=2) + "\n", encoding="utf-8", newline="\n"
    )
    names = [*sidecars(audio.name), audio.name]
    if private:
        owner_only(folder / name for name in names)
    move_whole(folder, audio.parent, names)
