"""The playback and its cues at one moment → the :class:`~relax.play.terminal.View` of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.play.terminal import View
from relax.units import to_seconds

if TYPE_CHECKING:
    from relax.play.player._playback import Playback


def view_of(playback: Playback) -> View:
    """What there is to see now."""
    mode, now, cues = playback.mode, playback.now, playback.schedule.cues
    mixer, at = playback.ports.mixer, playback.ports.clock.time()
    piece, in_quiet, silent = now.piece, now.what == "quiet", to_seconds(mixer.quiet_frames)
    n = next((n for n, cue in enumerate(cues) if cue.kind in {"quiet", "end"}), len(cues))
    end = cues[n] if n < len(cues) else None
    ending = end.at if end else None
    coming = cues[n:] if mode == "stopped" else cues  # who stopped it waits for the next gap
    begins = next((cue.at for cue in coming if cue.kind == "play"), None)
    words = [start for start, _ in piece.spoken if start > now.position] if piece else []
    return View(
        now=at,
        what=now.what,
        title=piece.title if piece else "",
        mode=mode,
        left=max(0.0, piece.seconds - now.position if piece else (ending or at) - at),
        quiet_at=None if in_quiet and mode != "stopped" else ending,
        quiet_for=end.entry.reason if end and end.entry else "",
        sound_at=begins if in_quiet else None,
        reason=now.entry.reason if now.entry and in_quiet else "",
        silent=min(silent, now.position) if piece else silent,
        words_in=words[0] - now.position if words else None,
        volume=mixer.volume,
        device=playback.ports.output.name,
        notice=playback.notice,
    )
