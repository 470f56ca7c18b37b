"""``relax inspect``: what a finished track is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relax.cli._new_file import new_file
from relax.cli._options import home_options, take_home
from relax.cli._report import print_json

if TYPE_CHECKING:
    from relax.deliver import Report

_GATE_LUFS = -70  # what is under it does not count (ITU-R BS.1770)
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
    if report.programme_lufs < _GATE_LUFS:
        return "none: nothing in it is loud enough to count"
    return f"{report.programme_lufs:.1f} LUFS, range {report.loudness_range_lu:.1f} LU"


def _show(report: Report) -> None:
    rows = [
        ("length", f"{report.duration_s:.2f} s"),
        ("channels", str(report.channels)),
        ("bit rate", f"{report.bitrate_kbps} kbit/s"),
        ("loudness", _loudness(report)),
        ("level", f"{report.rms_db:.1f} dB RMS, quietest {report.noise_floor_db:.0f} dB"),
        ("true peak", f"{report.true_peak_dbtp:.1f} dBTP"),
        (
            "silence",
            f"{report.silence_share:.0%} of the time, {report.longest_silence_s:.1f} s on end",
        ),
        *((f"tag {key.removeprefix('TXXX:')}", value) for key, value in report.tags.items()),
    ]
    if report.speech_share is not None:
        spread = sorted(window.over_bed_db for window in report.spoken)
        about = "about " if report.speech_from == "sound" else ""
        rows += [
            ("somebody speaks", f"{about}{report.speech_share:.0%} of the time"),
            ("words a minute", f"{about}{report.words_per_minute:.0f}"),
            ("sentences over bed", f"{spread[0]:.0f} to {spread[-1]:.0f} dB"),
        ]
    if report.proof:
        proof = report.proof
        rows += [
            ("as it was made", "yes" if report.untouched else "NO, the file has changed"),
            ("voice", f"{proof.voice_lufs:.1f} LUFS"),
            ("voice over bed", f"{proof.voice_over_bed_db} dB at the least"),
            ("…words while speaking", f"{proof.speaking_words_per_minute:.0f} a minute"),
            ("no speech", f"{proof.silence_share:.0%} of the time, pauses within sentences too"),
        ]
        rows += [
            (f"…in the {name}", f"{part.words_per_minute:.0f} of {low:.0f} to {high:.0f}")
            for part in proof.density
            for name, (low, high) in [(_PARTS[part.part], part.wanted)]
        ]
    for label, value in rows:
        click.echo(f"{label:<22}{value}")
    for name, missed in report.verdicts.items():
        click.echo(f"{'serves ' + name:<22}{'no: ' + '; '.join(missed) if missed else 'yes'}")
    sections = report.proof.sections if report.proof else ()
    for n, chapter in enumerate(report.chapters):
        density = ""
        if n < len(sections):
            own = sections[n]
            density = f"{own.words_per_minute:.0f} words a minute, {own.silence_share:.0%} quiet"
        minutes, seconds = divmod(round(chapter.start_s), 60)
        click.echo(f"  {minutes:>3}:{seconds:02d}  {chapter.title:<24}{density}")
