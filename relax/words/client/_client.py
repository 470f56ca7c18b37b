"""The client: what one person prefers, needs and leaves out, as one immutable value."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from relax.data import Strict
from relax.errors import BadInput, ClientError, RelaxError
from relax.hints import nearest
from relax.units import minutes_in
from relax.words.body import Regions
from relax.words.care import PhraseField, as_choice, choices, gate_file, protocols
from relax.words.client._fields import (
    LONGEST_INTENTION,
    LONGEST_NAME,
    Name,
    ShortText,
    SpokenText,
    Text,
    Words,
    empty_is_none,
    listed,
    problem,
    sayable,
    short,
    spoken,
    trimmed,
)

AnchorName = Literal["hands", "feet", "contact", "sound", "sight", "object", "room", "breath"]
Position = Literal["seated", "supine", "prone", "side", "semi_reclined", "standing"]
Setting = Literal["before", "on_table", "after", "home", "sleep", "clinic_group"]


_NUMBERS = (
    "name_uses",
    "duration_min",
    "bpm_min",
    "bpm_max",
    "silence_max_s",
    "voice_rate",
    "pitch",
    "seed",
)
_ANYBODYS = frozenset(
    field
    for line in (
        "language formality variant name_uses pronunciations therapist_label clinic_name",
        "stop_phrase duration_min setting position time_of_day pairing ending order granularity",
        "effort movement_ok self_touch_ok eyes anchors breath_focus breath_hold pattern",
        "silence_max_s disclaimer_spoken support_spoken locale_support spiritual_ok imagery_ok",
        "voice voice_rate pitch music bell transcript_level seed",
    )
    for field in line.split(" ")
)
"""Fields a house may set for everybody: by themselves they tell of no one person. What is not here,
such as an area that is left out or only visited when asked for, was said by somebody."""

_DECIMAL_COMMA = re.compile(r"^(\s*\d+),(\d+\s*)$")
"""As spreadsheets of many countries write 7.5."""


class Client(Strict, use_attribute_docstrings=True):
    """Preferences of one person. Everything may be left out; unknown fields are errors."""

    client_ref: ShortText = None
    """The clinic's own pseudonym for this person; never spoken, never in a file name."""

    # Words ----------------------------------------------------------------------------------
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """Language of the words, BCP 47."""
    formality: Literal["formal", "informal"] = "informal"
    """How the person is addressed, in languages that make a difference; English does not."""
    variant: Literal["plain", "standard"] = "standard"
    """plain: the shorter of the wordings, and the same ones every time."""
    name: Name = None
    """Spoken name, up to 100 characters; only in the opening and the closing."""
    pronunciation: Name = None
    """How the voice is to say the name: a respelling such as “Shi-vawn”."""
    name_uses: Annotated[int, Field(ge=0, le=3)] = 0
    """How often the name is spoken, 0 to 3; 2 when a name is given."""
    pronunciations: dict[str, str] = Field(default_factory=dict)
    """Other written words and how the voice is to say them."""
    intention: Annotated[
        Text, short(LONGEST_INTENTION), AfterValidator(sayable), AfterValidator(spoken)
    ] = None
    """The person's own words, up to 120 characters; spoken as they are."""
    therapist_label: SpokenText = None
    """How the practitioner is called; “your therapist” when absent."""
    clinic_name: ShortText = None
    """Album title of the track."""
    stop_phrase: SpokenText = "I'd like to pause"
    """What the person may say to stop; before a session and on the table."""

    # Occasion -------------------------------------------------------------------------------
    duration_min: Annotated[float, Field(allow_inf_nan=False, gt=0, le=180)] | None = None
    """Length of the track in minutes; the template's own when absent."""
    setting: Setting = "home"
    """Where it is heard."""
    position: Position = "seated"
    """How the person sits or lies."""
    time_of_day: Literal["morning", "midday", "evening", "night"] | None = None
    """For the greeting."""
    pairing: str = "none"
    """The therapy it goes with; one neutral line at most."""
    ending: Literal["reorient", "sleep", "nap_wake", "bridge"] = "reorient"
    """How it ends."""

    # Body -----------------------------------------------------------------------------------
    avoid: Words = ()
    """Areas never to be named or implied: ids, groups or everyday words."""
    absent: Words = ()
    """Areas that are missing or without sensation; left out without comment."""
    opt_in: Words = ()
    """Areas that are only visited because they stand here (throat, mouth, pelvis)."""
    focus: Words = ()
    """Areas to spend more time with."""
    order: Literal["outside_in", "feet_head", "head_feet", "rotation"] = "outside_in"
    """Order of a scan."""
    granularity: Literal["coarse", "medium", "fine"] = "medium"
    """How many stops a scan makes."""
    symmetry: Literal["any", "together"] = "any"
    """together: left and right are never named one after the other."""
    handedness: Literal["left", "right", "either"] = "either"
    """Which side comes first, where left and right are named one after the other."""
    effort: Literal["light", "medium"] = "light"
    """How much to tense; for muscle relaxation."""
    movement_ok: bool = True
    """Whether small movements may be offered."""
    self_touch_ok: bool = True
    """Whether resting a hand on oneself may be offered."""

    # Attention and breath -------------------------------------------------------------------
    eyes: Literal["choice", "open", "lowered", "closed_ok"] = "choice"
    """What is said about the eyes; closing them is never asked for."""
    anchors: Annotated[tuple[AnchorName, ...], BeforeValidator(listed)] = ("hands", "sound")
    """What to come back to."""
    breath_focus: Literal["optional", "none", "yes"] = "optional"
    """Whether the breath may be something to attend to."""
    breath_hold: Literal["none", "soft", "full"] = "none"
    """Pauses in the breath: none; soft, up to 3 s; full, up to 7 s."""
    bpm_min: Annotated[float, Field(allow_inf_nan=False, ge=3, le=20)] | None = None
    """Slowest pace of breathing, in breaths per minute."""
    bpm_max: Annotated[float, Field(allow_inf_nan=False, ge=3, le=20)] | None = None
    """Fastest pace of breathing, in breaths per minute."""
    pattern: str | None = None
    """Breathing pattern, for templates that offer several; `relax templates` lists them."""

    # Care -----------------------------------------------------------------------------------
    contraindications: Words = ()
    """Health notes. They only decide what is not offered, and are never spoken or shown."""
    silence_max_s: Annotated[float, Field(allow_inf_nan=False, ge=10, le=90)] = 25.0
    """Longest silence that is not announced, in seconds."""
    disclaimer_spoken: bool = True
    """Whether “this isn't medical care” is spoken; it always stands in the transcript."""
    support_spoken: bool = False
    """Whether where to find help is spoken; it always stands in the transcript."""
    locale_support: Annotated[
        Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")] | None, BeforeValidator(empty_is_none)
    ] = None
    """Country (two letters) whose help lines stand in the transcript."""
    spiritual_ok: bool = False
    """Whether spiritual words may be used."""
    imagery_ok: bool = False
    """Whether a template of your own may use imagery; those that come with relax use none."""

    # Sound ----------------------------------------------------------------------------------
    voice: ShortText = None
    """Voice, as `relax voices` lists it; the request's when absent."""
    voice_rate: Annotated[float, Field(allow_inf_nan=False, ge=0.5, le=1.5)] = 1.0
    """Speed of the voice, 1 being its own."""
    pitch: Annotated[float, Field(allow_inf_nan=False, ge=0.5, le=1.5)] = 1.0
    """Pitch of the voice, 1 being its own."""
    music: ShortText = None
    """Background, as `relax beds` lists it, or a file; the request's when absent."""
    bell: bool = False
    """Whether a soft, announced bell may sound."""
    transcript_level: Literal["full", "plain", "none"] = "full"
    """full: with sounds and silences; plain: words only."""
    seed: Annotated[int, Field(ge=0)] | None = None
    """Chooses among wordings; the request's when absent."""

    @model_validator(mode="before")
    @classmethod
    def _name_is_used_twice(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("name") and data.get("name_uses") is None:
            data = {key: value for key, value in data.items() if key != "name_uses"}
            return {**data, "name_uses": 2}
        return data

    @field_validator(*_NUMBERS, mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise problem("This is not a number.")
        if isinstance(value, str):
            return _DECIMAL_COMMA.sub(r"\1.\2", value)
        return value

    @field_validator("duration_min", mode="before")
    @classmethod
    def _length(cls, value: Any) -> Any:
        minutes = minutes_in(value) if isinstance(value, str) else None
        return value if minutes is None else minutes

    @field_validator("position", "setting", mode="before")
    @classmethod
    def _phrase(cls, value: Any, info: ValidationInfo) -> Any:
        known = get_args(Position if info.field_name == "position" else Setting)
        if not isinstance(value, str) or value in known:
            return value
        plain = value.strip().casefold().replace(" ", "_").replace("-", "_")
        if plain in known:
            return plain
        field: PhraseField = "positions" if info.field_name == "position" else "settings"
        with suppress(RelaxError):  # in a language without such phrases it is a word like any
            return as_choice(field, value, _language(info))
        return value

    @field_validator("language")
    @classmethod
    def _has_words(cls, value: str) -> str:
        try:
            Regions.load(value)
        except RelaxError:
            raise problem("There are no words for this language yet.") from None
        return value

    @field_validator("voice")
    @classmethod
    def _no_program(cls, value: str | None) -> str | None:
        if value and value.startswith("command:"):
            raise problem(
                "A program to speak with is not chosen here: a file could be anybody's.",
                "Write command, and give the program by --voice-command.",
            )
        return value

    @field_validator("pronunciations")
    @classmethod
    def _said_aloud(cls, value: dict[str, str]) -> dict[str, str]:
        if len(value) > 100 or any(len(t) > LONGEST_NAME for pair in value.items() for t in pair):
            raise problem("Pronunciations are up to 100 words, each up to 100 characters.")
        cleaned = {trimmed(written): trimmed(said) for written, said in value.items()}
        return {written: said for written, said in cleaned.items() if written and said}

    @field_validator("pattern")
    @classmethod
    def _known_pattern(cls, value: str | None) -> str | None:
        return None if value is None else _known(value, tuple(protocols()), "breathing pattern")

    @field_validator("pairing")
    @classmethod
    def _known_pairing(cls, value: str) -> str:
        return _known(value, tuple(choices().pairings), "pairing")

    @field_validator("contraindications")
    @classmethod
    def _known_tags(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        gates, language = gate_file(), _language(info)
        tags: set[str] = set()
        for item, word in enumerate(value):
            found = gates.tags_for(word, language)
            if not found:
                hint = gates.nearest_tag(word, language)
                raise problem("This health note is not known.", hint, item=item)
            tags.update(found)
        return tuple(sorted(tags))

    @field_validator("avoid", "absent", "opt_in", "focus")
    @classmethod
    def _known_areas(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        regions = Regions.load(_language(info))
        found: dict[str, None] = {}
        for item, word in enumerate(value):
            try:
                ids = regions.resolve(word)
            except BadInput as error:
                raise problem(error.message, error.hint, item=item) from None
            if info.field_name in ("focus", "opt_in"):
                ids = _visitable(regions, ids, item)
            found.update(dict.fromkeys(sorted(ids)))
        return tuple(found)

    @model_validator(mode="after")
    def _no_contradiction(self) -> Self:
        regions = Regions.load(self.language)
        left_out = regions.left_out(self)
        for field, wanted in (("focus", self.focus), ("opt_in", self.opt_in)):
            if left_out.intersection(wanted):
                raise problem(
                    "An area cannot be both wanted and left out.",
                    "Take it out of focus and opt_in, or out of avoid and absent.",
                    field=field,
                )
        asked = {region.id for region in regions.all if region.sens >= 2}
        if asked.intersection(self.focus) - set(self.opt_in):
            raise problem(
                "A focus area is one that is only visited when opt_in lists it too.",
                "Add it to opt_in, or take it out of focus.",
                field="focus",
            )
        if self.bpm_min and self.bpm_max and self.bpm_min > self.bpm_max:
            raise problem("bpm_min is over bpm_max.", field="bpm_min")
        return self

    def named(self, name: str) -> Client:
        """The same client under this name.

        Raises:
            ClientError: the name is too long or holds control characters.
        """
        try:
            return Client.model_validate({**self.model_dump(exclude_unset=True), "name": name})
        except ValidationError as error:
            context = error.errors(include_url=False, include_input=False)[0].get("ctx") or {}
            raise ClientError(f"The name cannot be used. {context.get('message', '')}") from None

    def personal_words(self) -> tuple[str, ...]:
        """Words that belong to this person; sentences with them stay out of shared caches."""
        words = [self.name, self.pronunciation, self.intention, self.therapist_label]
        words += [text for pair in self.pronunciations.items() for text in pair]
        if self.stop_phrase != Client.model_fields["stop_phrase"].default:
            words.append(self.stop_phrase)
        return tuple(dict.fromkeys(word for word in words if word))

    def is_one_person(self) -> bool:
        """Whether more is known than a house or an occasion would say for everybody."""
        own = self.model_fields_set - _ANYBODYS
        return bool(self.model_dump(include=set(own), exclude_defaults=True))

    def spoken_spellings(self) -> dict[str, str]:
        """Written word → how the voice is to say it."""
        own = {self.name: self.pronunciation} if self.name and self.pronunciation else {}
        return {**self.pronunciations, **own}

    def fingerprint(self) -> dict[str, Any]:
        """Everything a track depends on, as JSON would hold it; the same for the same wishes."""
        facts = self.model_dump(mode="json")
        for name in ("avoid", "absent", "opt_in", "contraindications"):
            facts[name] = sorted(facts[name])
        facts["position_given"] = "position" in self.model_fields_set
        facts["setting_given"] = "setting" in self.model_fields_set
        return facts


def _language(info: ValidationInfo) -> str:
    return str(info.data.get("language", "en"))


def _visitable(regions: Regions, ids: frozenset[str], item: int) -> frozenset[str]:
    """Of a group, what is visited without asking; of a single area, itself.

    Raises:
        PydanticCustomError: nothing of it is ever visited.
    """
    sens = {region.id: region.sens for region in regions.all}
    known = frozenset(name for name in ids if name in sens)
    if not known:
        hint = "Leave it out, or choose one near it."
        raise problem("This area is never visited.", hint, item=item)
    return known if len(known) == 1 else frozenset(name for name in known if sens[name] < 2)


def _known(value: str, known: tuple[str, ...], what: str) -> str:
    plain = value.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain not in known:
        raise problem(f"This {what} is not known.", nearest(value, known))
    return plain


def client_schema() -> dict[str, Any]:
    """The client file as a JSON Schema, every field with its meaning."""
    schema = Client.model_json_schema()
    properties = schema["properties"]
    tags = list(gate_file().tags)
    properties["pattern"] = {
        **properties["pattern"],
        "anyOf": [{"enum": list(protocols())}, {"type": "null"}],
    }
    properties["pairing"]["enum"] = list(choices().pairings)
    properties["contraindications"]["examples"] = [tags]
    anchors = properties["anchors"]
    one_or_more = [{"type": "array", "items": anchors.pop("items")}, {"type": "string"}]
    del anchors["type"]
    anchors["anyOf"] = one_or_more
    return schema
