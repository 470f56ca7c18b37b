"""A file of any format → a relax script, and a report of what in it was taken for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from relax.words import Script


def script_from(path: Path, title: str | None) -> Script:
    """The words of a file as a script; a report of the rest goes to standard error.

    What cannot be told apart becomes a comment that begins with “% ?”, and is never spoken.

    Raises:
        BadInput: it cannot be read, or there are no words in it.
    """
    from relax.words import read_file, taken_told  # noqa: PLC0415  (after --help)

    reading = read_file(path, title=title)
    script = reading.script
    if script is None or not any(True for _ in script.sentences()):
        script = reading.whole()
    for note in reading.notes:
        click.echo(f"relax: {note}", err=True)
    for taken, told in taken_told(reading.taken):
        line = f"line {taken.place.line}: " if taken.place and taken.place.line else ""
        click.echo(f"relax: {line}{told}", err=True)
    for problem in reading.problems:
        quoted = f" “{problem.quoted}”" if problem.quoted else ""
        click.echo(f"relax: question: {problem.place}:{quoted} {problem.message}", err=True)
    if reading.problems:
        many = f"{len(reading.problems)} questions are" if reading.problems[1:] else "1 question is"
        click.echo(
            f"relax: {many} open. What they are about is not spoken: it stands in the script on "
            "lines that begin with “% ?”.",
            err=True,
        )
    return script
