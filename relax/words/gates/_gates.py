"""Care gates: what is not offered to this person, and what is offered instead.

Pure: a template's facts and a client in, a decision out. Nothing here names a health note, in a
message or anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from relax.errors import RefusedError
from relax.words.body import Anchor, Regions
from relax.words.care import choices, gate_file, protocols
from relax.words.gates._breath import BreathChoice, breath_limits, choose_breath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.body import Position
    from relax.words.care import GateFile, Holds
    from relax.words.client import Client

_BREATH_TRIGGER = "breath_trigger"


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What a template declares that gates look at.

    Attributes:
        template: its id.
        form: breath, scan, muscle, grounding, table, integration, sleep or consent.
        settings, positions: those it suits, its own choice first; empty for any.
        protocols: breathing protocols it may use, the default first.
        gates: health notes it is not offered with, beyond those in ``data/gates.yaml``.
        ending: how it ends by itself.
        needs_any: areas it is about; it is not offered when all of them are left out.
    """

    template: str
    form: str
    settings: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    protocols: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    ending: str = "reorient"
    needs_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """How a template is made for this client.

    Attributes:
        setting, position, ending, eyes: as the words are to have them.
        breath: the protocol and pattern, or None when nothing is paced or counted.
        holds: none, soft or full.
        breath_focus: whether the breath may be something to attend to.
        anchors: what to come back to; two at least, one outside the body.
        bell, movement_ok, head_movement_ok, self_touch_ok, support_spoken: as they sound.
        no_tension: areas never tensed; ``passive``: nothing is tensed.
        rather_not: areas to leave out where the template makes them optional.
        silence_max_s: longest silence that is not announced.
        notices: what to tell whoever asked, nothing personal in it.
    """

    setting: str
    position: Position
    ending: str
    eyes: str
    breath: BreathChoice | None
    holds: Holds
    breath_focus: bool
    anchors: tuple[Anchor, ...]
    bell: bool
    movement_ok: bool
    head_movement_ok: bool
    self_touch_ok: bool
    support_spoken: bool
    no_tension: frozenset[str]
    passive: bool
    rather_not: frozenset[str]
    silence_max_s: float
    notices: tuple[str, ...]


def apply_gates(facts: GateFacts, client: Client) -> Decision:
    """The decision for this template and client.

    Raises:
        RefusedError: the template is not offered; the hint names the nearest thing that is.
    """
    gates = gate_file()
    tags = _tags(client)
    notices: list[str] = []
    setting = _setting(facts, client, notices)
    position = _position(facts, client, gates)
    refused = {*facts.gates, *_own_refusals(facts.template, gates)}
    if tags & refused:
        _refuse(
            facts, client, position, "the health notes or preferences in the client file", gates
        )
    if not _has_ground({*facts.needs_any, *_own_needs(facts.template, gates)}, client):
        _refuse(facts, client, position, "all the areas left out that it is about", gates)
    if setting == "on_table":
        _on_table(facts, client, position, gates)
    breath = _breath(facts, client, position, gates, notices)
    moves = client.movement_ok and setting not in gates.no_movement_if_pairing.get(
        client.pairing, ()
    )
    return Decision(
        setting=setting,
        position=position,
        ending=_ending(facts, client, setting, gates, notices),
        eyes="open" if tags & set(gates.eyes_open_if) else client.eyes,
        breath=breath,
        holds=breath.holds if breath else "none",
        breath_focus=not tags & set(gates.no_breath_focus_if),
        anchors=_anchors(client, position, breath_ok=not tags & set(gates.no_breath_focus_if)),
        bell=client.bell and not tags & set(gates.no_bell_if),
        movement_ok=moves,
        head_movement_ok=moves and not tags & set(gates.no_head_movement_if),
        self_touch_ok=client.self_touch_ok and not tags & set(gates.no_self_touch_if),
        support_spoken=client.support_spoken or bool(tags & set(gates.support_spoken_if)),
        no_tension=frozenset(a for tag in tags for a in gates.no_tension.get(tag, ())),
        passive=not moves or bool(tags & set(gates.passive_only_if)),
        rather_not=frozenset(a for tag in tags for a in gates.visit_not_if.get(tag, ())),
        silence_max_s=min(
            [client.silence_max_s, *(s for tag, s in gates.silence_max_s.items() if tag in tags)]
        ),
        notices=tuple(notices),
    )


def _tags(client: Client) -> set[str]:
    tags = set(client.contraindications)
    return tags | {_BREATH_TRIGGER} if client.breath_focus == "none" else tags


def _own_refusals(template: str, gates: GateFile) -> tuple[str, ...]:
    own = gates.templates.get(template)
    return own.refuse if own else ()


def _own_needs(template: str, gates: GateFile) -> tuple[str, ...]:
    own = gates.templates.get(template)
    return own.needs_any if own else ()


def _has_ground(needs: set[str], client: Client) -> bool:
    """Whether any of the areas a template is about may still be spoken of."""
    regions = Regions.load(client.language)
    return not needs or any(regions.may_be_named(name, client) for name in needs)


def _setting(facts: GateFacts, client: Client, notices: list[str]) -> str:
    """The client's setting if the template suits it; its own otherwise, and told when asked."""
    if not facts.settings or client.setting in facts.settings:
        return client.setting
    if client.setting == "on_table":
        return client.setting  # never pretended away: the gates of the table decide
    if "setting" in client.model_fields_set:
        notices.append(f"This one is made for: {choices().settings[facts.settings[0]]}.")
    return facts.settings[0]


