"""Exports of other systems: what is ours is found, what matters stops, the rest is let go once."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from relax.batch import HeadingRules, read_roster
from relax.cli import group
from relax.errors import BadInput
from relax.home import Home
from relax.words import bundled_folder
from tests.tools import own_cache

EXPORT = [
    "Patient ID",
    "First Name",
    "Preferred Name",
    "Last Name",
    "Date of birth",
    "Gender",
    "E-mail",
    "Mobile phone",
    "Home phone",
    "Street",
    "City",
    "Postcode",
    "Country",
    "Occupation",
    "GP",
    "Emergency contact",
    "Insurance",
    "Membership",
    "Referral source",
    "Booking ID",
    "Appointment date",
    "Start time",
    "End time",
    "Duration",
    "Practitioner",
    "Room",
    "Service",
    "Price",
    "Discount",
    "Tax",
    "Paid",
    "Payment method",
    "Balance",
    "Status",
    "Reminder",
    "Notes",
    "Tags",
    "Newsletter",
    "Created",
    "Updated",
]
PROGRAMME = {"template": "near-and-far", "minutes": "8"}


@pytest.fixture
def home(tmp_path):
    return Home(own_cache(tmp_path / "cache"), tmp_path / "data", (bundled_folder(),))


@pytest.fixture
def read(tmp_path, home):
    def of(content, *columns, name="a.csv", ignore=False, **defaults):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        headings = HeadingRules.of(columns, ignore_others=ignore)
        return read_roster(path, home, tmp_path / "out", {**PROGRAMME, **defaults}, headings)

    return of


def clients(roster):
    assert roster.unusable is None, roster.unusable
    assert not [row.problems for row in roster.rows if row.problems]
    return [(row.client_ref, row.request.client.name) for row in roster.rows]


def booking():
    first = dict.fromkeys(EXPORT, "x") | {"Patient ID": "P1", "First Name": "Robert"}
    second = {"Patient ID": "P2", "First Name": "Ana", "Date of birth": "#N/A"}
    rows = [EXPORT, [*first.values()], [second.get(name, "") for name in EXPORT]]
    rows[1][2] = "Robin"
    return "\n".join(",".join(row) for row in rows)


def test_the_export_of_a_booking_system_is_told_of_once_and_waved_through_once(read):
    stopped = read(booking()).unusable
    assert isinstance(stopped, BadInput)
    assert "--ignore-others" in stopped.hint
    assert "Did you mean" not in stopped.hint
    for heading in set(EXPORT) - {"Patient ID", "First Name", "Preferred Name"}:
        assert stopped.hint.count(f"“{heading}”") == 1
    roster = read(booking(), ignore=True)
    assert clients(roster) == [("P1", "Robin"), ("P2", "Ana")]
    assert any("“Preferred Name”, else B “First Name”" in each for each in roster.notices)
    for row in roster.rows:  # nothing else is kept
        assert row.request.client.model_fields_set <= {"client_ref", "name", "name_uses"}


def test_columns_are_what_they_are_said_to_be(read):
    text = "Vorname,Kennung,Name,Bed\nAna,K1,Lee,12B\n"
    said = ("Vorname=name, Kennung=client_ref", "Name=-; Bed=-")
    assert clients(read(text, *said)) == [("K1", "Ana")]
    text = '"Name, first",client no\nAna,7\n'
    assert clients(read(text, "Name, first=name")) == [("7", "Ana")]
    missing = read(text, "Name, first=name, Vorname=intention").unusable
    assert "“vorname”, which is no column" in missing.hint
    for wrong in ("Name", "Name=", "=name", "Name=nmae", ""):
        with pytest.raises(BadInput):
            HeadingRules.of([wrong])


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Avoyd", "avoid"),
        ("Areas to avoid", "avoid"),
        ("Absnt", "absent"),
        ("Contra-indications", "contraindications"),
        ("Contraindication", "contraindications"),
        ("Allergies", "contraindications"),
        ("minuts", "minutes"),
        ("movment ok", "movement_ok"),
    ],
)
def test_what_is_near_to_something_that_matters_always_stops(read, heading, meant):
    text = f"client_ref,{heading}\nc1,\n"
    stopped = read(text, ignore=True).unusable
    assert stopped is not None
    assert f"Did you mean “{meant}”?" in stopped.hint
    assert clients(read(text, f"{heading}={meant}")) == [("c1", None)]
    assert clients(read(text, f"{heading}=-")) == [("c1", None)]


def test_nobody_chooses_between_two_columns_for_one_field(read):
    both = read("client_ref,Name,Preferred name\nc1,Robert,Robin\n").unusable
    assert "B “Name” and C “Preferred name” could each be name" in both.hint
    two = read("Patient ID,Client number,template\n1,2,near-and-far\n").unusable
    assert "could each be client_ref" in two.hint
    chosen = read(
        "client_ref,Name,Preferred name\nc1,Robert,Robin\n", "Preferred name=name, Name=-"
    )
    assert clients(chosen) == [("c1", "Robin")]
    assert read("avoid,Areas\nfeet,\n", "Areas=avoid").unusable is not None


def test_fields_of_json_are_read_alike(read):
    rows = json.dumps([{"Patient ID": "P1", "First Name": "Ana", "Street": "x"}])
    assert "“Street”" in read(rows, name="a.json").unusable.hint
    assert clients(read(rows, name="a.json", ignore=True)) == [("P1", "Ana")]
    both = json.dumps([{"avoid": "feet", "Avoid": "hands"}])
    assert read(both, name="a.json", ignore=True).unusable is not None


def test_the_header_is_found_below_a_title(read):
    roster = read("Clients of May,,\n,,\nclient_ref,name,seed\nc1,Ana,3\n")
    assert clients(roster) == [("c1", "Ana")]
    assert [row.number for row in roster.rows] == [4]
    assert any("line 3" in notice for notice in roster.notices)


def test_lists_in_cells_do_not_count_as_separators(read):
    rows = "".join(f"c{n},feet;hands;belly;throat\n" for n in range(9))
    roster = read(f"Areas\n\nclient_ref,avoid\n{rows}")
    assert len(clients(roster)) == 9
    assert {"belly", "throat"} <= set(roster.rows[0].request.client.avoid)
    assert clients(read("Unser Titel;\nclient_ref\tname\nc1\tAna, Lee\n")) == [("c1", "Ana, Lee")]


def test_where_names_were_looked_for_is_said_and_nothing_of_a_row(read):
    with pytest.raises(BadInput) as error:
        read("c1,Quillonette\nc2,Ana\n")
    assert "lines 1 to 2" in str(error.value)
    assert "Quillonette" not in str(error.value)


def sheets(*sheets_of_rows, stray=()):
    book = Workbook()
    book.remove(book.active)
    for rows in sheets_of_rows:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
        for cell in stray:
            sheet[cell] = "x"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


ROWS = [["client_ref", "name"], ["c1", "Ana"]]


def test_a_first_sheet_that_is_no_roster_is_passed_over_with_a_word(read):
    notes = [["Read me"], ["This is how it works."]]
    roster = read(sheets(notes, ROWS), name="a.xlsx")
    assert clients(roster) == [("c1", "Ana")]
    assert any(notice.startswith("Sheet 2 ") for notice in roster.notices)
    with pytest.raises(BadInput, match="Several sheets"):
        read(sheets(notes, ROWS, ROWS), name="a.xlsx")
    with pytest.raises(BadInput, match="of each sheet"):
        read(sheets(notes, notes), name="a.xlsx")


def test_one_stray_cell_is_one_stray_cell(read, monkeypatch):
    """The area that such a sheet spans has seventeen billion cells."""
    made = []
    from openpyxl.cell.cell import Cell

    whole = Cell.__init__
    monkeypatch.setattr(
        Cell,
        "__init__",
        lambda self, *given, **more: (made.append(1), whole(self, *given, **more))[1],
    )
    content = sheets(ROWS, stray=["XFD300000"])
    made.clear()
    roster = read(content, name="a.xlsx")
    assert len(made) < 100
    assert [row.number for row in roster.rows] == [2, 300000]
    assert roster.rows[1].problems[0].column == "column XFD"


def test_a_spreadsheet_that_unpacks_to_any_size_is_refused(read):
    packed = io.BytesIO(sheets(ROWS))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/a.xml", b" " * 30_000_001)
    assert len(packed.getvalue()) < 100_000
    with pytest.raises(BadInput, match="too large"):
        read(packed.getvalue(), name="a.xlsx")
    most = 10_000_000 // 16_384  # rows that are filled up to XFD, the last column of all
    far = [f"XFD{row}" for row in range(3, 3 + most)]
    assert len(read(sheets(ROWS, stray=far), name="a.xlsx").rows) == 1 + most
    with pytest.raises(BadInput, match="too large"):
        read(sheets(ROWS, stray=[*far, f"XFD{3 + most}"]), name="a.xlsx")


def test_a_merge_of_all_cells_is_refused(read):
    whole, merged = io.BytesIO(sheets(ROWS)), io.BytesIO()
    merge = b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(merged, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b"</sheetData>", merge))
    with pytest.raises(BadInput, match="merged"):
        read(merged.getvalue(), name="a.xlsx")


@pytest.mark.parametrize(
    "content",
    [
        b"client_ref|name\nc1|Ana\n",
        b"client_ref\tname\nc1\tAna\n",
        b'[{"client_ref": "c1", "name": "Ana"}]',
        b'{\n "client_ref": "c1",\n "name": "Ana"\n}\n',
        b"- client_ref: c1\n  name: Ana\n",
        sheets(ROWS),
    ],
)
def test_a_roster_on_standard_input(home, tmp_path, monkeypatch, content):
    from pathlib import Path

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    roster = read_roster(Path("-"), home, tmp_path, PROGRAMME)
    assert clients(roster) == [("c1", "Ana")]
    assert roster.name == "roster"


def test_rows_of_jsonl_may_have_several_lines(read):
    text = '{\n "client_ref": "c1"\n}\n\n{"client_ref":\n "c2"}\n{"defaults": {"seed": "4"}}'
    roster = read(text, name="a.jsonl")
    assert [(row.number, row.client_ref) for row in roster.rows] == [(1, "c1"), (5, "c2")]
    assert {row.request.seed for row in roster.rows} == {4}
    with pytest.raises(BadInput) as error:
        read('{"client_ref": "c1"}\n{"client_ref"', name="a.jsonl")
    assert error.value.place.line == 2


def test_rows_that_ask_for_the_same_are_named(read):
    roster = read("client_ref,seed\nc1,1\nc2,1\nc1,1\n")
    assert "Rows 2, 4 ask for the same: one track is made for them." in roster.notices


def test_the_example_can_be_made_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(group, ["batch", "--example"])
    assert done.exit_code == 0
    (tmp_path / "clients.csv").write_bytes(done.stdout_bytes)
    assert done.stdout_bytes.startswith(b"\xef\xbb\xbf")
    found = CliRunner().invoke(group, ["batch", "clients.csv", "--dry-run", "--json"])
    assert found.exit_code == 0, found.output
    assert {row["status"] for row in json.loads(found.stdout)["rows"]} == {"would be made"}


def test_cells_that_are_no_names_stop_their_row(read):
    rows = [
        '"=HYPERLINK(""https://x.example"",""Ana"")"',
        "ana@x.example",
        "+49 170 123 45 67",
        "Ana",
    ]
    roster = read("name,seed\n" + "".join(f"{row},1\n" for row in rows))
    assert [[p.column for p in row.problems] for row in roster.rows] == [["name"]] * 3 + [[]]
