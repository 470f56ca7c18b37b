"""A roster is read whatever its format and encoding, and every problem is told at once."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from openpyxl import Workbook

from relax import plan
from relax.batch import Forecast, Ledger, forecast, forecast_rows, read_roster
from relax.batch.run import with_same_words, work_list
from relax.errors import BadInput
from relax.home import Home
from relax.units import SAMPLE_RATE
from relax.words import bundled_folder
from tests.batch.rosters import FIELDS, batch, short, write_csv
from tests.tools import own_cache

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
    return Home(own_cache(tmp_path / "cache"), tmp_path / "data", (bundled_folder(),))


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


def test_unknown_columns_stop_everything_and_the_rest_is_looked_at_all_the_same(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("client_ref,avoyd,template,minuts\nc1,belly,near-and-fr,6\n")
    code, found, err = batch(path, tmp_path)
    assert (code, found) == (2, None)
    assert "a.csv:1:" in err
    assert "column B “avoyd”: Did you mean “avoid”?" in err
    assert "column D “minuts”: Did you mean “minutes”?" in err
    assert not (tmp_path / "output").exists()
    code, found, err = batch(path, tmp_path, "--check")
    assert code == 2
    assert "column B “avoyd”: Did you mean “avoid”?" in err
    assert "near-and-far" in found["rows"][0]["reason"]


def problems(rows):
    return {row.number: [problem.column for problem in row.problems] for row in rows}


def test_every_problem_of_a_row_is_told_with_its_column(tmp_path, home):
    wrong = {"voice": "nobody", "bed": "nothing", "preset": "loud"}
    fields = ("client_ref", "template", "minutes", "avoid", *wrong)
    rows = [
        short("c1", **wrong, avoid="feeet", minutes="99"),
        short("c2", **wrong, template="three-minute-spce"),
        short("c3", bed="missing.mp3"),
    ]
    found = read(write_csv(tmp_path / "a.csv", rows, fields=fields), home).rows
    said = " ".join(problem.reason for row in found for problem in row.problems)
    for value in ("nobody", "nothing", "loud”", "missing"):  # names, in rows that have slipped
        assert value not in said
    assert problems(found) == {
        2: ["avoid", "minutes", "preset", "bed", "voice"],
        3: ["template", "preset", "bed", "voice"],
        4: ["bed"],
    }


def test_a_row_is_a_track_or_has_a_problem(tmp_path, home):
    programme = {"template": "three-minute-space", "minutes": "3"}
    rows = [
        {"client_ref": "c1", "template": []},
        {"client_ref": "c2", "template": ";"},
        {"client_ref": "c3", **programme, "programmes": []},
        {"client_ref": "c4", "programmes": []},
        {"client_ref": "c5", **programme, "language": "fr"},
        {"client_ref": "c6", **programme, "avoid": ["belly"]},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(rows))
    assert problems(read(path, home).rows) == {
        1: ["template"], 2: ["template"], 3: [], 4: ["template"], 5: ["language"], 6: [],
    }  # fmt: skip


def test_decimal_commas(tmp_path, home):
    row = {"template": "three-minute-space", "duration_min": "3,5", "voice_rate": "0,9"}
    path = write_csv(tmp_path / "a.csv", [row], fields=tuple(row))
    (found,) = read(path, home).rows
    assert found.request.minutes == 3.5
    assert found.request.client.voice_rate == 0.9
    write_csv(path, [row | {"minutes": "3,5"}], fields=(*row, "minutes"))
    assert read(path, home).rows[0].request.minutes == 3.5
    for minutes in ("1_0", "1e1", "nan", "."):
        write_csv(path, [row | {"minutes": minutes}], fields=(*row, "minutes"))
        assert problems(read(path, home).rows) == {2: ["minutes"]}


@pytest.mark.parametrize("column", ["bed", "preset", "voice", "template"])
def test_a_name_that_has_slipped_into_another_column_is_not_repeated(tmp_path, home, column):
    row = short("c1") | {column: "Quillonette"}
    path = write_csv(tmp_path / "a.csv", [row], fields=tuple(row))
    (found,) = read(path, home).rows
    assert [each.column for each in found.problems] == [column]
    assert "Quillonette" not in "".join(
        f"{each.reason} {each.public_reason}" for each in found.problems
    )


def test_a_cell_cannot_name_a_program(tmp_path, home):
    speak = "command:touch {text_file} {wav}"
    path = write_csv(tmp_path / "a.csv", [short("c1", voice=speak)], fields=(*FIELDS, "voice"))
    assert problems(read(path, home).rows) == {2: ["voice"]}
    write_csv(path, [short("c1", voice="command:touch it")], fields=(*FIELDS, "voice"))
    assert problems(read(path, home).rows) == {2: ["voice"]}  # told once, though it lacks {wav}
    write_csv(path, [short("c1")])
    assert problems(read(path, home, voice="command:cp {text_file} {wav}").rows) == {2: []}


def test_a_bed_is_heard_as_far_as_the_row_needs(tmp_path, home):
    time = np.arange(200 * SAMPLE_RATE) / SAMPLE_RATE
    sound = 0.02 * np.sin(2 * np.pi * 220 * time)
    sound[150 * SAMPLE_RATE :][:9000] *= 40
    soundfile.write(tmp_path / "a.wav", sound, SAMPLE_RATE)
    rows = [short("c1", bed=str(tmp_path / "a.wav"))]
    path = write_csv(tmp_path / "a.csv", rows, fields=(*FIELDS, "bed"))
    assert problems(read(path, home).rows) == {2: ["bed"]}


def test_nothing_in_a_cell_is_passed_over(tmp_path, home):
    path = tmp_path / "a.csv"
    path.write_text(
        "client_ref,,template,minutes,name\n"
        "c1,belly,three-minute-space,3,Ann\n"
        "c2,,three-minute-space,3,Ann,later\n"
        "c3,,three-minute-space,3,#BEZUG!\n"
        "c4,,three-minute-space,3,Ann,\n"
    )
    found = problems(read(path, home).rows)
    assert found == {2: ["column B"], 3: ["column F"], 4: ["name"], 5: []}
    path.write_text("template,name,minutes,name\nthree-minute-space,Ann,3,Ann\n")
    table = read(path, home)
    assert "column D: This column stands twice." in table.unusable.hint
    assert problems(table.rows) == {2: []}
    path.write_text(f"template,minutes,name\nthree-minute-space,3,{'x' * 150_000}\n")
    assert problems(read(path, home).rows) == {2: ["name"]}


def test_fields_that_stand_twice_are_not_chosen_between(tmp_path, home):
    row = '"client_ref": "c1", "template": "three-minute-space", "avoid": "belly", "avoid": ""'
    (tmp_path / "a.json").write_text(f"[{{{row}}}]")
    (tmp_path / "a.yaml").write_text(f"- {{{row}}}")
    (tmp_path / "a.jsonl").write_text(f"{{{row}}}")
    for kind in ("json", "yaml", "jsonl"):
        assert problems(read(tmp_path / f"a.{kind}", home).rows) == {1: ["avoid"]}


def spreadsheet(path, rows, change=lambda _: None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    book.save(path)
    return path


HEAD = ["Client Ref", " NAME ", "template", "minutes", "avoid"]


def test_a_spreadsheet_as_clinics_have_them(tmp_path, home):
    def merge(book):
        sheet = book.active
        for cells in ("A2:A3", "B2:B3", "E2:E3"):
            sheet.merge_cells(cells)
        sheet["A4"].number_format = "0000"
        sheet.row_dimensions[4].hidden = True
        book.create_sheet("lists", 0).sheet_state = "hidden"
        book.active = 1

    rows = [
        [*HEAD, None, " "],
        ["c1", "Ann", "contact-scan", 6.0, "ankles", None],
        [None, None, "soft-shoulders", 10],
        [42.0, "Ben", "contact-scan", 6.5, None],
        [None] * 9,
        [123456789012345.0, None, "contact-scan", 6, None],
    ]
    roster = read(spreadsheet(tmp_path / "a.xlsx", rows, merge), home)
    assert problems(roster.rows) == {2: [], 3: [], 4: [], 6: []}
    first, second, third, fourth = (row.request for row in roster.rows)
    assert first.client.avoid == second.client.avoid == ("ankles",)
    assert [row.client_ref for row in roster.rows] == ["c1", "c1", "0042", "123456789012345"]
    assert second.client.name == "Ann"
    assert [each.minutes for each in (first, third, fourth)] == [6, 6.5, 6]
    assert [note for note in roster.notices if "hides" in note]


def test_cells_of_a_spreadsheet_that_cannot_be_trusted(tmp_path, home):
    rows = [
        HEAD,
        ["c1", "Ann", "contact-scan", 6, '="fe"&"et"'],
        ["c2", "Ann", "contact-scan", dt.time(0, 6), None],
        [dt.date(2026, 1, 2), "Ann", "contact-scan", 6, None],
        ["c4", "#N/A", "contact-scan", 6, None],
        ["c5", "Ann", "contact-scan", 6, "feet"],
    ]  # fmt: skip
    path = spreadsheet(tmp_path / "a.xlsx", rows, lambda book: book.active.merge_cells("D6:E6"))
    assert problems(read(path, home).rows) == {
        2: ["avoid"], 3: ["minutes"], 4: ["client_ref"], 5: ["name"], 6: ["avoid"],
    }  # fmt: skip


def test_a_first_line_that_tells_the_separator(tmp_path, home):
    path = tmp_path / "a.csv"
    path.write_bytes(
        "sep=;\r\nclient_ref;name;template;minutes;avoid\r\n"
        'c1;Jürgen;three-minute-space;3,5;"belly;ankles"\r\n'.encode("cp1252")
    )
    (row,) = read(path, home).rows
    assert (row.number, row.request.client.name, row.request.minutes) == (2, "Jürgen", 3.5)
    assert {"belly", "ankles"} <= set(row.request.client.avoid)


def test_what_does_not_fit_together_is_told_without_what_stands_there(tmp_path, home):
    rows = [
        short("c1", name="Zebulon", avoid="feet"),
        short("c1", name="Zebulon", seed="2"),
        short("", name="Zebulon"),
    ]
    told = " ".join(read(write_csv(tmp_path / "a.csv", rows), home).notices)
    assert "Rows 2, 3 are of one client but differ in: avoid." in told
    assert "Row 4 without a client_ref" in told
    assert "Zebulon" not in told
    assert "feet" not in told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"template\n"),
        ("a.csv", b'template\n"open\n'),
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
            short("c6", template="soft-square", minutes="3.75", breath_hold="full"),
        ],
        fields=(*FIELDS, "breath_hold"),
    )
    code, found, err = batch(roster, tmp_path, "--check")
    assert code == 1
    failing = {row["row"]: row["reason"] for row in found["rows"] if row["status"] == "would fail"}
    assert set(failing) == {3, 4, 5, 6}
    assert "The pauses in the breath are kept short." in found["rows"][-1]["notices"]
    assert "three-minute-space" in failing[3]
    assert "minutes" in failing[4]
    assert "avoid" in failing[4]
    assert "3 to 5 minutes" in failing[5]
    assert "Zebulon" not in json.dumps(found) + err
    assert not (tmp_path / "output").exists()


def test_what_a_row_has_to_say_that_is_not_met_is_told_without_options_a_roster_has_not(tmp_path):
    rows = [
        short("c1", name="Hand", avoid="hands"),
        short("c2", intention="plenty of room, and time"),
        short("c3", intention="plenty of room, and time.", template="small-lift", minutes="5"),
    ]
    code, found, _ = batch(write_csv(tmp_path / "a.csv", rows), tmp_path, "--dry-run")
    assert code == 1
    refused, untold, told = found["rows"]
    assert refused["status"] == "would fail"
    assert "name" in refused["reason"]
    assert "--allow" not in refused["reason"]
    assert untold["notices"] == ["The intention is not spoken: this one has no place for it."]
    assert told["notices"] == []


def test_two_requests_under_one_name_are_never_one_track(tmp_path, home, monkeypatch):
    """Eight hex digits may be the same for two people, and nobody gets another's track."""
    rows = [short("c1"), short("c2"), short("c2")]
    roster = read(write_csv(tmp_path / "a.csv", rows), home)
    whole = plan.origin_of

    def first_digits_alike(*given):
        origin = whole(*given)
        return replace(origin, request="0123abcd" + origin.request[8:])

    monkeypatch.setattr(plan, "origin_of", first_digits_alike)
    found = work_list(roster, home, {})
    assert [job.rows for job in found.jobs] == [(2,)]
    assert found.names[1:] == (None, None)
    rows = forecast_rows(roster, Forecast((), {}, {}, {}, 0.0, 0, 0.0, found.names))
    assert [row["status"] for row in rows] == ["would be made", "would fail", "would fail"]
    assert "another seed" in rows[1]["reason"]


def test_no_roster_is_exit_2(tmp_path):
    code, found, err = batch("nothing.csv", tmp_path)
    assert (code, found) == (2, None)
    assert "no such roster" in err


def test_rows_alike_but_for_whose_they_are_are_rehearsed_once(tmp_path, home):
    """A name that is another word too may be refused, so it stands for no other."""
    rows = [
        short("c1", name="Quillonette", avoid="hands"),
        short("c2", name="Marmaduke", avoid="hands"),
        short("c3", name="Zoë", avoid="hands"),
        short("c4", name="Hand", avoid="hands"),
        short("c5", name="Ana Lee", avoid="hands"),
        short("c6", name="Marmaduke"),
    ]
    roster = read(write_csv(tmp_path / "a.csv", rows), home)
    groups = with_same_words(work_list(roster, home, {}).jobs, home)
    assert sorted(sorted(row for job in each for row in job.rows) for each in groups) == [
        [2, 3, 4],
        [5],
        [6],
        [7],
    ]
    found = forecast(roster, home, Ledger(tmp_path), 1)
    statuses = [row["status"] for row in forecast_rows(roster, found)]
    assert statuses == [*["would be made"] * 3, "would fail", *["would be made"] * 2]
    assert len(found.make) == 5
