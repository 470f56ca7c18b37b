"""The front matter of several scripts → that of them all, or one clear refusal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NoReturn

from relax.errors import BadInput, RefusedError
from relax.words.care import choices
from relax.words.script import ScriptMeta

if TYPE_CHECKING:
    from collections.abc import Sequence

Named = tuple[str, ScriptMeta]
"""What errors call a script, and its front matter."""

_SOUNDS: Final = ("tone", "bell", "bed")
_BETWEEN_TITLES: Final = " · "


def refuse_unfit(parts: Sequence[Named]) -> None:
    """Stop at scripts that cannot be one.

    Raises:
        BadInput, RefusedError: with the two that do not go together.
    """
    first, meta = parts[0]
    for name, other in parts[1:]:
        if _language(other) != _language(meta):
            _apart(first, name, f"one is in “{meta.language}”, the other in “{other.language}”")
    for name, each in parts:
        if each.form == "consent":
            raise RefusedError(
                f"{name} is for choosing before a session and stands alone: it cannot be joined.",
                hint="Make a track of its own from it.",
            )
    asleep = [name for name, each in parts if each.form == "sleep" or each.ending == "sleep"]
    if len(asleep) > 1:
        _apart(asleep[0], asleep[1], "both lead into sleep")
    for field, means in (("position", choices().positions), ("setting", choices().settings)):
        given = [(name, value) for name, each in parts if (value := getattr(each, field))]
        for name, value in given[1:]:
            if value != given[0][1]:
                here, there = means.get(given[0][1], given[0][1]), means.get(value, value)
                _apart(given[0][0], name, f"one is for {here}, the other for {there}")


def _apart(one: str, other: str, why: str) -> NoReturn:
    raise BadInput(f"{one} and {other} do not go together: {why}.")


def _language(meta: ScriptMeta) -> str:
    return meta.language.split("-", maxsplit=1)[0].lower()


def merged_meta(
    parts: Sequence[Named], title: str | None, minutes: float, lead_in_s: float | None
) -> ScriptMeta:
    """The front matter of scripts that fit together.

    Raises:
        BadInput: they say one word in two ways.
    """
    metas = [meta for _, meta in parts]
    sounds = {sound for meta in metas for sound in meta.sounds}
    return ScriptMeta(
        title=title or _BETWEEN_TITLES.join(dict.fromkeys(meta.title for meta in metas)),
        template=metas[0].template if len(metas) == 1 else None,
        language=metas[0].language,
        minutes=minutes,
        form=form_of(metas),
        ending=metas[-1].ending,
        setting=next((meta.setting for meta in metas if meta.setting), None),
        position=next((meta.position for meta in metas if meta.position), None),
        silence_max_s=min(meta.silence_max_s for meta in metas),
        lead_in_s=metas[0].lead_in_s if lead_in_s is None else lead_in_s,
        sounds=tuple(sound for sound in _SOUNDS if sound in sounds),
        seed=metas[0].seed,
        personal=tuple(dict.fromkeys(word for meta in metas for word in meta.personal)),
        one_person=any(meta.one_person for meta in metas),
        say=_ways_to_say(parts),
    )


def form_of(metas: Sequence[ScriptMeta]) -> str | None:
    """What most of it is; sleep only where it ends so, because its sound then fades for long."""
    if metas[-1].ending == "sleep":
        return metas[-1].form
    lengths: Counter[str] = Counter()
    for meta in metas:
        if meta.form and (meta.form != "sleep" or len(metas) == 1):
            lengths[meta.form] += round((meta.minutes or 1.0) * 60)
    return lengths.most_common(1)[0][0] if lengths else None


def _ways_to_say(parts: Sequence[Named]) -> dict[str, str]:
    """Written word → how it is said, which is one way for all of them."""
    said: dict[str, str] = {}
    by: dict[str, tuple[str, str]] = {}
    for name, meta in parts:
        for written, way in meta.say.items():
            before, other = by.setdefault(written.casefold(), (way, name))
            if before != way:
                raise BadInput(
                    f"{other} and {name} say one word in two ways.",
                    hint="Make what stands under say: in their front matter agree.",
                )
            said.setdefault(written, way)
    return said
