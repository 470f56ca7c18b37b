"""``relax inspect``: a finished audio file → what is measured of it, and what its proof says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._catalogue import columns
from relax.cli._new_file import new_file
from relax.cli._options import home_options, take_home
from relax.cli._report import print_json
from relax.units import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.deliver import Report

_CHANGED = "NO, the file has changed"
_GATE_LUFS = -70  # absolute gate of ITU-R BS.1770: quieter sound does not count
_PARTS = {"opening": "opening", "main": "main part", "closing": "way back"}


@click.command("inspect")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.mp3")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE.png", help="Draw its level over time."
)
@home_options
def command(file: Path, plot: Path | None, *, as_json: bool, **options: Any) -> None:
    """Decode and measure FILE.mp3, ours or any other."""
    from relax.deliver import inspect, plot_levels  # noqa: PLC0415  (after --help)

    home = take_home(options)
    if plot is not None:
        new_file(plot, ".png", force=True)
    report = inspect(file, home.ffmpeg)
    if plot is not None:
        plot_levels(file, report, plot, home.ffmpeg)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        _show(report)


def _loudness(report: Report) -> str:
    """Loudness and its range, in words."""
    if report.programme_lufs < _GATE_LUFS:
        return "none: nothing in it is loud enough to count"
    return f"{report.programme_lufs:.1f} LUFS, range {report.loudness_range_lu:.1f} LU"


def _show(report: Report) -> None:
    """Print the verdict, then what was measured, then the chapters."""
    _tell(_verdict(report))
    click.echo()
    _tell([*_measured(report), *_heard(report), *_proved(report)])
    _show_chapters(report)


def _tell(rows: Iterable[tuple[str, str]]) -> None:
    """Print rows of two columns, wrapped to the width of the terminal."""
    for label, value in rows:
        start = f"{label:<22}"
        click.echo(click.wrap_text(value, max(columns(), 60), start, " " * len(start)))


def _verdict(report: Report) -> list[tuple[str, str]]:
    """Rows on whether it is the file that was made, and which purposes it serves, or why not."""
    serves = [name for name, missed in report.verdicts.items() if not missed]
    rows = [("serves", ", ".join(serves) or "none of the purposes")]
    rows += [
        (f"not {name}", "; ".join(missed)) for name, missed in report.verdicts.items() if missed
    ]
    if report.proof:
        made = f"made for {report.proof.preset}"
        rows.insert(0, ("as it was made", f"{'yes' if report.untouched else _CHANGED}; {made}"))
    return rows


def _measured(report: Report) -> list[tuple[str, str]]:
    """Rows on length, levels, silence and tags."""
    return [
        ("length", f"{report.duration_s:.2f} s"),
        ("channels", str(report.channels)),
        (
            "bit rate",
            f"{report.bitrate_kbps} kbit/s{' on average' if report.bitrate_varies else ''}",
        ),
        ("loudness", _loudness(report)),
        ("level", f"{report.rms_db:.1f} dB RMS, quietest {report.noise_floor_db:.0f} dB"),
        ("true peak", f"{report.true_peak_dbtp:.1f} dBTP"),
        (
            "silence",
            f"{report.silence_share:.0%} of the time, {report.longest_silence_s:.1f} s on end",
        ),
        *((f"tag {key.removeprefix('TXXX:')}", value) for key, value in report.tags.items()),
    ]


def _heard(report: Report) -> list[tuple[str, str]]:
    """Rows on how much is spoken, how fast, and how far above the bed."""
    if report.speech_share is None:
        return []
    spread = sorted(window.over_bed_db for window in report.spoken)
    about = "about " if report.speech_from == "sound" else ""
    rows = [
        ("somebody speaks", f"{about}{report.speech_share:.0%} of the time"),
        ("words a minute", f"{about}{report.words_per_minute:.0f}"),
    ]
    if not (report.proof and report.proof.voice_over_bed_db is None):
        rows.append(("sentences over bed", f"{spread[0]:.0f} to {spread[-1]:.0f} dB"))
    return rows


def _proved(report: Report) -> list[tuple[str, str]]:
    """Rows from the proof beside the file; none where there is no proof."""
    proof = report.proof
    if proof is None:
        return []
    over = proof.voice_over_bed_db
    rows = [
        ("voice", f"{proof.voice_lufs:.1f} LUFS"),
        ("voice over bed", "there is no bed" if over is None else f"{over} dB at the least"),
        ("…words while speaking", f"{proof.speaking_words_per_minute:.0f} a minute"),
        ("no speech", f"{proof.silence_share:.0%} of the time, pauses within sentences too"),
    ]
    return rows + [
        (f"…in the {name}", f"{part.words_per_minute:.0f} of {low:.0f} to {high:.0f}")
        for part in proof.density
        for name, (low, high) in [(_PARTS[part.part], part.wanted)]
    ]


def _show_chapters(report: Report) -> None:
    """Print the start and title of each chapter, and its density where the proof has it."""
    sections = report.proof.sections if report.proof else ()
    for n, chapter in enumerate(report.chapters):
        density = ""
        if n < len(sections):
            own = sections[n]
            density = f"{own.words_per_minute:.0f} words a minute, {own.silence_share:.0%} quiet"
        click.echo(f"  {clock(chapter.start_s):>6}  {chapter.title:<24}{density}")