def _position(facts: GateFacts, client: Client, gates: GateFile) -> Position:
    """The client's position, or where none was given the first of the template's that suits.

    Raises:
        RefusedError: a position was asked for that the template or the health notes rule out.
    """
    tags = set(client.contraindications)
    barred = _barred_positions(client, gates)
    allowed = [at for at in facts.positions or (client.position,) if at not in barred]
    if "position" in client.model_fields_set or client.position in allowed:
        if client.position in allowed:
            return client.position
        if client.position in barred:
            instead = [
                at
                for at in gates.no_position_if[client.position].instead
                if not facts.positions or at in facts.positions
            ]
            _refuse_position(facts, client, instead or allowed, gates)
        _refuse_position(facts, client, allowed, gates)
    if not allowed:
        _refuse_position(facts, client, [], gates)
    rather = [at for at in allowed if not tags & set(gates.rather_not_position_if.get(at, ()))]
    return (rather or allowed)[0]


def _refuse_position(
    facts: GateFacts, client: Client, instead: list[Position], gates: GateFile
) -> NoReturn:
    if not instead:
        _refuse(
            facts,
            client,
            client.position,
            "the health notes or preferences in the client file",
            gates,
        )
    means = choices().positions
    raise RefusedError(
        f"{facts.template} is not offered {means[client.position]} to this client.",
        hint=f"It is offered {_or([f'{means[at]} (position: {at})' for at in instead])}.",
    )


def _on_table(facts: GateFacts, client: Client, position: Position, gates: GateFile) -> None:
    paced = [name for name in facts.protocols if protocols()[name].paced]
    breathing = gates.on_table.no_paced_breathing and paced and len(paced) == len(facts.protocols)
    suits = not facts.settings or "on_table" in facts.settings
    if facts.form in gates.on_table.no_forms or breathing or not suits:
        _refuse(facts, client, position, "somebody on the table, while being massaged", gates)


def _breath(
    facts: GateFacts, client: Client, position: Position, gates: GateFile, notices: list[str]
) -> BreathChoice | None:
    if not facts.protocols or _tags(client) & set(gates.no_breath_focus_if):
        return None
    limits = breath_limits(client, position, gates)
    offered = facts.protocols
    if client.setting == "on_table" and gates.on_table.no_paced_breathing:
        offered = tuple(name for name in offered if not protocols()[name].paced)
    chosen = choose_breath(offered, client, limits, gates)
    if chosen is None:
        if facts.form != "breath":
            return None
        why = "the health notes or the position in the client file"
        _refuse(facts, client, position, why, gates)
    notices += _breath_notices(facts, client, chosen)
    return chosen


def _breath_notices(facts: GateFacts, client: Client, chosen: BreathChoice) -> Iterator[str]:
    wanted = client.pattern if client.pattern in facts.protocols else facts.protocols[0]
    if chosen.protocol != wanted:
        yield "A gentler breathing pattern takes the place of the one asked for."
    first = next(iter(protocols()[chosen.protocol].variants), None)
    if first is None or chosen.pattern is None:
        return
    holding = any(v.holds != "none" for v in protocols()[chosen.protocol].variants)
    if client.breath_hold != "none" and holding and chosen.holds != client.breath_hold:
        yield (
            "The pauses in the breath are left out."
            if chosen.holds == "none"
            else "The pauses in the breath are kept short."
        )
        if "contraindications" not in client.model_fields_set:
            yield "Longer ones need the health notes filled in: contraindications: [] for none."
    elif chosen.holds == client.breath_hold:
        plain = next(v for v in protocols()[chosen.protocol].variants if v.holds == chosen.holds)
        if chosen.pattern.cycle < plain.pattern.cycle and client.bpm_min is None:
            yield "The breathing is paced a little faster than this exercise has it."


def _anchors(client: Client, position: Position, *, breath_ok: bool) -> tuple[Anchor, ...]:
    if not breath_ok:
        kept = tuple(name for name in client.anchors if name != "breath")
        client = client.model_copy(update={"anchors": kept})
    return tuple(Regions.load(client.language).anchors(client, position))


def _ending(
    facts: GateFacts, client: Client, setting: str, gates: GateFile, notices: list[str]
) -> str:
    wanted = client.ending if "ending" in client.model_fields_set else facts.ending
    gate = gates.endings.get(wanted)
    if wanted == facts.ending or gate is None:
        return wanted
    if setting in gate.settings or facts.form in gate.forms:
        return wanted
    notices.append("It ends by coming back to the room, as this setting needs.")
    return gates.otherwise_ending


def _refuse(
    facts: GateFacts, client: Client, position: Position, why: str, gates: GateFile
) -> NoReturn:
    found = next(_allowed_nearby(facts, client, position, gates), None)
    raise RefusedError(
        f"{facts.template} is not offered with {why}.",
        hint=f"{found} is." if found else "`relax templates` lists the others.",
    )


def _allowed_nearby(
    facts: GateFacts, client: Client, position: Position, gates: GateFile
) -> Iterator[str]:
    """Templates near this one that the same client may have, the nearest first."""
    own = gates.templates.get(facts.template)
    names = (*(own.nearest if own else ()), *gates.default_nearest)
    if client.setting == "on_table":
        known = "position" in client.model_fields_set
        near = gates.on_table.nearest
        names = near.get(position if known else "unknown", near["default"])
    limits = breath_limits(client, position, gates)
    barred = _barred_positions(client, gates)
    for name in names:
        other = gates.templates.get(name)
        if name == facts.template or (other and _tags(client) & set(other.refuse)):
            continue
        if other and other.protocol and not limits.allows(other.protocol):
            continue
        if other and not _has_ground(set(other.needs_any), client):
            continue
        if other and other.positions and not set(other.positions) - barred:
            continue
        yield name


def _barred_positions(client: Client, gates: GateFile) -> set[Position]:
    tags = set(client.contraindications)
    return {at for at, gate in gates.no_position_if.items() if tags.intersection(gate.tags)}


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
