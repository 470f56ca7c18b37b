"""The client: what it accepts, how it says no, and what it never repeats."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
import yaml
from hypothesis import assume, given, settings, strategies as st
from pydantic import ValidationError

from relax.data import bundled
from relax.errors import ClientError
from relax.words.body._data import RegionFile
from relax.words.care._breathing import protocols
from relax.words.care._gate_data import gate_file
from relax.words.care._occasions import choices
from relax.words.client._client import Client, client_schema
from relax.words.client._file import client_from, load_client
from relax.words.speech._speech import is_speakable

REGIONS = bundled("words", "regions", RegionFile).regions
VISITED = sorted(name for name, facts in REGIONS.items() if facts.sens in (0, 1))

TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda text: text.strip())
SAID = TEXT.filter(  # no formula, address or number, which are refused
    lambda text: (
        text.strip()[0] not in "=#"
        and "@" not in text
        and ":" not in text
        and "www" not in text.casefold()
        and sum(map(str.isdigit, text)) < 5
    )
)
FIELDS = {
    "name": SAID,
    "pronunciation": SAID,
    "intention": SAID.filter(is_speakable),
    "clinic_name": TEXT,
    "name_uses": st.integers(0, 3),
    "duration_min": st.floats(1, 180),
    "position": st.sampled_from(list(choices().positions)),
    "setting": st.sampled_from(list(choices().settings)),
    "eyes": st.sampled_from(["choice", "open", "lowered", "closed_ok"]),
    "avoid": st.lists(st.sampled_from(sorted(REGIONS)), max_size=6),
    "order": st.sampled_from(["outside_in", "feet_head", "head_feet", "rotation"]),
    "anchors": st.lists(st.sampled_from(["hands", "feet", "sound", "breath"]), max_size=3),
    "breath_hold": st.sampled_from(["none", "soft", "full"]),
    "pattern": st.sampled_from(list(protocols())),
    "pairing": st.sampled_from(list(choices().pairings)),
    "contraindications": st.lists(st.sampled_from(list(gate_file().tags)), max_size=4),
    "silence_max_s": st.floats(10, 90),
    "bell": st.booleans(),
    "pronunciations": st.dictionaries(TEXT, TEXT, max_size=3),
}
VALUES = st.fixed_dictionaries({}, optional=FIELDS)

HOSTILE = [
    "{{ 7*7 }}",
    '<break time="99s"/>',
    "[pause 99s]",
    "../../x",
    "שלום",
    "مرحبا",
    "🦊🦊",
    "山田太郎",
    "Null",
    "No",
    "1984",
    "O'Brien; DROP",
    "a: b",
    "- x",
    "# c",
    "&a",
    "*a",
    "!x",
    "%y",
    "@z",
    "`q`",
]


def read(text: str, kind: str = "yaml") -> Client:
    return load_client(io.BytesIO(text.encode()), kind)


class TestDefaults:
    def test_everything_may_be_left_out(self):
        client = Client()
        assert (client.setting, client.position, client.eyes) == ("home", "seated", "choice")
        assert client.anchors == ("hands", "sound")
        assert (client.breath_hold, client.name_uses, client.bell) == ("none", 0, False)
        assert (client.silence_max_s, client.disclaimer_spoken) == (25, True)

    def test_a_name_is_used_twice_unless_told(self):
        assert Client(name="Ana").name_uses == 2
        assert Client(name="Ana", name_uses=1).name_uses == 1

    def test_a_client_cannot_be_changed(self):
        with pytest.raises(ValidationError):
            Client().position = "prone"

    def test_every_field_has_its_meaning_in_the_schema(self):
        schema = client_schema()
        assert schema["additionalProperties"] is False
        assert set(schema["properties"]) == set(Client.model_fields)
        for name, field in schema["properties"].items():
            assert len(field["description"]) > 10, name
        assert schema["properties"]["duration_min"]["anyOf"][0]["maximum"] == 180
        assert json.loads(json.dumps(schema)) == schema


class TestLists:
    @pytest.mark.parametrize(
        "written", ["palms; toes", "palms, toes", "[palms, toes]", "\n  - palms\n  - toes"]
    )
    def test_every_way_to_write_a_list(self, written):
        assert read(f"focus: {written}").focus == ("hands_palms", "toes")

    def test_words_become_ids(self):
        assert read("avoid: [tummy, Adam's apple]").avoid == ("belly", "throat")

    def test_health_notes_are_understood_in_everyday_words(self):
        client = read("contraindications: asthma; High blood-pressure")
        assert client.contraindications == ("hypertension_uncontrolled", "respiratory")

    def test_an_empty_list_is_an_answer(self):
        assert "contraindications" in read("contraindications: []").model_fields_set
        assert read("avoid:\n").avoid == ()


class TestRoundTrip:
    @settings(max_examples=80, deadline=None)
    @given(VALUES)
    def test_yaml_and_json_give_the_same_client(self, values):
        client = client_from(values)
        dumped = client.model_dump(mode="json", exclude_unset=True)
        as_yaml = yaml.safe_dump(dumped, allow_unicode=True)
        assert read(as_yaml) == client
        assert read(json.dumps(dumped), "json") == client
        assert read(json.dumps(dumped, indent="\t"), "json") == client

    @pytest.mark.parametrize("name", HOSTILE)
    def test_any_text_is_a_name(self, name):
        assert read(yaml.safe_dump({"name": name}, allow_unicode=True)).name == name
        assert read(json.dumps({"name": name}), "json").name == name

    @pytest.mark.parametrize("name", ["Null", "No", "On", "1984", "0x1F", "1e3"])
    def test_plain_yaml_text_stays_text(self, name):
        assert read(f"name: {name}").name == name
        assert read("intention: 2024-01-01").intention == "2024-01-01"

    def test_a_byte_order_mark_is_no_matter(self):
        content = "name: Ana".encode("utf-8-sig")
        assert load_client(io.BytesIO(content)).name == "Ana"


class TestFingerprint:
    def test_same_wishes_same_fingerprint(self):
        one = read("avoid: [belly, toes]\nname: Ana")
        two = read('{"name": "Ana", "avoid": "toes; tummy"}', "json")
        assert one.fingerprint() == two.fingerprint()
        assert json.loads(json.dumps(one.fingerprint())) == one.fingerprint()

    @settings(max_examples=40, deadline=None)
    @given(VALUES, VALUES)
    def test_other_wishes_other_fingerprint(self, one, two):
        first, second = client_from(one), client_from(two)
        assume(first != second)
        assume(set(first.avoid) != set(second.avoid) or first.avoid == second.avoid)
        assert first.fingerprint() != second.fingerprint()


class TestPersonalWords:
    def test_what_is_personal(self):
        client = Client(
            name="Ana",
            pronunciation="Ah-na",
            intention="more room",
            stop_phrase="red",
            pronunciations={"Siobhan": "Shi-vawn"},
        )
        wanted = {"Ana", "Ah-na", "more room", "red", "Siobhan", "Shi-vawn"}
        assert set(client.personal_words()) == wanted
        assert client.spoken_spellings() == {"Ana": "Ah-na", "Siobhan": "Shi-vawn"}

    def test_nothing_is_personal_by_default(self):
        assert Client().personal_words() == ()


class TestNamed:
    def test_a_name_from_the_command_line(self):
        client = Client(avoid="belly", position="prone").named("Ana")
        assert (client.name, client.name_uses, client.avoid) == ("Ana", 2, ("belly",))

    @pytest.mark.parametrize(
        "name",
        [
            "x" * 101,
            "a\x07b",
            "a\nb",
            '=HYPERLINK("https://x.example","Ana")',
            "=A1",
            "ana@clinic.example",
            "Ana <ana@clinic.example>",
            "https://x.example/ana",
            "www.x.example",
            "+49 170 1234567",
            "(555) 010-4477",
            "1980-01-31",
            "#REF!",
        ],
    )
    def test_an_unusable_name_is_refused_and_not_repeated(self, name):
        with pytest.raises(ClientError) as error:
            Client().named(name)
        assert name not in str(error.value)


class TestErrors:
    """(what is written, line, column, what the error says)."""

    @pytest.mark.parametrize(
        ("text", "line", "column", "says"),
        [
            ("name: Zzyzx\npositon: seated", 2, 1, "position"),
            ("position: seeted", 1, 11, "seated"),
            ("position: zzyzx", 1, 11, "supine"),
            ("avoid: [hands, zzyzx]", 1, 16, "avoid"),
            ("avoid:\n  - hands\n  - shouldrs", 3, 5, "shoulders"),
            ("contraindications: [pregnant, astma]", 1, 31, "asthma"),
            ("name_uses: 4", 1, 12, "0 to 3"),
            ("duration_min: zzyzx", 1, 15, "number"),
            ("duration_min: .nan", 1, 15, "number"),
            ("duration_min: 0", 1, 15, "180"),
            ("duration_min: [1, 2]", 1, 15, "number"),
            ("bell: zzyzx", 1, 7, "yes or no"),
            ("seed: 1.5", 1, 7, "whole number"),
            ("name: [zzyzx, b]", 1, 7, "text"),
            ("avoid: {zzyzx: b}", 1, 8, "list"),
            ("language: Zzyzx Language", 1, 11, "en"),
            ("language: xx\navoid: hands", 1, 11, "words for this language"),
            ("voice: 'command:zzyzx {wav}'", 1, 8, "--voice-command"),
            ("pairing: yogga", 1, 10, "yoga"),
            ("pattern: zzyzx", 1, 10, "pattern"),
            ("anchors: [hands, zzyzx]", 1, 18, "sound"),
            ("locale_support: zzyzx", 1, 17, "US"),
            ("pronunciations: zzyzx", 1, 17, "pronunciations"),
            ("avoid: hands\nfocus: palms", 2, 8, "left out"),
            ("avoid: arms\nfocus: [knees, wrists]", 2, 8, "left out"),
            ("avoid: throat\nopt_in: throat", 2, 9, "left out"),
            ("focus: throat", 1, 8, "opt_in"),
            ("focus: groin", 1, 8, "never"),
            ("bpm_min: 9\nbpm_max: 5", 1, 10, "over"),
            (f"name: {'zzyzx' * 21}", 1, 7, "100"),
            (f"intention: {'zzyzx ' * 21}", 1, 12, "120"),
            ('name: "zzyzx\\x07"', 1, 7, "control"),
            ('name: "zzyzx\\u2028b"', 1, 7, "line break"),
            ("name: zzyzx\nname: b", 2, 1, "twice"),
            ("name: &zzyzx a", 1, 7, "anchors"),
            ("name: *zzyzx", 1, 7, "anchors"),
            ("name: !!python/name:zzyzx a", 1, 7, "tags"),
            ("name: a\n---\nname: zzyzx", 2, 1, "one client"),
            ("- zzyzx", 1, 1, "fields"),
            ("zzyzx", 1, 1, "fields"),
            ("? [zzyzx]\n: b", 1, 3, "fields"),
            ("name: 'zzyzx", 1, 13, "YAML"),
            ("name: a\n\tzzyzx: c", 2, 1, "YAML"),
            ("name: [[[[zzyzx]]]]", 1, 10, "deep"),
        ],
    )
    def test_say_where_and_what_is_right_and_not_what_was_written(self, text, line, column, says):
        with pytest.raises(ClientError) as error:
            read(text)
        message = str(error.value)
        assert (error.value.place.line, error.value.place.column) == (line, column), message
        assert says in message
        assert "zzyzx" not in message.casefold()
        assert error.value.exit_code == 2

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ('{"name": "zzyzx",\n "name": "b"}', 2, "twice"),
            ('{"name": "zzyzx"', 1, "JSON"),
            ('["zzyzx"]', None, "fields"),
            ('{\n\t"positon": "zzyzx"}', 2, "position"),
            ('{"name": "zzyzx\\ud800"}', 1, "control"),
            ('{"duration_min": NaN}', None, "JSON"),
            ('{"duration_min": true}', 1, "number"),
            ('{"avoid": ["hands", 7]}', 1, "text"),
            ("[" * 5000, None, "JSON"),
        ],
    )
    def test_of_json(self, text, line, says):
        with pytest.raises(ClientError) as error:
            read(text, "json")
        assert error.value.place.line == line or line is None
        assert says in str(error.value)
        assert "zzyzx" not in str(error.value)

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "empty"),
            (b"  \n\n", "empty"),
            (b"# nothing\n", "empty"),
            (b"name: \xff\xfe", "UTF-8"),
            (b"name: a\x00b", "cannot be used"),
            (b"a" * 70_000, "64 kB"),
            (b"{" * 5000, "deep"),
        ],
    )
    def test_of_unusable_files(self, tmp_path, content, says):
        path = tmp_path / "client.yaml"
        path.write_bytes(content)
        with pytest.raises(ClientError, match=says) as error:
            load_client(path)
        assert error.value.place.file == str(path)

    def test_of_files_that_are_not_there(self, tmp_path):
        with pytest.raises(ClientError, match="no such"):
            load_client(tmp_path / "none.yaml")
        with pytest.raises(ClientError, match="folder"):
            load_client(str(tmp_path))
        with pytest.raises(ClientError, match="cannot be read"):
            load_client("bad\0name")

    def test_a_billion_laughs_are_refused_at_once(self):
        lines = ["a: &a [x, x]"] + [
            f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
        ]
        with pytest.raises(ClientError, match="anchors"):
            read("\n".join(lines))

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(sorted(Client.model_fields)),
        st.text(
            st.characters(min_codepoint=0x370, categories=("Lo", "Ll")), min_size=5, max_size=30
        ),
    )
    def test_a_wrong_value_never_comes_back(self, field, value):
        said = ""
        try:
            read(json.dumps({field: value}), "json")
        except ClientError as error:
            said = str(error)
        assert value not in said

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=200))
    def test_no_content_breaks_the_reader(self, content):
        for kind in ("yaml", "json"):
            with contextlib.suppress(ClientError):
                load_client(io.BytesIO(content), kind)
