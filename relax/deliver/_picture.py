"""The course of a track as one picture: sections, speech, pauses, breath and level."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from relax.deliver._measure import measure
from relax.deliver._words import words
from relax.files import whole_file
from relax.sound import Curve
from relax.timing import ChapterSpan, Heard, PhaseKind, Timeline
from relax.units import SAMPLE_RATE, clock, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from relax.deliver._inspect import Report

WIDTH: Final = 1600
HEIGHT: Final = 560
_LEFT, _RIGHT = 140, 40
_LABELS = (84, 150)
_LEVEL = (158, 318)
_SPEECH = (338, 374)
_BREATH = (394, 454)
_AXIS = 470

_INK = (43, 52, 60)
_SOFT = (118, 128, 136)
_BANDS = ((246, 247, 245), (236, 240, 239))
_VOICE = (62, 104, 122)
_BED = (196, 206, 204)
_PAUSE = (222, 214, 200)
_WAVE = (150, 112, 92)
_FLOOR_DB, _TOP_DB = -54.0, -6.0
_MARKS_DB: Final = (-12.0, -24.0, -36.0, -48.0)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


class _Canvas:
    """The picture being drawn, with time on its x axis."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.image = Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)

    def x(self, sample: float) -> int:
        """Where a sample stands."""
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * sample / self.timeline.frames)

    def box(self, start: int, end: int, lane: tuple[int, int], colour: tuple[int, ...]) -> None:
        """A bar from one sample to another."""
        left = self.x(start)
        self.draw.rectangle((left, lane[0], max(self.x(end) - 1, left), lane[1]), fill=colour)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: int = 17,
        colour: tuple[int, ...] = _INK,
        anchor: str = "la",
    ) -> None:
        """Words; ``anchor`` as Pillow has it."""
        self.draw.text(at, text, fill=colour, font=_font(size), anchor=anchor)


def draw_picture(
    timeline: Timeline, curve: Curve, title: str, facts: str, language: str, out: Path
) -> None:
    """Draw the track to the PNG file ``out``; all else as in ``picture``."""
    drawn = picture(timeline, curve, title, facts, language)
    drawn.quantize(96).save(out, "PNG", optimize=True)


def picture(timeline: Timeline, curve: Curve, title: str, facts: str, language: str) -> Image.Image:
    """The course of a track, drawn.

    Args:
        timeline: the track.
        curve: the level of each stem every 50 ms.
        title: of the track; neutral.
        facts: one line under it.
        language: of the labels.
    """
    canvas = _Canvas(timeline)
    canvas.text((_LEFT, 18), title, size=30)
    canvas.text((WIDTH - _RIGHT, 28), facts, size=17, colour=_SOFT, anchor="ra")
    _draw_chapters(canvas)
    _draw_levels(canvas, curve)
    _draw_speech(canvas)
    _draw_breath(canvas)
    _draw_axis(canvas, language)
    _draw_legend(canvas, language)
    return canvas.image


def plot_levels(path: Path, report: Report, out: Path, ffmpeg: Path | None = None) -> None:
    """Draw the level of any MP3 over time to the PNG file ``out``, with its chapters.

    Speech is drawn where the report has it.
    """
    levels = measure(path, report.channels, ffmpeg, foreign=True).levels
    frames = max(round(report.duration_s * SAMPLE_RATE), 1)
    spans = tuple(
        ChapterSpan(c.title, round(c.start_s * SAMPLE_RATE), round(c.end_s * SAMPLE_RATE))
        for c in report.chapters
    )
    said = tuple(
        Heard("", round(w.start_s * SAMPLE_RATE), round(w.end_s * SAMPLE_RATE), 0, personal=False)
        for w in report.spoken
    )
    timeline = Timeline(frames, 0, 0, spans or (ChapterSpan("", 0, frames),), (), said)
    nothing = np.full(len(levels), -120.0, np.float32)
    canvas = _Canvas(timeline)
    canvas.text((_LEFT, 18), report.tags.get("TIT2", path.stem), size=30)
    facts = f"{clock(report.duration_s)} · {report.programme_lufs:.1f} LUFS"
    canvas.text((WIDTH - _RIGHT, 28), facts, size=17, colour=_SOFT, anchor="ra")
    _draw_chapters(canvas)
    _draw_levels(canvas, Curve(levels, levels, nothing, nothing))
    for heard in said:
        canvas.box(heard.start, heard.end, _SPEECH, _VOICE)
    _draw_axis(canvas, "en")
    with whole_file(out) as temporary:
        canvas.image.quantize(96).save(temporary, "PNG", optimize=True)


def _draw_chapters(canvas: _Canvas) -> None:
    """Bands behind everything, and their names in as many rows as it takes to keep them apart."""
    ends = [0, 0, 0]
    for n, chapter in enumerate(canvas.timeline.chapters):
        canvas.box(chapter.start, chapter.end, (_LABELS[0], _AXIS - 6), _BANDS[n % 2])
    for chapter in canvas.timeline.chapters:
        left = canvas.x(chapter.start) + 5
        width = round(_font(16).getlength(chapter.title))
        left = min(left, WIDTH - _RIGHT - width)
        row = next((r for r, end in enumerate(ends) if left >= end), None)
        if row is None or not chapter.title:
            continue
        y = _LABELS[0] + 4 + row * 21
        mark = canvas.x(chapter.start)
        canvas.draw.line((mark, y, mark, _LABELS[1]), fill=_SOFT, width=1)
        canvas.text((left, y), chapter.title, size=16)
        ends[row] = left + width + 12


