"""What somebody who publishes writes on a track: its title, by whom it is, its cover."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput
from relax.words import Regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relax.deliver._own_cover import Cover
    from relax.words import Client

_LONGEST: Final = 120
_WORD: Final = re.compile(r"\w+")
_SHORT_PART: Final = 3
"""Letters; a shorter part of a name after its first (de, van) is in many a title."""


@dataclass(frozen=True, slots=True)
class Credits:
    """What stands in the tags instead of what relax would choose.

    Attributes:
        title: "" for that of the template or script.
        artist: by whom it is; "" for nobody.
        cover: None for one that is drawn.
    """

    title: str = ""
    artist: str = ""
    cover: Cover | None = None

    def facts(self) -> dict[str, str]:
        """What was chosen, for the fingerprint of a request; empty where nothing was."""
        cover = self.cover.sha256 if self.cover else ""
        chosen = {"title": self.title, "artist": self.artist, "cover": cover}
        return {name: value for name, value in chosen.items() if value}


NO_CREDITS: Final[Credits] = Credits()
"""Everything as relax would choose it."""


def credit(text: str | None, option: str) -> str:
    """``text`` on one line as it goes into tags; "" for none.

    Raises:
        BadInput: it holds what cannot be seen, or is too long; without the text itself.
    """
    line = unicodedata.normalize("NFC", " ".join((text or "").split()))
    if not line.isprintable():
        raise BadInput(f"--{option} holds a sign that cannot be seen.", hint="Type it again.")
    if len(line) > _LONGEST:
        raise BadInput(f"--{option} takes at most {_LONGEST} characters.")
    return line


def refuse_personal(credits: Credits, client: Client, personal: Iterable[str] = ()) -> None:  # noqa: A002
    """Stop where a title or an artist tells of the person whom the track is for.

    Tags are seen by everybody who gets the file. A name counts in all of its parts, other words
    whole; areas that are left out count by any of their names, and health notes too. Who makes
    the tracks may stand in the artist.

    Args:
        credits: title and artist.
        client: whom the track is for.
        personal: other words of that person, such as a script holds.

    Raises:
        BadInput: one does; nothing of it is quoted.
    """
    own = {*_parts(client.name), *client.personal_words(), *personal, client.client_ref or ""}
    notes = (*client.opt_in, *client.contraindications)
    secrets = {_folded(each) for each in (*own, *(note.replace("_", " ") for note in notes))}
    house = {_folded(each or "") for each in (client.therapist_label, client.clinic_name)}
    regions = Regions.load(client.language)
    left_out = regions.forbidden(regions.left_out(client))
    for option, text, known in (
        ("title", credits.title, secrets),
        ("artist", credits.artist, {word for word in secrets if not _in_any(word, house)}),
    ):
        if any(_in_any(word, _forms(text)) for word in known) or (
            left_out is not None and left_out.search(text)
        ):
            raise BadInput(
                f"--{option} holds something of the person whom this track is for, and everybody "
                "who gets the file can read it.",
                hint="Choose words that tell of no one person.",
            )


def _parts(name: str | None) -> Iterator[str]:
    """Each word of a name by which somebody may be called."""
    for n, part in enumerate(re.findall(r"[\w'’]+", name or "")):
        if not n or len(part) >= _SHORT_PART:
            yield part


def _folded(text: str) -> str:
    """Its words without case and marks, one space around each."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(["", *_WORD.findall(letters), ""])


def _forms(text: str) -> set[str]:
    """``text`` folded, and without the s by which a name owns something (Annas)."""
    folded = _folded(text)
    return {folded, folded.replace("s ", " ")}


def _in_any(word: str, texts: Iterable[str]) -> bool:
    return bool(word.strip()) and any(word in text for text in texts)
