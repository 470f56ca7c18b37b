"""The values that reading a roster gives: ``Row`` and ``Roster``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.batch.roster._problem import Problem
    from relax.errors import BadInput
    from relax.request import Request


@dataclass(frozen=True, slots=True)
class Row:
    """One track that somebody asks for.

    Attributes:
        number: of the row in the file, as a spreadsheet or a list shows it, from 1.
        client_ref: the clinic's own reference of the person; None where none is given.
        request: what to make; None where ``problems`` say why it cannot be made.
        problems: everything that is wrong with the row.
    """

    number: int
    client_ref: str | None
    request: Request | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Every row of a roster, in the order of the file.

    Attributes:
        name: of the roster, which is also the name of the folder of its tracks.
        rows: one for each track that is asked for.
        notices: sentences that a person should read before the tracks are made.
        identities: voice as asked for → engine, version and settings that it stands for.
        unusable: why nothing of the roster may be made, whatever its rows are like.
    """

    name: str
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()
    identities: Mapping[str, str] = field(default_factory=dict)
    unusable: BadInput | None = None
