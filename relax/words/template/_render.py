"""Template + client → script: Jinja in a sandbox, then the content that suits the length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NoReturn

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from relax.errors import BadInput, LengthError, Place, ScriptError, TemplateError
from relax.units import in_minutes
from relax.words.gates import apply_gates
from relax.words.pacing import (
    USUAL_MINUTES,
    estimate,
    ideal_seconds,
    main_density,
    pacing,
    select,
    spans_for,
    without_stray_pauses,
)
from relax.words.script import Script, ScriptMeta, escape, parse, print_script
from relax.words.speech import length_words
from relax.words.template._context import template_context
from relax.words.template._templates import SUFFIX, Template, gate_facts
from relax.words.template._wanted import Rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinja2.bccache import Bucket

    from relax.words.client import Client
    from relax.words.gates import Decision
    from relax.words.template._wanted import Wanted

_LONGER: Final = (0.1, 0.2, 0.3, 0.4, 0.5)
_SHORTER: Final = (-0.25, -0.5)
"""Pauses to say less or more by: shares of the way from the best to the longest or shortest."""
_ROOM: Final = 1.05
"""How far words must be able to be stretched over their length: a voice may be quicker."""
_CLEAR: Final = 0.03
"""How clear of the limits of a band words are to be, as a share: their lengths are estimates."""
_MOST_COMPILED: Final = 100
_USUAL_LEAD_IN_S: Final = 6.0
"""Seconds before the first word, where nothing else is asked for."""


def _in_its_language(template: Template, client: Client) -> Client:
    """The client, spoken to in the template's language; another one asked for is an error."""
    if "language" not in client.model_fields_set:
        return client.model_copy(update={"language": template.language})
    if client.language.split("-")[0].lower() != template.language.split("-")[0].lower():
        raise BadInput(
            f"{template.meta.id} is written in “{template.language}”; "
            f"the client file asks for “{client.language}”.",
            hint=f"A translation is a template with `language: {client.language}`.",
        )
    return client


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a template has to say to a client, before what there is room for is chosen.

    ``script``: with its choices; ``notices``: what a person should be told.
    """

    script: Script
    notices: tuple[str, ...]


def render(template: Template, client: Client, wanted: Wanted, folders: Sequence[Path]) -> Rendered:
    """The words of one track.

    Raises:
        LengthError: outside the template's honest range.
        RefusedError: a care gate forbids it.
        TemplateError: the template cannot be rendered; with its file and line.
    """
    client = _in_its_language(template, client)
    minutes = chosen_minutes(template, client, wanted.minutes, wanted.lead_in_s)
    spoken = minutes - _longer_lead_in(wanted.lead_in_s) - wanted.added_s / 60
    spoken = max(spoken, template.meta.minutes.min)
    whole = draft(template, client, wanted, folders, spoken, of=minutes)
    band = pacing().density_of(template.meta.form, minutes)
    room = minutes * 60 - wanted.edge_s - wanted.added_s
    chosen = as_dense_as_wanted(whole.script, room, band)
    return Rendered(as_printed(chosen, f"{template.meta.id}.md"), whole.notices)


def draft(
    template: Template,
    client: Client,
    wanted: Wanted,
    folders: Sequence[Path],
    minutes: float,
    *,
    of: float,
) -> Draft:
    """What a template has to say in ``minutes``, in a track that lasts ``of`` minutes.

    Raises:
        RefusedError: a care gate forbids it.
        TemplateError: the template cannot be rendered; with its file and line.
    """
    client = _in_its_language(template, client)
    decision = apply_gates(gate_facts(template.meta), client)
    context = template_context(template, client, decision, wanted, minutes)
    context["about"] = length_words(of, template.language)
    text = _rendered_text(template, context, folders)
    try:
        whole = parse(text, str(template.path), language=template.language)
    except ScriptError as error:
        raise TemplateError(
            f"The words it renders are not a script: {error.message}",
            hint=error.hint,
            place=Place(str(template.path)),
        ) from None
    meta = _meta(template, client, decision, wanted, of)
    script = Script(meta, without_stray_pauses(whole.chapters))
    return Draft(script, (*decision.notices, *_unspoken(client, text)))


def as_printed(script: Script, file: str) -> Script:
    """The same read once more as printed, so that places are those of the script as written."""
    return parse(print_script(script), file)


def _unspoken(client: Client, text: str) -> tuple[str, ...]:
    """Words of the client's own that the template has no place for."""
    if not client.intention or escape(client.intention).strip(".") in text:
        return ()
    return ("The intention is not spoken: this one has no place for it.",)


