"""An incident from its tellings: every value with those who give it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import exp

from rasid.corpus.merge.clusters import Cluster, Edge
from rasid.corpus.merge.similarity import THRESHOLD, allied, same_person, same_spot
from rasid.corpus.merge.tellings import Party, Spot, Telling, Toll
from rasid.incidents import Claim, Contested, Incident, IncidentPlace, IncidentToll, Join, TollClaim
from rasid.records import CasualtyKind, EventType, Modality, Precision

_FINEST = {precision: rank for rank, precision in enumerate(Precision)}


def incident(found: Cluster, tellings: Mapping[int, Telling]) -> Incident:
    """Build an incident; its id is given when all stand in order."""
    nodes = sorted(found.nodes, key=lambda node: _order(tellings[node]))
    told = [tellings[node] for node in nodes]
    position = {node: index for index, node in enumerate(nodes)}
    places = tuple(_places(told))
    best = min((p for p in places if p.lat is not None), key=lambda p: _FINEST[p.precision], default=None)
    start, end = _time(told)
    actors = _parties([(i, party) for i, t in enumerate(told) for party in t.actors])
    casualties = tuple(_tolls(told))
    return Incident(
        id="",
        type=_type(told),
        members=tuple(t.member for t in told),
        first_report=0,
        places=places,
        lat=best.lat if best else None,
        lon=best.lon if best else None,
        precision=best.precision if best else Precision.NONE,
        start=start,
        end=end,
        actors=actors,
        targets=_parties([(i, party) for i, t in enumerate(told) for party in t.targets]),
        casualties=casualties,
        victims=tuple(_victims(told)),
        contested=tuple(_contested(told, actors, casualties)),
        confidence=_confidence(found.edges),
        joins=tuple(sorted((_join(edge, position) for edge in found.edges), key=lambda join: join.members)),
    )


def _order(telling: Telling) -> tuple[str, str, str]:
    member = telling.member
    return (member.published or "9999", member.outlet or member.report_id or "", telling.key)


def _join(edge: Edge, position: Mapping[int, int]) -> Join:
    one, other = sorted((position[edge.one], position[edge.other]))
    return Join(members=(one, other), score=edge.evidence.score, reasons=edge.evidence.reasons, pinned=edge.pinned)


def _confidence(edges: Sequence[Edge]) -> float:
    """Return how sure the weakest join is; pins of the user are sure."""
    scores = [edge.evidence.score for edge in edges if not edge.pinned]
    return round(1 / (1 + exp(THRESHOLD - 1 - min(scores))), 3) if scores else 1.0


def _type(told: Sequence[Telling]) -> EventType:
    """Return the type that most give; of several the one told first."""
    counts = Counter(t.member.type for t in told)
    return max(counts, key=lambda type_: counts[type_])


def _time(told: Sequence[Telling]) -> tuple[str | None, str | None]:
    """Return the time that most give: the most exact of those on the day that most give."""
    dated = [t for t in told if t.start is not None and t.sure]
    if not dated:
        return None, None
    counts = Counter(t.days for t in dated)
    days = max(counts, key=lambda span: (counts[span], span is not None and span[0] - span[1]))
    chosen = max((t for t in dated if t.days == days), key=lambda t: len(t.start or ""))
    return chosen.start, chosen.end


def _places(told: Sequence[Telling]) -> list[IncidentPlace]:
    groups: list[tuple[Spot, list[int]]] = []
    for index, telling in enumerate(told):
        for spot in telling.spots:
            known = next((pair for pair in groups if same_spot(pair[0], spot)), None)
            if known is None:
                groups.append((spot, [index]))
            elif index not in known[1]:
                known[1].append(index)
    groups.sort(key=lambda pair: (not pair[0].point, -len(pair[1]), pair[1][0]))
    return [
        IncidentPlace(
            name=spot.place.name,
            name_en=spot.place.name_en,
            kind=spot.place.kind,
            lat=spot.place.lat,
            lon=spot.place.lon,
            precision=spot.place.precision,
            admin=spot.place.admin,
            gazetteer_id=spot.place.gazetteer_id,
            members=tuple(members),
        )
        for spot, members in groups
    ]


def _parties(parties: Iterable[tuple[int, Party]]) -> tuple[Claim, ...]:
    groups: dict[str, tuple[Party, list[int]]] = {}
    for index, party in parties:
        members = groups.setdefault(party.key, (party, []))[1]
        if index not in members:
            members.append(index)
    ordered = sorted(groups.values(), key=lambda pair: (-len(pair[1]), pair[1][0], pair[0].key))
    return tuple(Claim(value=party.name, id=party.row, members=tuple(members)) for party, members in ordered)


def _victims(told: Sequence[Telling]) -> list[Claim]:
    """Return each person once, by the fullest form of the name."""
    groups: list[tuple[list[str], str, list[int]]] = []
    named = [(key.split(), name, index) for index, t in enumerate(told) for key, name in t.victims]
    for parts, name, index in sorted(named, key=lambda item: (-len(item[0]), item[2])):
        known = next((group for group in groups if same_person(parts, group[0])), None)
        if known is None:
            groups.append((parts, name, [index]))
        elif index not in known[2]:
            known[2].append(index)
    return [Claim(value=name, members=tuple(sorted(members))) for _, name, members in groups]


def _tolls(told: Sequence[Telling]) -> Iterable[IncidentToll]:
    for kind in CasualtyKind:
        claims = [(index, toll) for index, t in enumerate(told) for toll in t.tolls if toll.kind is kind]
        if not claims:
            continue
        believed = [(i, t) for i, t in claims if told[i].member.modality is not Modality.DENIED] or claims
        lows = [toll.low for _, toll in believed if toll.low is not None]
        numbers = [toll for _, toll in believed if toll.low is not None or toll.high is not None]
        closed = bool(numbers) and all(toll.high is not None for toll in numbers)
        yield IncidentToll(
            kind=kind,
            low=min(lows, default=None),
            high=max((toll.high for toll in numbers if toll.high is not None), default=None) if closed else None,
            best=_best(believed),
            claims=tuple(_claim(index, toll) for index, toll in claims),
        )


def _best(claims: Sequence[tuple[int, Toll]]) -> int | None:
    """Return the number that most give; of several the one published last, then the greater.

    Of one telling the greatest counts: it may tell its dead by groups and in all.
    """
    numbers: dict[int, int] = {}
    for index, toll in claims:
        number = toll.low if toll.low is not None else toll.high
        if number is not None:
            numbers[index] = max(number, numbers.get(index, 0))
    if not numbers:
        return None
    counts = Counter(numbers.values())
    last = {number: index for index, number in sorted(numbers.items())}
    return max(counts, key=lambda number: (counts[number], last[number], number))


def _claim(index: int, toll: Toll) -> TollClaim:
    return TollClaim(
        low=toll.low,
        high=toll.high,
        approximate=toll.approximate,
        who=toll.who,
        source=toll.source,
        text=toll.text,
        member=index,
    )


def _contested(
    told: Sequence[Telling], actors: Sequence[Claim], casualties: Sequence[IncidentToll]
) -> Iterable[Contested]:
    blamed = [(party, i) for i, t in enumerate(told) for party in t.actors if party.row]
    if any(i != j and not allied(a, b) and not _names_both(told, i, j) for a, i in blamed for b, j in blamed):
        yield Contested(slot="actors", claims=tuple(actors))
    for slot in ("type", "modality"):
        claims = _by_value((str(getattr(telling.member, slot)), index) for index, telling in enumerate(told))
        if len(claims) > 1:
            yield Contested(slot=slot, claims=claims)
    for toll in casualties:
        claims = _by_value((_number(c), c.member) for c in toll.claims if c.low is not None or c.high is not None)
        tellers = {claim.member for claim in toll.claims}
        if len(claims) > 1 and len(tellers) > 1:
            yield Contested(slot=f"casualties.{toll.kind.value}", claims=claims)


def _by_value(told: Iterable[tuple[str, int]]) -> tuple[Claim, ...]:
    """Return values with the members that give them, in the order of the values."""
    members: dict[str, list[int]] = {}
    for value, member in told:
        givers = members.setdefault(value, [])
        if member not in givers:
            givers.append(member)
    return tuple(Claim(value=value, members=tuple(givers)) for value, givers in sorted(members.items()))


def _names_both(told: Sequence[Telling], one: int, other: int) -> bool:
    """Tell whether two tellings share an actor: that one of them names more of them is no contradiction."""
    return any(allied(a, b) for a in told[one].actors for b in told[other].actors)


def _number(claim: TollClaim) -> str:
    if claim.low == claim.high:
        return f"{claim.low}"
    return f"{claim.low if claim.low is not None else 0}–{claim.high if claim.high is not None else '…'}"


def in_time(item: Incident) -> tuple[bool, str, int, str, str, str, str, str, str, str, int]:
    """Order by time, what more reports tell first; the rest makes the order one that no order of reports changes."""
    member = item.members[0]
    return (
        item.start is None,
        item.start or "",
        -len(item.members),
        item.type.value,
        item.places[0].name if item.places else "",
        member.published or "",
        member.outlet or "",
        member.report_id or "",
        member.evidence,
        member.event_id,
        member.report_index,
    )
