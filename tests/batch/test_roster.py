"""A roster is read whatever its format and encoding, and every problem is told at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from relax.batch import read_roster
from relax.errors import BadInput
from relax.home import Home
from relax.words import bundled_folder
from tests.batch.rosters import batch, short, write_csv

ROWS = [
    {
        "client_ref": "c1",
        "name": "Zoë",
        "template": "three-minute-space",
        "minutes": "3.5",
        "avoid": "belly;throat",
    },
    {"client_ref": "c2", "template": "near-and-far", "minutes": "7", "movement_ok": "no"},
]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "cache", tmp_path / "data", (bundled_folder(),))


def read(path, home, **defaults):
    return read_roster(path, home, path.parent / "out", defaults)


def write(path: Path, kind):
    fields = ("client_ref", "name", "template", "minutes", "avoid", "movement_ok")
    path = path / f"people.{kind}"
    if kind == "csv":
        return write_csv(path, ROWS, fields=fields)
    if kind == "xlsx":
        book = Workbook()
        book.active.append(fields)
        for row in ROWS:
            cells = [row.get(name) for name in fields]
            cells[3] = float(cells[3])
            book.active.append([False if cell == "no" else cell for cell in cells])
        book.save(path)
    elif kind == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    else:  # JSON is YAML too
        path.write_text(json.dumps({"rows": ROWS}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx", "yaml", "json", "jsonl"])
def test_every_format_gives_the_same_rows(tmp_path, home, kind):
    first, second = read(write(tmp_path, kind), home).rows
    assert first.request.client.name == "Zoë"
    assert first.request.client.avoid[:1] == ("belly",)
    assert "throat" in first.request.client.avoid
    assert first.request.minutes == 3.5
    assert second.request.client.movement_ok is False
    assert second.request.minutes == 7
    assert [first.client_ref, second.client_ref] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("latin-1", 1)]
)
def test_encodings_are_told_apart(tmp_path, home, encoding, told):
    path = write_csv(tmp_path / "a.csv", [short("c1", name="Zoë")], encoding)
    roster = read(path, home)
    assert roster.rows[0].request.client.name == "Zoë"
    assert len(roster.notices) == told


def test_semicolons_quoted_newlines_and_empty_rows(tmp_path, home):
    path = tmp_path / "a.csv"
    path.write_text(
        'Client ref;template;minutes;avoid\r\n\r\n"c\r\n1";three-minute-space;3;"belly;throat"\r\n;;;\r\n'
        "c2;three-minute-space;3,5;\r\n"
    )
    roster = read(path, home)
    assert [row.number for row in roster.rows] == [3, 5]
    assert roster.rows[0].problems[0].column == "client_ref"  # a reference has no line breaks
    assert roster.rows[1].request.minutes == 3.5


def test_several_programmes_and_defaults(tmp_path, home):
    path = tmp_path / "a.yaml"
    path.write_text(
        "defaults: {template: near-and-far, minutes: 6}\n"
        "rows:\n- {client_ref: c1, name: No, programmes: [{minutes: 7}, {template: three-minute-space, minutes: 3}]}\n"
        "- {client_ref: c2}\n"
    )
    rows = read(path, home).rows
    assert [(row.request.slug, row.request.minutes) for row in rows] == [
        ("near-and-far", 7), ("three-minute-space", 3), ("near-and-far", 6),
    ]  # fmt: skip
    assert rows[0].request.client.name == "No"
    listed = write_csv(
        tmp_path / "b.csv", [{"client_ref": "c", "template": "near-and-far; three-minute-space"}]
    )
    assert [row.request.slug for row in read(listed, home).rows] == [
        "near-and-far",
        "three-minute-space",
    ]
    assert read(listed, home, bed="none").rows[0].request.bed == "none"


def test_an_unknown_column_stops_everything_and_says_the_nearest(tmp_path, home):
    path = tmp_path / "a.csv"
    path.write_text("client_ref,avoyd,template\nc1,belly,near-and-far\n")
    with pytest.raises(BadInput, match="avoid") as caught:
        read(path, home)
    assert (caught.value.place.line, caught.value.place.column) == (1, 2)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"template\n"),
        ("a.csv", b'template\n"open\n'),
        ("a.csv", b"template,template\na,b\n"),
        ("a.csv", b"template\na,b\n"),
        ("a.csv", b"PK\x03\x04\x00\x00"),
        ("a.xlsx", b"PK\x03\x04nothing"),
        ("a.json", b"{"),
        ("a.json", b"[1]"),
        ("a.yaml", b"a: [\n"),
        ("a.yaml", b"rows: [&a {name: x}, *a]"),
        ("a.yaml", b"rows: 3"),
        ("a.jsonl", b'{"a": 1}\n{'),
        ("a.pdf", b"%PDF"),
    ],
)
def test_a_broken_file_is_bad_input(tmp_path, home, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read(path, home)


def test_check_tells_all_problems_and_nothing_personal(tmp_path):
    roster = write_csv(
        tmp_path / "people.csv",
        [
            short("c1"),
            short("c2", template="three-minute-spce"),
            short("c3", name="Zebulon", minutes="soon", avoid="bely"),
            short("c4", minutes="90"),
            short("c5", name="Zebulon" * 20),
        ],
    )
    code, found, err = batch(roster, tmp_path, "--check")
    assert code == 1
    failing = {row["row"]: row["reason"] for row in found["rows"] if row["status"] == "would fail"}
    assert set(failing) == {3, 4, 5, 6}
    assert "three-minute-space" in failing[3]
    assert "minutes" in failing[4]
    assert "avoid" in failing[4]
    assert "3 to 5 minutes" in failing[5]
    assert "Zebulon" not in json.dumps(found) + err
    assert not (tmp_path / "output").exists()


def test_no_roster_is_exit_2(tmp_path):
    code, found, err = batch("nothing.csv", tmp_path)
    assert (code, found) == (2, None)
    assert "no such roster" in err
