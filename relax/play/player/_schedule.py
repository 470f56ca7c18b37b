"""A planner and a moment → the cues from then on, around the track that plays.

A plan is made anew whenever something changed: a key, the calendar, a clock, a file that is gone.
What plays then is played to its end if it still fits, else to its next pause, never cut in a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.play.plan import Cue, cues_of, free_until, words_left

if TYPE_CHECKING:
    from pathlib import Path

    from relax.play.plan import Planner
    from relax.play.player._next_source import NowPlaying
    from relax.play.player._ports import PlaySettings

_SLACK_S = 0.5  # a track that is over so little after its time still fits: the fade hides it
_LATE_S = 1.0  # a track that ends so long before what follows was shorter than its file said


class Schedule:
    """The cues of the plan that are still to come, and the files that no plan may have.

    Args:
        planner: what plays when.
        settings: fades and crossfades.

    Attributes:
        cues: in order, earliest first.
        unplayable: files that could not be played; they are left out from then on.
        last: the track that was heard last; the order goes on after it.
    """

    def __init__(self, planner: Planner, settings: PlaySettings) -> None:
        self._planner = planner
        self._settings = settings
        self.cues: list[Cue] = []
        self.unplayable: frozenset[Path] = frozenset()
        self.last: Path | None = None

    def take_due(self, heard: float, slack: float) -> Cue | None:
        """The latest cue at ``heard`` or up to ``slack`` seconds later; those before it are gone.

        When several are due at once (the computer slept), only the latest still counts.
        """
        due = [cue for cue in self.cues if cue.at <= heard + slack]
        del self.cues[: len(due)]
        return due[-1] if due else None

    def next_is_far(self, heard: float) -> bool:
        """Whether what ended at ``heard`` ended well before the next cue."""
        far = 2 * self._settings.crossfade + _LATE_S
        return not self.cues or self.cues[0].at > heard + far

    def plan_anew(
        self,
        heard: float,
        playing: NowPlaying | None,
        *,
        again: bool = False,
        without: Path | None = None,
    ) -> None:
        """Plan from ``heard`` on, in seconds since 1970.

        Args:
            heard: the first moment of the new plan.
            playing: what is to play on as long as it fits; None when nothing is.
            again: whether what was heard last may be the first: a silence lies between.
            without: a file that is left out this once.
        """
        skip = self.unplayable if without is None else self.unplayable | {without}
        plan = self._planner.plan(heard, skip, None if again else self.last)
        self.cues = cues_of(plan, self._settings.fade) or [Cue(heard, "end")]
        if playing is None or playing.piece is None:
            return
        piece, free = playing.piece, free_until(plan)
        ends = heard + piece.seconds - playing.position
        hands_over = ends - self._settings.crossfade
        said = heard + words_left(piece, playing.position)
        if hands_over > heard and ends <= free + _SLACK_S:
            self.cues = self._cues_after(piece.path, hands_over) or [
                Cue(max(heard, ends - self._settings.fade), "fade", until=ends),
                Cue(ends, "end"),
            ]
        elif heard < said < free:
            self.cues = self._cues_after(piece.path, said)

    def plan_further(self, heard: float) -> None:
        """The plan is over at ``heard``: ask for more; without any, there are no cues."""
        self.cues = self._cues_after(self.last, heard)

    def _cues_after(self, last: Path | None, at: float) -> list[Cue]:
        """The cues of a plan from ``at`` on, after ``last`` was played."""
        plan = self._planner.plan(at, self.unplayable, last)
        return cues_of(plan, self._settings.fade)
