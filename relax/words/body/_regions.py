"""Areas of the body: finding them by any name, leaving them out whole, choosing where to go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from relax.data import bundled
from relax.errors import BadInput
from relax.words.body._data import RegionFile, RegionWordFile
from relax.words.body._names import RegionNames

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from relax.words.body._data import BodyWishes, Granularity, Position

_Side = Literal["left", "right"]

NEVER = 3
"""The sensitivity of areas that are never spoken of."""

_OFF = "off"
_OTHER: Final[dict[_Side, _Side]] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Region:
    """An area as it may be spoken of, in one language and one position.

    Attributes:
        id: as client files and templates name it.
        group: contact, hands, arms … external; a change of group is a longer pause.
        sens: 0 neutral, 1 offered with a way to skip it, 2 only when opted in, 3 never.
        sided: exists left and right.
        name: “palms”. ``your``: “your palms”. ``left``, ``right``: “left palm”, or "".
        plural: whether “are” follows.
        notice: invitations to choose from, each naming no other area.
        still: those of them that ask for no movement; ``with_head``: the others move the head.
        skip: how not to go there, with ``{anchor}`` to fill; empty for neutral areas.
        points: as named in a rotation, with ``{side}`` to fill where sided.
        focus: the client asked for more time here.
    """

    id: str
    group: str
    sens: int
    sided: bool
    name: str
    your: str
    left: str
    right: str
    plural: bool
    notice: tuple[str, ...]
    skip: tuple[str, ...]
    points: tuple[str, ...]
    still: tuple[str, ...] = ()
    with_head: bool = False
    focus: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One name in a rotation, and the area it belongs to."""

    region: str
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something steady to come back to; ``external``: outside the body."""

    id: str
    phrases: tuple[str, ...]
    external: bool


class Regions:
    """Every area, with its words in one language. Made once per language by :meth:`load`."""

    def __init__(self, facts: RegionFile, words: RegionWordFile) -> None:
        self._facts = facts
        self._words = words
        self._names = RegionNames(facts, words)
        # The same areas are asked for again for every line of every person: only ids are kept.
        self._free = lru_cache(maxsize=8192)(self._is_free)
        self._region = cache(self._made)

    @staticmethod
    def load(language: str) -> Regions:
        """The areas in ``language``.

        Raises:
            RelaxError: there are no words for this language, or they do not fit the schema.
        """
        return _load(language.split("-", maxsplit=1)[0].casefold())

    @cached_property
    def all(self) -> tuple[Region, ...]:
        """Every area that can ever be visited, as when seated."""
        return tuple(
            self._region(name, "seated")
            for name, facts in self._facts.regions.items()
            if facts.sens != "never"
        )

    def get(self, name: str, position: Position = "seated") -> Region:
        """The area with this id, as it is called in ``position``.

        Raises:
            BadInput: no such area, or one that is never visited.
        """
        facts = self._facts.regions.get(name)
        if facts is None or facts.sens == "never":
            raise BadInput("There is no area with this id.", hint=self._names.near(name))
        return self._region(name, position)

    # Finding ------------------------------------------------------------------------------

    def resolve(self, word: str) -> frozenset[str]:
        """The ids that ``word`` means: an id, a group, a spoken name or a synonym.

        Capitals, plurals, underscores, “the”, “your” and a side make no difference: a side is
        dropped, because leaving out only one would be heard.

        Raises:
            BadInput: the word is not known; the hint holds the nearest one, never the word.
        """
        return self._names.resolve(word)

    # Leaving out --------------------------------------------------------------------------

    def left_out(self, client: BodyWishes) -> frozenset[str]:
        """What is not spoken of to this client: avoided or absent, with parts and limbs beyond."""
        absent = set(client.absent)
        for name in client.absent:
            absent.update(self._facts.regions[name].beyond)
        return self.closed({*client.avoid, *absent})

    def _is_free(self, name: str, left_out: frozenset[str], position: Position) -> bool:
        """Whether an area may be named in ``position`` where the areas ``left_out`` are not."""
        if not left_out.isdisjoint(self.closed([name])):
            return False
        forbidden = self.forbidden(left_out)
        region = self._region(name, position)
        return not (forbidden and (forbidden.search(region.name) or forbidden.search(region.your)))

    def closed(self, ids: Iterable[str]) -> frozenset[str]:
        """``ids``, the parts of those that are wholes, and what is near those never spoken of."""
        return self._names.closed(ids)

    def forbidden(self, ids: Iterable[str]) -> re.Pattern[str] | None:
        """Matches any word that names or implies one of ``ids``; None when nothing is left out.

        A word for a whole counts as soon as one area it covers is left out: with the fingers left
        out, “hands” is not said either, while “backs of the hands” may be. So does the noun of an
        area: with the back of the neck left out, no phrase with “neck” is said. Room and sounds
        are never forbidden: they are not visited, but a way back cannot do without them.
        """
        return self._names.forbidden(ids)

    def may_be_named(self, name: str, client: BodyWishes, position: Position | None = None) -> bool:
        """Whether neither this area, nor a part of it, nor its noun is left out."""
        return self._free(name, self.left_out(client), position or client.position)

    # Choosing -----------------------------------------------------------------------------

    def usable(self, region: Region, client: BodyWishes) -> bool:
        """Whether this area may be visited with this client in the client's position."""
        return self._usable(region.id, client, client.position) is not None

    def offered(self, client: BodyWishes, position: Position | None = None) -> list[Region]:
        """The areas this client may be taken to, as they are called in the position.

        Left out: what is avoided or absent (and wholes with such a part), what the position
        rules out, sens 2 unless opted in. Areas of sens 1 carry ways to skip them.
        """
        at = position or client.position
        found = (self._usable(name, client, at) for name in self._facts.regions)
        return [region for region in found if region is not None]

    def journey(
        self,
        client: BodyWishes,
        order: str,
        granularity: Granularity = "medium",
        position: Position | None = None,
    ) -> list[Region]:
        """The stops of a scan in ``order``, none twice, those in focus included.

        Raises:
            BadInput: no such order.
        """
        at = position or client.position
        stops: dict[str, Region] = {}
        for name in self._stops(order, granularity, at):
            for region in self._stop(name, client, at):
                stops.setdefault(region.id, region)
        wanted = [*client.focus, *client.opt_in]
        joined = _join(list(stops.values()), self._wanted(wanted, client, at, stops))
        return self._spread(joined)

    def rotation(
        self,
        client: BodyWishes,
        granularity: Granularity = "fine",
        position: Position | None = None,
    ) -> list[Point]:
        """Every point of a rotation in order: one side, the other side, then the rest.

        Sides that are to stay together are gone along twice, there and back.
        """
        at = position or client.position
        facts = self._facts.orders["rotation"]
        limb = [r for r in self._visit(getattr(facts, granularity), client, at) if r.sided]
        rest = self._visit(facts.then, client, at)
        if client.symmetry == "together":
            points = [Point(r.id, r.your) for r in (*limb, *reversed(limb[:-1]))]
        else:
            first = facts.first_side if client.handedness == "either" else client.handedness
            points = [
                Point(r.id, text.format(side=self._words.sides[side]))
                for side in (first, _OTHER[first])
                for r in limb
                for text in r.points
            ]
        both = self._words.sides["both"]
        return points + [
            Point(r.id, r.your if r.sided and both else text.format(side=both))
            for r in rest
            for text in r.points[:1]
        ]

    def outside(self, client: BodyWishes) -> tuple[str, ...]:
        """What lies outside the body and may be spoken of where this client is."""
        around = self._facts.outside
        ends = "sleep" if client.ending == "sleep" else client.setting
        return around.get(ends, around["usual"])

    def anchors(self, client: BodyWishes, position: Position | None = None) -> list[Anchor]:
        """What this client can come back to: those asked for and possible, two at least.

        One of them is outside the body, and one is not the breath (care.md 3.4, ANCHORS).
        """
        at = position or client.position
        usable = {region.id for region in self.offered(client, at)}
        forbidden = self.forbidden(self.left_out(client))
        fallback = self._facts.anchors_when_none_is_left
        found: dict[str, Anchor] = {}
        for name in (*client.anchors, *fallback):
            anchor = self._anchor(name, usable, forbidden)
            enough = len(found) >= 2 and any(a.external for a in found.values())
            if anchor and (name in client.anchors or not enough):
                found.setdefault(name, anchor)
        return list(found.values())

    def _anchor(
        self, name: str, usable: set[str], forbidden: re.Pattern[str] | None
    ) -> Anchor | None:
        facts = self._facts.anchors[name]
        fits = (not facts.any_of or usable.intersection(facts.any_of)) and usable.issuperset(
            facts.needs
        )
        phrases = tuple(
            p for p in self._words.anchors[name] if not (forbidden and forbidden.search(p))
        )
        return Anchor(name, phrases, facts.external) if fits and phrases else None

    def _stops(self, order: str, granularity: Granularity, position: Position) -> tuple[str, ...]:
        facts = self._facts.orders.get(order)
        if facts is None:
            raise BadInput(
                "There is no such order of a scan.",
                hint=f"Orders are: {', '.join(self._facts.orders)}.",
            )
        if facts.by_position:
            return facts.by_position[position]
        if facts.backwards:
            forwards = self._stops(facts.backwards, granularity, position)
            return (*(s for s in reversed(forwards) if s not in facts.last), *facts.last)
        stops: tuple[str, ...] = getattr(facts, granularity)
        return (*stops, *facts.then)

    def _visit(self, names: Iterable[str], client: BodyWishes, position: Position) -> list[Region]:
        found: dict[str, Region] = {}
        for name in names:
            for region in self._stop(name, client, position):
                found.setdefault(region.id, region)
        return list(found.values())

    def _stop(self, name: str, client: BodyWishes, position: Position) -> list[Region]:
        """The area, what takes its place in this position, or parts of a whole not to be named."""
        facts = self._facts.regions[name]
        instead = facts.positions.get(position)
        if isinstance(instead, str):
            return [] if instead == _OFF else self._stop(instead, client, position)
        region = self._usable(name, client, position)
        if region is not None:
            return [region]
        parts = (self._usable(part, client, position) for part in facts.parts)
        neutral = [part for part in parts if part is not None and part.sens == 0]
        return neutral[: self._facts.whole_gives_way_to]

    def _wanted(
        self, names: Iterable[str], client: BodyWishes, position: Position, stops: dict[str, Region]
    ) -> list[Region]:
        covered = {part for stop in stops for part in self._facts.regions[stop].parts}
        found = (self._usable(name, client, position) for name in dict.fromkeys(names))
        return [
            region
            for region in found
            if region and region.id not in stops and (region.focus or region.id not in covered)
        ]

    def _usable(self, name: str, client: BodyWishes, position: Position) -> Region | None:
        facts = self._facts.regions[name]
        if facts.sens == "never" or isinstance(facts.positions.get(position), str):
            return None
        region = self._region(name, position)
        if region.sens == 2 and name not in client.opt_in:
            return None
        if not self.may_be_named(name, client, position):
            return None
        return replace(region, focus=True) if name in client.focus else region

    def _spread(self, regions: list[Region]) -> list[Region]:
        """No more areas of sens 1 in a row than allowed; those in focus stay before others."""
        kept: list[Region] = []
        row = 0
        for region in regions:
            row = row + 1 if region.sens else 0
            if row > self._facts.sens_1_in_a_row:
                row -= 1
                if not region.focus:
                    continue
                spare = next((r for r in reversed(kept[-row:]) if not r.focus), None)
                if spare is not None:
                    kept.remove(spare)
            kept.append(region)
        return kept

    def _made(self, name: str, position: Position) -> Region:
        facts, words = self._facts.regions[name], self._words.regions[name]
        form = getattr(words, position) or words
        here = facts.positions.get(position)
        sens = here if isinstance(here, int) else facts.sens
        notice = words.notice_when.get(position, words.notice)
        return Region(
            id=name,
            group=facts.group,
            sens=NEVER if sens == "never" else sens,
            sided=facts.sided,
            name=form.name,
            your=form.your,
            left=words.left,
            right=words.right,
            plural=words.plural,
            notice=tuple(n if isinstance(n, str) else n.moves for n in notice),
            still=tuple(n for n in notice if isinstance(n, str)),
            with_head=name in self._facts.head_moves,
            skip=self._words.skip if sens in (1, 2) else (),
            points=words.points,
        )


def _join(stops: list[Region], more: list[Region]) -> list[Region]:
    """``more`` placed after the last stop of the same group, or before what sums up at the end."""
    for region in more:
        same = [n for n, stop in enumerate(stops) if stop.group == region.group]
        end = next((n for n, stop in enumerate(stops) if stop.id == "whole_body"), len(stops))
        stops.insert(same[-1] + 1 if same else end, region)
    return stops


@cache
def _load(language: str) -> Regions:
    words = bundled("words", "regions", RegionWordFile, language)
    return Regions(bundled("words", "regions", RegionFile), words)
