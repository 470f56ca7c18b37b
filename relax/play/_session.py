"""One evening at the loudspeaker: everything a player needs, put together and taken apart."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING

from relax.deliver import read_marks
from relax.errors import RelaxError
from relax.play._clock import SystemClock
from relax.play._deck import Deck
from relax.play._device import NULL, SpeakerOutput, SteadyOutput
from relax.play._doors import Doors, Manner
from relax.play._journal import Journal
from relax.play._keys import Command, Keys, wishes_to_leave
from relax.play._player import Player
from relax.play._screen import Aside, FullScreen, Lines
from relax.play._source import Ahead, LoopSource, open_sound
from relax.play._way_back import WaysBack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from relax.play._alone import Alone
    from relax.play._bed_job import BedFile
    from relax.play._doors import Planning
    from relax.play._model import Piece
    from relax.play._mpris import Mpris
    from relax.play._source import Source
    from relax.play._view import View


@dataclass(frozen=True)
class Session:
    """What is asked of one playing session.

    Attributes:
        planning: what plays when.
        library: everything there is to play, for the way back.
        journal: the file in which it is written down.
        alone: makes a way back where the library has none.
        bed: what sounds between tracks; None for silence.
        device: part of a device's name, ``null`` for none, "" for the usual one.
        volume: loudness at first, 0 to 1 of the ceiling.
        ceiling: the most that volume can ever be, 0 to 1 of full scale.
        manner: fades and crossfades.
        full_screen: whether it draws on a terminal; otherwise it writes lines to ``out``.
        out: where lines go.
        lonely: whether nobody would see that there is no loudspeaker: then that is an error.
        heard: when each file was heard last; grows as they are.
        ffmpeg: decodes what the player's own library cannot; None for the one that came along.
        desktop: whether to answer media keys by D-Bus, where dbus-fast is installed.
        notices: sentences to be shown; more may be appended while it plays, by any thread.
    """

    planning: Planning
    library: Sequence[Piece]
    journal: Path
    alone: Alone | None = None
    bed: BedFile | None = None
    device: str = ""
    volume: float = 0.8
    ceiling: float = 1.0
    manner: Manner = field(default_factory=Manner)
    full_screen: bool = False
    out: IO[str] = sys.stderr
    lonely: bool = False
    heard: dict[Path, float] = field(default_factory=dict)
    ffmpeg: Path | None = None
    desktop: bool = False
    notices: list[str] = field(default_factory=list)


def play(session: Session) -> None:
    """Play until the plan is over, somebody leaves, or the terminal is closed; always by a fade.

    Raises:
        BadInput: there is no such sound device.
        RelaxError: the device or the journal cannot be opened, or a lonely session has no device.
    """
    clock = SystemClock()
    with ExitStack() as stack:
        output = _output(session, clock)
        stack.callback(output.close)
        if session.lonely and not output.has_device:
            raise RelaxError(
                "There is no loudspeaker here, and no terminal to say so on.",
                hint="Connect one, or name it with --device; --device null plays to nowhere.",
            )
        keys = stack.enter_context(Keys())
        asked = stack.enter_context(wishes_to_leave())
        screen = Aside(FullScreen if session.full_screen else partial(Lines, session.out))
        stack.callback(screen.close)
        if mpris := _mpris(asked.append) if session.desktop else None:
            stack.callback(mpris.close)

        way_back = WaysBack(session.library, session.alone)
        if session.alone is not None:
            stack.callback(session.alone.close)

        def show(view: View) -> None:
            screen.show(view)
            if mpris is not None:
                mpris.show(view)

        def watch() -> None:
            output.watch()
            if said := session.notices:
                player.notice = " ".join(said.pop(0) for _ in range(len(said)))

        player = Player(
            Doors(
                deck=Deck(session.volume, session.ceiling),
                output=output,
                clock=clock,
                journal=Journal(session.journal),
                planning=session.planning,
                open_track=partial(_open_track, session.ffmpeg),
                open_bed=partial(_open_bed, session.bed),
                pressed=partial(_pressed, keys, asked),
                way_back=way_back,
                show=show,
                watch=watch,
                heard=session.heard.__setitem__,
            ),
            session.manner,
        )
        way_back.begin()
        player.run()


def _output(session: Session, clock: SystemClock) -> SteadyOutput:
    return SteadyOutput(
        partial(SpeakerOutput, session.device),
        clock,
        session.notices.append,
        silence_will_do=session.device == NULL,
    )


def _pressed(keys: Keys, asked: list[Command]) -> list[Command]:
    """What was asked by key and by other programs; a terminal that is gone asks to leave."""
    found = [*keys.pressed(), *asked]
    asked.clear()
    if keys.lost:
        keys.lost = False
        found.append(Command.LEAVE)
    return found


def _mpris(ask: Callable[[Command], None]) -> Mpris | None:
    """The desktop's controls; None where dbus-fast is not installed."""
    try:
        from relax.play._mpris import Mpris  # noqa: PLC0415  (an optional part)
    except ImportError:
        return None
    return Mpris(ask)


def _open_track(ffmpeg: Path | None, piece: Piece, start: float) -> Source:
    return Ahead(partial(_opened, ffmpeg, piece, start))


def _opened(ffmpeg: Path | None, piece: Piece, start: float) -> Source:
    """A piece that is still what it was when it was chosen: somebody may have made it anew.

    Raises:
        RelaxError: it has become one for one person, or one that does not wake; or cannot be read.
    """
    marks = read_marks(piece.path)
    if (marks.personal and not piece.personal) or (piece.wakes and not marks.wakes):
        raise RelaxError("Another track has taken its place.")
    return open_sound(piece.path, piece.seconds, start, ffmpeg)


def _open_bed(bed: BedFile | None) -> Source | None:
    if bed is None:
        return None
    return Ahead(partial(LoopSource, bed.path, bed.intro, bed.cycle, bed.gain_db))
