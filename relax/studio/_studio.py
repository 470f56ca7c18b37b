"""What the pages of one studio share: an installation, its tracks, and what can be chosen."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, TemplateError
from relax.home import voice_settings
from relax.studio._told import told
from relax.words import choices, find, load_template, occasion, template_files

if TYPE_CHECKING:
    from pathlib import Path

    from relax.errors import RelaxError
    from relax.home import Home
    from relax.sound import Bed
    from relax.studio._maker import Maker
    from relax.studio._samples import Samples
    from relax.studio._store import Store
    from relax.voices import VoiceInfo
    from relax.words import Fit, TemplateMeta


_ID: Final = re.compile(r"[a-z]+(?:-[a-z]+)+")


class Studio:
    """One studio.

    Attributes:
        home: the installation.
        out: the folder of tracks.
        store: what was asked for.
        maker: makes it.
        samples: voices and beds to hear.
    """

    def __init__(self, home: Home, out: Path, store: Store, maker: Maker, samples: Samples) -> None:
        self.home, self.out = home, out
        self.store, self.maker, self.samples = store, maker, samples

    def template(self, name: str) -> TemplateMeta:
        """The template of that id.

        Raises:
            BadInput: there is none.
        """
        if name not in (metas := self._metas):
            raise BadInput("No template is chosen.", hint="Choose one under “What for”.")
        return metas[name]

    def told(self, error: RelaxError) -> str:
        """What a person is told of an error: templates by their titles."""
        metas = self._metas
        return _ID.sub(
            lambda word: metas[word[0]].title if word[0] in metas else word[0], told(error)
        )

    def groups(self) -> list[tuple[str, list[TemplateMeta]]]:
        """Heading → the templates of that form."""
        metas = self._metas.values()
        found = [
            (title, [meta for meta in metas if meta.form == form])
            for form, title in choices().forms.items()
        ]
        return [(title, some) for title, some in found if some]

    def fitting(self, wanted: str) -> tuple[list[Fit], bool]:
        """The templates that fit an occasion, and whether any word of it was understood."""
        meant = occasion(wanted)
        return (find(meant, list(self._metas.values())) if meant.understood else []), bool(
            meant.understood
        )

    def beds(self) -> dict[str, Bed]:
        """The backgrounds."""
        from relax.sound import describe_beds  # noqa: PLC0415  (numpy)

        return describe_beds()

    def notes(self) -> dict[str, str]:
        """Health notes a person may have, in words."""
        from relax.words.care import gate_file  # noqa: PLC0415

        return gate_file().tags

    @cached_property
    def voices(self) -> list[VoiceInfo]:
        """The English voices that can speak now, the default one first."""
        from relax.voices import full_name, list_voices  # noqa: PLC0415

        settings = voice_settings(self.home)
        usual = full_name("", settings)
        rows = [v for v in list_voices(settings) if not v.needs and v.engine != "auto"]
        english = [v for v in rows if v.language[:2] in ("", "en")]
        return sorted(english, key=lambda voice: voice.id != usual)

    @cached_property
    def _metas(self) -> dict[str, TemplateMeta]:
        found = {}
        for name, path in sorted(template_files(self.home.templates).items()):
            try:
                found[name] = load_template(path).meta
            except TemplateError:
                continue  # `relax templates` tells of it
        return found