def _draw_levels(canvas: _Canvas, curve: Curve) -> None:
    """Bed below, voice above it, as filled shapes of their loudness."""
    columns = WIDTH - _LEFT - _RIGHT
    for levels, colour in ((curve.bed, _BED), (curve.tones, _WAVE), (curve.voice, _VOICE)):
        heights = _per_column(levels, columns)
        for n, height in enumerate(heights):
            if height > 0:
                x = _LEFT + n
                top = _LEVEL[1] - height * (_LEVEL[1] - _LEVEL[0])
                canvas.draw.line((x, top, x, _LEVEL[1]), fill=colour)
    canvas.draw.line((_LEFT, _LEVEL[1], WIDTH - _RIGHT, _LEVEL[1]), fill=_SOFT)
    _draw_decibels(canvas)


def _draw_decibels(canvas: _Canvas) -> None:
    """What heights stand for."""
    for decibels in _MARKS_DB:
        share = (decibels - _FLOOR_DB) / (_TOP_DB - _FLOOR_DB)
        y = _LEVEL[1] - share * (_LEVEL[1] - _LEVEL[0])
        canvas.draw.line((_LEFT - 5, y, _LEFT, y), fill=_SOFT)
        canvas.text((_LEFT - 9, y), f"{decibels:.0f}", size=13, colour=_SOFT, anchor="rm")


def _per_column(levels: NDArray[np.float32], columns: int) -> NDArray[np.float64]:
    """The loudest level of each column, 0 (floor) to 1 (top)."""
    if not len(levels):
        return np.zeros(columns)
    marks = np.minimum((np.arange(columns) * len(levels)) // columns, len(levels) - 1)
    tops = np.maximum.reduceat(levels, marks).astype(np.float64)
    return np.clip((tops - _FLOOR_DB) / (_TOP_DB - _FLOOR_DB), 0, 1)


def _draw_speech(canvas: _Canvas) -> None:
    for gap in canvas.timeline.gaps:
        if gap.kind not in ("lead_in", "tail") and gap.frames >= 3 * SAMPLE_RATE:
            canvas.box(gap.start, gap.start + gap.frames, _SPEECH, _PAUSE)
    for spoken in canvas.timeline.spoken:
        canvas.box(spoken.start, spoken.end, _SPEECH, _VOICE)


def _draw_breath(canvas: _Canvas) -> None:
    """Up with the breath in, level while it rests, down with the breath out."""
    low, high = _BREATH[1], _BREATH[0]
    for phase in canvas.timeline.phases:
        left, right = canvas.x(phase.start), canvas.x(phase.start + phase.frames)
        rising = phase.kind in (PhaseKind.IN, PhaseKind.TOP_UP)
        falling = phase.kind is PhaseKind.OUT
        full = phase.kind in (PhaseKind.HOLD, PhaseKind.TOP_UP)
        begin = low if rising and not full else high
        end = high if rising else low if falling else begin
        if phase.kind is PhaseKind.REST:
            begin = end = low
        canvas.draw.line((left, begin, right, end), fill=_WAVE, width=2)


def _draw_axis(canvas: _Canvas, language: str) -> None:
    """A mark a minute, or every few minutes in a long track."""
    say = words(language)
    total = to_seconds(canvas.timeline.frames)
    step = next(s for s in (15, 30, 60, 120, 300, 600, 1800) if total / s <= 16)
    for second in range(0, int(total) + 1, step):
        x = canvas.x(second * SAMPLE_RATE)
        canvas.draw.line((x, _AXIS - 6, x, _AXIS + 2), fill=_SOFT)
        canvas.text((x, _AXIS + 6), clock(second), size=15, colour=_SOFT, anchor="ma")
    track = canvas.timeline
    lanes = (
        (say.level, _LEVEL, True),
        (say.speech, _SPEECH, track.spoken or track.sentences),
        (say.breath, _BREATH, track.phases),
    )
    for label, lane, known in lanes:
        if known:
            canvas.text((_LEFT - 48, sum(lane) / 2), label, size=16, colour=_SOFT, anchor="rm")


def _draw_legend(canvas: _Canvas, language: str) -> None:
    say = words(language)
    x = _LEFT
    keys = [(_VOICE, say.speech), (_PAUSE, say.quiet), (_BED, say.background)]
    if canvas.timeline.phases:
        keys.append((_WAVE, say.breath))
    for colour, label in keys:
        canvas.draw.rectangle((x, HEIGHT - 42, x + 18, HEIGHT - 24), fill=colour)
        canvas.text((x + 26, HEIGHT - 33), label, size=16, colour=_SOFT, anchor="lm")
        x += 60 + round(_font(16).getlength(label))
