"""What the program says and returns when something goes wrong; what it hands on of its options."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from relax.cli import LazyGroup, group
from relax.errors import BadInput, EncodeError, ScriptError


def ended(error):
    """How a program ends whose command raises ``error``."""

    @click.group(cls=LazyGroup)
    @click.option("--debug", is_flag=True)
    def program(**_):
        raise error

    return CliRunner().invoke(program, ["doctor"])


@pytest.mark.parametrize(
    ("error", "code"), [(BadInput("No."), 2), (ScriptError("No."), 2), (EncodeError("No."), 1)]
)
def test_an_error_ends_with_its_own_code(error, code):
    done = ended(error)
    assert (done.exit_code, done.stderr, done.stdout) == (code, "relax: No.\n", "")


def test_an_error_that_nobody_foresaw_quotes_nothing():
    done = ended(KeyError("Quillonette"))
    assert done.exit_code == 1
    assert "KeyError" in done.stderr
    assert "Quillonette" not in done.output


def test_what_is_said_of_fades_reaches_the_player(monkeypatch):
    seen = []
    monkeypatch.setattr("relax.play.play", seen.append)
    line = [
        "play",
        "--for",
        "5m",
        "--device",
        "null",
        "--bed",
        "none",
        "--fade",
        "2s",
        "--crossfade",
        "3s",
        "--presence",
    ]
    done = CliRunner().invoke(group, line)
    assert done.exit_code == 0, done.output
    settings = seen[0].settings
    assert (settings.fade, settings.crossfade, settings.presence) == (2.0, 3.0, True)
