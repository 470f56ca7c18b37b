"""Tags, cover, lyrics and chapters of an MP3: ID3v2.3, an allow-list, nothing of a person."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mutagen.flac import FLAC, Picture
from mutagen.id3 import (
    APIC,
    CHAP,
    CTOC,
    ID3,
    TALB,
    TCON,
    TDRC,
    TIT2,
    TLAN,
    TPE1,
    TXXX,
    USLT,
    CTOCFlags,
    ID3NoHeaderError,
    PictureType,
)
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus

from relax.deliver._captions import stamp
from relax.deliver._marks import ENDING, PERSONAL, SYNTHETIC
from relax.deliver._refuse import refuse
from relax.encode import ffmpeg_program, packets_sha256
from relax.units import to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.deliver._gain import Gain
    from relax.deliver._own_cover import Cover
    from relax.timing import ChapterSpan, Timeline

_NO_OFFSET = 0xFFFFFFFF
_UTF16 = 1


@dataclass(frozen=True, slots=True)
class Tags:
    """All that may stand in a tag.

    Attributes:
        title: neutral; never a complaint or a name.
        album: the clinic, or the product.
        language: BCP 47.
        year: no month or day: a full date would tell of an appointment.
        cover: the picture.
        lyrics: the transcript where it holds nothing personal, else "".
        voice: which synthetic voice speaks: a provenance mark; "" when a person was recorded.
        personal: whether it is for one person, so that no player gives it to another.
        ending: how it ends, so that a player knows whether it wakes.
        artist: by whom it is; "" for nobody.
        gain: how far players turn it up or down; None before that is known, and in near silence.
    """

    title: str
    album: str
    language: str
    year: int
    cover: Cover
    lyrics: str
    voice: str
    personal: bool
    ending: str
    artist: str = ""
    gain: Gain | None = None

    @property
    def marks(self) -> dict[str, str]:
        """What only programs read: name → value."""
        voice = {SYNTHETIC: self.voice} if self.voice else {}
        return {**voice, PERSONAL: "yes" if self.personal else "no", ENDING: self.ending}

    @property
    def replay_gain(self) -> dict[str, str]:
        """What players that even out loudness read: name → value."""
        return self.gain.replay_gain if self.gain else {}


def tag(file: Path, tags: Tags, timeline: Timeline, *, chapters: bool = True) -> None:
    """Write what a player shows into a finished file of any format."""
    spans = timeline.chapters if chapters else ()
    match file.suffix:
        case ".mp3":
            write_id3(file, tags, spans)
        case ".m4a" | ".mp4":
            write_mp4(file, tags)
        case ".opus" | ".flac":
            write_comments(file, tags, spans)
        case _:
            return  # WAV carries nothing that players agree on


def tag_again(
    file: Path,
    tags: Tags,
    timeline: Timeline,
    *,
    chapters: bool = True,
    ffmpeg: Path | None = None,
) -> None:
    """Write tags anew into a file that has been checked, and see that its sound is the same.

    Raises:
        CheckError: it is not.
    """
    before = _sound_sha256(file, ffmpeg)
    tag(file, tags, timeline, chapters=chapters)
    if _sound_sha256(file, ffmpeg) != before:
        refuse("tags", 0, "writing them has changed the sound")


def _sound_sha256(file: Path, ffmpeg: Path | None) -> str:
    """SHA-256 of the encoded sound in a file, whatever lies around it."""
    if file.suffix != ".mp3":
        return packets_sha256(ffmpeg_program(ffmpeg), file)
    try:
        begins = int(ID3(file).size)
    except ID3NoHeaderError:
        begins = 0
    with file.open("rb") as stream:
        stream.seek(begins)
        return hashlib.file_digest(stream, "sha256").hexdigest()


_ISO_639_2 = {"en": "eng", "es": "spa", "fr": "fra", "de": "deu", "pt": "por", "it": "ita"}


def write_id3(path: Path, tags: Tags, chapters: tuple[ChapterSpan, ...]) -> None:
    """Write the tags of an MP3; ``chapters`` become CHAP frames under one CTOC."""
    language = _ISO_639_2.get(tags.language[:2], "und")
    id3 = ID3()
    id3.add(TIT2(encoding=_UTF16, text=tags.title))
    if tags.artist:
        id3.add(TPE1(encoding=_UTF16, text=tags.artist))
    id3.add(TALB(encoding=_UTF16, text=tags.album))
    id3.add(TCON(encoding=_UTF16, text="Relaxation"))
    id3.add(TLAN(encoding=_UTF16, text=language))
    id3.add(TDRC(encoding=_UTF16, text=str(tags.year)))
    for name, value in (tags.marks | tags.replay_gain).items():
        id3.add(TXXX(encoding=_UTF16, desc=name, text=value))
    front, cover = PictureType.COVER_FRONT, tags.cover
    id3.add(APIC(encoding=0, mime=cover.mime, type=front, data=cover.data))
    if tags.lyrics:
        id3.add(USLT(encoding=_UTF16, lang=language, desc="", text=tags.lyrics))
    named = [chapter for chapter in chapters if chapter.title]
    for n, chapter in enumerate(named):
        id3.add(
            CHAP(
                element_id=f"c{n}",
                start_time=_ms(chapter.start),
                end_time=_ms(chapter.end),
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=[TIT2(encoding=_UTF16, text=chapter.title)],
            )
        )
    if named:  # many players ignore chapters that no table of contents lists
        id3.add(
            CTOC(
                element_id="toc",
                flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
                child_element_ids=[f"c{n}" for n in range(len(named))],
                sub_frames=[TIT2(encoding=_UTF16, text=tags.title)],
            )
        )
    id3.update_to_v23()
    id3.save(path, v1=0, v2_version=3, padding=lambda _info: 0)


_FREE = "----:com.apple.iTunes:"


def write_mp4(path: Path, tags: Tags) -> None:
    """Tags of an M4A or MP4 file."""
    file = MP4(path)
    file["\xa9nam"], file["\xa9alb"], file["\xa9gen"] = tags.title, tags.album, "Relaxation"
    file["\xa9day"] = str(tags.year)
    if tags.artist:
        file["\xa9ART"] = tags.artist
    png = tags.cover.mime == "image/png"
    kind = MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG
    file["covr"] = [MP4Cover(tags.cover.data, imageformat=kind)]
    if tags.lyrics:
        file["\xa9lyr"] = tags.lyrics
    for name, value in tags.marks.items():
        file[_FREE + name.upper().replace(" ", "_")] = value.encode()
    for name, value in tags.replay_gain.items():
        file[_FREE + name.lower()] = value.encode()
    file.save()


def write_comments(path: Path, tags: Tags, chapters: tuple[ChapterSpan, ...]) -> None:
    """Vorbis comments of an Opus or FLAC file, with chapters as players of those read them."""
    picture = Picture()
    picture.type, picture.mime = PictureType.COVER_FRONT, tags.cover.mime
    picture.data = tags.cover.data
    file = FLAC(path) if path.suffix == ".flac" else OggOpus(path)
    file["title"], file["album"], file["genre"] = tags.title, tags.album, "Relaxation"
    if tags.artist:
        file["artist"] = tags.artist
    file["language"], file["date"] = tags.language, str(tags.year)
    for name, value in tags.marks.items():
        file[name.lower().replace(" ", "_")] = value
    of_opus = tags.gain.r128 if tags.gain else {}
    file.update(tags.replay_gain if path.suffix == ".flac" else of_opus)
    if tags.lyrics:
        file["lyrics"] = tags.lyrics
    for n, chapter in enumerate(c for c in chapters if c.title):
        file[f"chapter{n:03d}"] = stamp(chapter.start)
        file[f"chapter{n:03d}name"] = chapter.title
    if path.suffix == ".flac":
        file.clear_pictures()
        file.add_picture(picture)
    else:
        file["metadata_block_picture"] = base64.b64encode(picture.write()).decode()
    file.save()


def _ms(samples: int) -> int:
    return round(to_seconds(samples) * 1000)
