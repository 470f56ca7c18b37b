"""A session (planner, library, bed, device, settings) → opened, played to its end, and closed."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from relax.deliver import read_marks
from relax.errors import RelaxError, SoundError
from relax.play.library import KINDS, Journal, WayBackFinder, find_pieces
from relax.play.plan import TrackPlanner
from relax.play.player import Player, PlaySettings, Ports
from relax.play.sound import (
    NULL,
    BufferedSource,
    LoopSource,
    Mixer,
    ReconnectingOutput,
    SpeakerOutput,
    SystemClock,
    open_sound,
)
from relax.play.terminal import Command, FullScreen, Keys, Lines, ThreadedScreen, leave_on_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from relax.play.jobs import BedFile, FallbackWayBack
    from relax.play.plan import Piece, Planner
    from relax.play.remote import Mpris
    from relax.play.sound import Source
    from relax.play.terminal import View


@dataclass(frozen=True)
class Session:
    """What is asked of one playing session.

    Attributes:
        planner: what plays when.
        library: everything there is to play, for the way back.
        journal: the file in which it is written down.
        fallback: makes a way back where the library has none.
        bed: what sounds between tracks; None for silence.
        device: part of a device's name, ``null`` for none, "" for the usual one.
        volume: loudness at first, 0 to 1 of the ceiling.
        ceiling: the most that volume can ever be, 0 to 1 of full scale.
        settings: fades and crossfades.
        full_screen: whether it draws on a terminal; otherwise it writes lines to ``out``.
        out: where lines go.
        unattended: whether nobody would read a notice: then a missing loudspeaker is an error.
        heard: when each file was heard last; grows as they are.
        ffmpeg: decodes what the player's own library cannot; None for the one that came along.
        desktop: whether to answer media keys by D-Bus, where dbus-fast is installed.
        notices: sentences to be shown; more may be appended while it plays, by any thread.
    """

    planner: Planner
    library: Sequence[Piece]
    journal: Path
    fallback: FallbackWayBack | None = None
    bed: BedFile | None = None
    device: str = ""
    volume: float = 0.8
    ceiling: float = 1.0
    settings: PlaySettings = field(default_factory=PlaySettings)
    full_screen: bool = False
    out: IO[str] = sys.stderr
    unattended: bool = False
    heard: dict[Path, float] = field(default_factory=dict)
    ffmpeg: Path | None = None
    desktop: bool = False
    notices: list[str] = field(default_factory=list)


def play(session: Session) -> None:
    """Play until the plan is over, somebody leaves, or the terminal is closed; always by a fade.

    Raises:
        BadInput: there is no such sound device.
        RelaxError: the device or the journal cannot be opened, or there is no device and nobody
            to read of it.
    """
    clock = SystemClock()
    with ExitStack() as stack:
        output = _open_output(session, clock)
        stack.callback(output.close)
        _refuse_no_device(session, output)
        keys = stack.enter_context(Keys())
        asked = stack.enter_context(leave_on_signals())
        show = _open_screens(session, asked, stack)
        way_back = WayBackFinder(session.library, session.fallback)
        if session.fallback is not None:
            stack.callback(session.fallback.close)

        def watch() -> None:
            output.watch()
            if notices := session.notices:  # other threads may append meanwhile
                player.tell(" ".join(notices.pop(0) for _ in range(len(notices))))

        ports = Ports(
            mixer=Mixer(session.volume, session.ceiling),
            output=output,
            clock=clock,
            journal=Journal(session.journal),
            planner=session.planner,
            open_track=partial(_open_track, session.ffmpeg),
            open_bed=partial(_open_bed, session.bed),
            pressed=partial(_pressed, keys, asked),
            way_back=way_back,
            show=show,
            watch=watch,
            heard=session.heard.__setitem__,
        )
        player = Player(ports, session.settings)
        way_back.begin()
        player.run()


def _open_output(session: Session, clock: SystemClock) -> ReconnectingOutput:
    """The sound device of the session, which may go and come back."""
    return ReconnectingOutput(
        partial(SpeakerOutput, session.device),
        clock,
        session.notices.append,
        silence_will_do=session.device == NULL,
    )


def _refuse_no_device(session: Session, output: ReconnectingOutput) -> None:
    """Raise a RelaxError where there is no device and nobody would read a notice of it."""
    if session.unattended and not output.has_device:
        raise RelaxError(
            "There is no loudspeaker here, and no terminal to say so on.",
            hint="Connect one, or name it with --device; --device null plays to nowhere.",
        )


def _open_screens(
    session: Session, asked: list[Command], stack: ExitStack
) -> Callable[[View], None]:
    """Open the terminal's screen and the desktop's controls, whose keys are put into ``asked``."""
    screen = ThreadedScreen(FullScreen if session.full_screen else partial(Lines, session.out))
    stack.callback(screen.close)
    mpris = _mpris(asked.append) if session.desktop else None
    if mpris is None:
        return screen.show
    stack.callback(mpris.close)

    def show(view: View) -> None:
        screen.show(view)
        mpris.show(view)

    return show


def _pressed(keys: Keys, asked: list[Command]) -> list[Command]:
    """Commands of keys and of other programs; LEAVE when the terminal is gone."""
    found = [*keys.pressed(), *asked]
    asked.clear()
    if keys.lost:
        keys.lost = False
        found.append(Command.LEAVE)
    return found


def _mpris(ask: Callable[[Command], None]) -> Mpris | None:
    """The desktop's controls; None where dbus-fast is not installed."""
    try:
        from relax.play.remote import Mpris  # noqa: PLC0415  (an optional part)
    except ImportError:
        return None
    return Mpris(ask)


def _open_track(ffmpeg: Path | None, piece: Piece, start: float) -> Source:
    """A piece from second ``start`` on, opened and read ahead by a thread."""
    return BufferedSource(partial(_opened, ffmpeg, piece, start))


def _opened(ffmpeg: Path | None, piece: Piece, start: float) -> Source:
    """A piece from second ``start`` on, refused where its file was made anew for somebody else.

    Raises:
        RelaxError: it has become one for one person, or one that does not wake; or cannot be read.
    """
    marks = read_marks(piece.path)
    if (marks.personal and not piece.personal) or (piece.wakes and not marks.wakes):
        raise RelaxError("Another track has taken its place.")
    return open_sound(piece.path, piece.seconds, start, ffmpeg)


def _open_bed(bed: BedFile | None) -> Source | None:
    """The bed as an endless source, read ahead by a thread; None for silence."""
    if bed is None:
        return None
    return BufferedSource(partial(LoopSource, bed.path, bed.intro, bed.cycle, bed.gain_db))


def can_play(file: Path) -> bool:
    """Whether this player decodes such files."""
    return file.suffix.lower() in KINDS


def has_loudspeaker() -> bool:
    """Whether a sound device other than the one that plays to nowhere can be opened here."""
    try:
        output = SpeakerOutput()
    except SoundError:
        return False
    output.close()
    return not output.silent


def play_once(file: Path, *, full_screen: bool, device: str = "") -> None:
    """Play a file to its end, with the keys of `relax play`; nothing of it is written down.

    Raises:
        BadInput: it is no sound.
        RelaxError: the sound device cannot be opened.
    """
    (piece,), _ = find_pieces([file])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        play(
            Session(
                planner=TrackPlanner(piece),
                library=[piece],
                journal=Path(folder) / "played.sqlite",
                device=device,
                settings=PlaySettings(crossfade=0.0),
                full_screen=full_screen,
                out=sys.stderr,
            )
        )
