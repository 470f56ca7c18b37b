"""What the program says and returns when something goes wrong, foreseen or not."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from relax.cli import LazyGroup
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