def as_dense_as_wanted(script: Script, seconds: float, band: tuple[float, float]) -> Script:
    """The optional words there is room for, with pauses that suit how dense they are to be.

    ``seconds``: of the words, without the edges of the track; ``band``: least and most words a
    minute in the main part.
    """
    spans = spans_for(script.meta.minutes or USUAL_MINUTES, script.meta.silence_max_s)
    least, most = band[0] * (1 + _CLEAR), band[1] * (1 - _CLEAR)

    @cache
    def measure(phrase: str) -> float:
        return estimate(phrase, script)

    best = select(script, seconds, spans, measure)
    if main_density(best, spans) < least:
        for share in _SHORTER:
            eased = spans.eased(share)
            best = select(script, seconds, eased, measure)
            if main_density(best, eased) >= least:
                break
        return best
    for share in (0.0, *_LONGER):
        eased = spans.eased(share)
        fewer = select(script, seconds, eased, measure)
        if ideal_seconds(fewer, spans.eased(1.0), measure) < seconds * _ROOM:
            break  # words that a quicker voice could no longer stretch to the length
        best = fewer
        if main_density(best, eased) <= most:
            break
    return best


def _longer_lead_in(lead_in_s: float | None) -> float:
    """Minutes by which a lead-in is longer than usual: they are not there for words."""
    return max((lead_in_s or 0.0) - _USUAL_LEAD_IN_S, 0.0) / 60


def chosen_minutes(
    template: Template, client: Client, minutes: float | None, lead_in_s: float | None = None
) -> float:
    """The length of the track in minutes: the request's, the client's or the template's own.

    ``lead_in_s``: what goes before the first word; where it is long, the range is as much longer.

    Raises:
        LengthError: outside the template's honest range, which the message names.
    """
    wanted = minutes if minutes is not None else client.duration_min
    limits, longer = template.meta.minutes, _longer_lead_in(lead_in_s)
    if wanted is None:
        return max(limits.default, limits.min + longer)
    low, high = limits.min + longer, limits.max + longer
    if not low <= wanted <= high:
        raise LengthError(
            f"{template.meta.id} cannot honestly be made {in_minutes(wanted)} long.",
            hint=f"It can last from {low:g} to {high:g} minutes.",
        )
    return wanted


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates by their text: a roster renders the same few again and again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of a text to whoever asks."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one more; on a cluster every job's templates lie elsewhere, so not for ever."""
        if len(self._kept) >= _MOST_COMPILED:
            self._kept.clear()
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED: Final = _Compiled()


def _rendered_text(template: Template, context: Mapping[str, Any], folders: Sequence[Path]) -> str:
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        bytecode_cache=_COMPILED,
    )
    environment.globals.update(context)
    name = str(template.path)
    try:
        bucket = _COMPILED.get_bucket(environment, name, name, template.body)
        if bucket.code is None:
            bucket.code = environment.compile(template.body, name=name, filename=name)
            _COMPILED.set_bucket(bucket)
        compiled = jinja2.Template.from_code(environment, bucket.code, environment.globals)
        return compiled.render()
    except jinja2.TemplateSyntaxError as error:
        file = error.filename or name
        raise TemplateError(
            f"The template has a mistake: {error.message}", place=Place(file, error.lineno)
        ) from None
    except jinja2.TemplateNotFound as error:
        raise TemplateError(
            f"The template asks for a file that is not there: {error.name}.", place=Place(name)
        ) from None
    except Exception as error:  # noqa: BLE001  (anything a template's own code can raise)
        _render_error(error, name)


def _render_error(error: Exception, name: str) -> NoReturn:
    """A TemplateError at the template line that was being rendered."""
    place = Place(name)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(SUFFIX):
            place = Place(file, trace.tb_lineno)
        trace = trace.tb_next
    if isinstance(error, jinja2.UndefinedError):
        raise TemplateError(
            f"The template uses something that is not defined: {error.message}.", place=place
        ) from None
    # Its own message could quote a client's words, so only the kind of error is told.
    raise TemplateError(
        f"The template cannot be rendered ({type(error).__name__}).", place=place
    ) from None


def _meta(
    template: Template,
    client: Client,
    decision: Decision,
    wanted: Wanted,
    minutes: float,
) -> ScriptMeta:
    declared = template.meta
    return ScriptMeta(
        title=declared.title,
        template=declared.id,
        language=template.language,
        minutes=minutes,
        form=declared.form,
        ending=decision.ending,
        setting=decision.setting,
        position=decision.position,
        silence_max_s=decision.silence_max_s,
        sounds=tuple(
            sound
            for sound in ("tone", "bell", "bed")
            if sound in declared.sounds or (sound == "bed" and wanted.bed)
        ),
        lead_in_s=wanted.lead_in_s,
        seed=wanted.seed,
        personal=client.personal_words(),
        one_person=client.is_one_person(),
        say=client.spoken_spellings(),
    )
