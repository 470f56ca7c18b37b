"""Which breathing pattern a client is offered: the template's, or a gentler one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.words.care import protocols
from relax.words.script import BreathPattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words.care import GateFile, Holds, Protocol, Variant
    from relax.words.client import Client

_EPSILON = 1e-6
_ORDER: tuple[Holds, ...] = ("none", "soft", "full")


@dataclass(frozen=True, slots=True)
class BreathChoice:
    """A protocol and the pattern to pace it with.

    Attributes:
        protocol: id in ``data/breathing.yaml``.
        pattern: seconds of one breath; None when the protocol is not paced.
        ramp_from: (inhale, exhale) of the first breath, in seconds, or None.
        holds: how long pauses may be: none, soft or full.
        most_minutes: longest paced part; ``most_cycles``: most breaths; None for no limit.
    """

    protocol: str
    pattern: BreathPattern | None
    ramp_from: tuple[float, float] | None
    holds: Holds
    most_minutes: float | None
    most_cycles: int | None


@dataclass(frozen=True, slots=True)
class BreathLimits:
    """What this client's notes allow: holds, slowest and fastest pace, and which protocols."""

    holds: Holds
    slowest_bpm: float
    fastest_bpm: float | None
    barred: frozenset[str]
    only: frozenset[str] | None

    def allows(self, protocol: str) -> bool:
        """Whether this protocol may be offered at all."""
        if protocol in self.barred:
            return False
        return self.only is None or not protocols()[protocol].paced or protocol in self.only


def breath_limits(client: Client, position: str, gates: GateFile) -> BreathLimits:
    """Limits from health notes, position and the client's own wishes."""
    tags = set(client.contraindications)
    barred = {name for name, who in gates.no_protocol_if.items() if tags.intersection(who)}
    barred |= {name for name, where in gates.no_protocol_in_position.items() if position in where}
    only = [set(names) for tag, names in gates.only_protocols.items() if tag in tags]
    slowest = max(gates.slowest_bpm[name] for name in ("default", *tags & set(gates.slowest_bpm)))
    return BreathLimits(
        holds=allowed_holds(client, gates),
        slowest_bpm=max(slowest, client.bpm_min or 0),
        fastest_bpm=client.bpm_max,
        barred=frozenset(barred),
        only=frozenset(set.intersection(*only)) if only else None,
    )


def allowed_holds(client: Client, gates: GateFile) -> Holds:
    """The client's ``breath_hold``, or less where health notes bar it.

    Full holds need the health notes to have been filled in, were it with an empty list: that is
    the clinic's explicit confirmation (care.md 1.4).
    """
    wanted = client.breath_hold
    if set(client.contraindications).intersection(gates.block_holds_if):
        return "none"
    told = "contraindications" in client.model_fields_set
    if gates.breath_holds[wanted].needs_health_notes and not told:
        return "soft"
    return wanted


def choose_breath(
    offered: Sequence[str], client: Client, limits: BreathLimits, gates: GateFile
) -> BreathChoice | None:
    """The first of ``offered`` that may be used (the client's wish before others), or None."""
    order = sorted(offered, key=lambda name: name != client.pattern)
    for name in order:
        if limits.allows(name):
            return _choice(name, protocols()[name], limits, gates)
    return None


def _choice(name: str, protocol: Protocol, limits: BreathLimits, gates: GateFile) -> BreathChoice:
    if not protocol.paced:
        return BreathChoice(name, None, None, "none", protocol.minutes[2], None)
    variant = _variant(protocol, limits, gates)
    pattern = _paced(variant, limits, gates)
    held = gates.breath_holds[variant.holds]
    longest = [value for value in (protocol.minutes[2], held.minutes) if value is not None]
    cycles = protocol.cycles[1] if protocol.cycles else None
    ramp = protocol.ramp_from
    if ramp and (sum(ramp) >= pattern.cycle or _too_fast(60 / sum(ramp), limits)):
        ramp = None
    return BreathChoice(name, pattern, ramp, variant.holds, min(longest), cycles)


def _variant(protocol: Protocol, limits: BreathLimits, gates: GateFile) -> Variant:
    """The first variant with allowed holds that is not too slow; else the fastest of them."""
    level = _ORDER.index(limits.holds)
    usable = [v for v in protocol.variants if _ORDER.index(v.holds) <= level]
    for variant in usable:
        if variant.bpm >= _slowest(variant, limits, gates) - _EPSILON:
            return variant
    return max(usable, key=lambda variant: variant.bpm)


def _slowest(variant: Variant, limits: BreathLimits, gates: GateFile) -> float:
    """Full holds make a breath longer without slowing its phases, so they have a floor apart."""
    if variant.holds == "full" and limits.slowest_bpm <= gates.slowest_bpm["default"]:
        return gates.slowest_bpm["with_full_holds"]
    return limits.slowest_bpm


def _too_fast(bpm: float, limits: BreathLimits) -> bool:
    return limits.fastest_bpm is not None and bpm > limits.fastest_bpm + _EPSILON


def _paced(variant: Variant, limits: BreathLimits, gates: GateFile) -> BreathPattern:
    """The variant, sped up or slowed into the pace allowed; the slowest pace allowed wins."""
    bpm = variant.bpm
    if _too_fast(bpm, limits):
        bpm = limits.fastest_bpm or bpm
    bpm = max(bpm, _slowest(variant, limits, gates))
    factor = variant.bpm / bpm
    if abs(factor - 1) < _EPSILON:
        return variant.pattern
    longest_hold = gates.breath_holds[variant.holds].longest_s
    return BreathPattern(**dict(_scaled(variant, factor, longest_hold)))


def _scaled(variant: Variant, factor: float, longest_hold: float) -> Iterator[tuple[str, float]]:
    """Each phase in tenths of a second, rounded down so that no pace comes out too slow."""
    pattern = variant.pattern
    for name in ("inhale", "exhale", "hold", "rest", "top_up"):
        value = int(getattr(pattern, name) * factor * 10 + _EPSILON) / 10
        yield name, min(value, longest_hold) if name in ("hold", "rest") else value
