"""Events as a table with the columns of an ACLED export.

All public columns stand in ACLED's order. What an article does not tell stays empty: admin2, admin3, source_scale and
timestamp always. The records line up with ACLED's; they are not ACLED's coding, which weighs several sources.

* One row an event that ACLED records, so none for what was denied, planned or threatened. ACLED codes one event a place
  and day. Here an event of several places gives one row, at its most specific place, and an event of several days one
  row too: splitting would repeat its dead. The other places stand in notes, the days in tags.
* ``event_id_cnty``: ISO alpha-3 code of the country, id of the report, id of the event: ``SYR-article7-e1``. The same
  reports give the same ids.
* ``event_date``: ISO 8601, as ACLED's API writes it. Of several days the middle one, as ACLED's codebook wants it, with
  ``time_precision`` 1 for a day, 2 for up to a week or «about» a day, 3 for more. Both are empty where no time is told.
* ``sub_event_type``: a place taken by the armed forces of its own state is ``Government regains territory``.
* ``actor1``, ``actor2``: English names of the registry, without ACLED's years of rule. Civilians, protesters, rioters
  and fighters of no named group are called as in ACLED, with the country. Further actors of a side stand in
  ``assoc_actor_1`` and ``assoc_actor_2``. An actor that is not named stays empty.
* ``inter1``, ``inter2``: labels of ACLED's codebook, from the kind of the group and from whether the event is in its
  country (``data/lexicons/acled_inter.tsv``). An armed group of no known kind is a political militia, as ACLED's
  unidentified groups are.
* ``geo_precision``: 1 the settlement, 2 near it or a district, road or landmark, 3 a governorate or more.
* ``fatalities``: the least number told; where several are told, see ``rasid.export.tolls``. 0 where none is told; tags
  say ``fatalities=unknown`` where there were dead without a number.
* ``notes``: the sentence of the event, and what a reader must know beside it.
* ``tags``: modality, stance of the source, background, days, and the range of the dead, separated by semicolons.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from rasid.export.codes import countries, disorder_types, inter_labels, inter_of
from rasid.export.common import Index, days_of, is_vague, length_of, source_name
from rasid.export.numbered import events_of
from rasid.export.sheet import Cell, joined, lines, one_line
from rasid.export.sides import Party, Sides, sides_of
from rasid.export.sites import SETTLED, Site, english, site_of
from rasid.export.tolls import Count, told, tolls_of
from rasid.records import (
    CasualtyKind,
    Event,
    Modality,
    ParticipantCategory,
    PlaceKind,
    Precision,
    Report,
    Stance,
)

COLUMNS = (
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
_WIDE = frozenset({PlaceKind.GOVERNORATE, PlaceKind.COUNTRY, PlaceKind.REGION})
_OVERTAKES = "Non-state actor overtakes territory"
_REGAINS = "Government regains territory"
_STATE, _CIVILIANS, _PROTESTERS, _RIOTERS = "State forces", "Civilians", "Protesters", "Rioters"
_CROWDS = {"Protests": _PROTESTERS, "Riots": _RIOTERS}
_ON_CIVILIANS = "Violence against civilians"
_WEEK = 7
_Actor = tuple[str, str | None]
"""Name and label of an actor."""


def dump(reports: Iterable[Report], *, bom: bool = False) -> Iterator[str]:
    r"""Write reports as an ACLED-style CSV, one report in memory at a time.

    Args:
        reports: What to write.
        bom: Begin with a byte order mark, by which Excel knows UTF-8.

    Yields:
        Lines with their ends (``\r\n``), the header first.
    """
    return lines(COLUMNS, rows(reports), bom=bom)


def rows(reports: Iterable[Report]) -> Iterator[dict[str, Cell]]:
    """Return the rows as dictionaries with the keys ``COLUMNS``."""
    for identifier, index, event in events_of(reports):
        if event.acled_event_type is not None:
            yield _row(identifier, index, event)


def _row(identifier: str, index: Index, event: Event) -> dict[str, Cell]:
    site = site_of(index, event)
    code = site.country if site else None
    country = countries().get(code or "")
    day, precision = _day(index, event)
    first, second = _actors(event, sides_of(index, event), code)
    inter1, inter2 = (actors[0][1] if actors else None for actors in (first, second))
    sub_type = _REGAINS if (event.acled_sub_event_type, inter1) == (_OVERTAKES, _STATE) else event.acled_sub_event_type
    dead = tolls_of(index, event, CasualtyKind.KILLED).total
    parts = (country.iso3 if country else None, one_line(identifier), event.id)
    return {
        **dict.fromkeys(COLUMNS),
        "event_id_cnty": "-".join(filter(None, parts)),
        "event_date": day.isoformat() if day else None,
        "year": day.year if day else None,
        "time_precision": precision,
        "disorder_type": disorder_types().get((event.acled_event_type or "", sub_type or "")),
        "event_type": event.acled_event_type,
        "sub_event_type": sub_type,
        "actor1": first[0][0] if first else None,
        "assoc_actor_1": _names(first),
        "inter1": inter1,
        "actor2": second[0][0] if second else None,
        "assoc_actor_2": _names(second),
        "inter2": inter2,
        "interaction": _interaction(first, second),
        "civilian_targeting": "Civilian targeting" if _hits_civilians(event, second) else None,
        "iso": int(country.numeric) if country and country.numeric else None,
        "region": country.acled_region if country else None,
        "country": country.name if country else site.country_name if site else None,
        "admin1": site.governorate_en if site else None,
        "location": english(site.place) if site else None,
        "latitude": site.lat if site else None,
        "longitude": site.lon if site else None,
        "geo_precision": _geo_precision(site) if site else None,
        "source": joined((index.report.outlet, source_name(index, event))),
        "notes": _notes(event, site),
        "fatalities": dead.low if dead else 0,
        "tags": joined(_tags(event, dead)),
    }


def _day(index: Index, event: Event) -> tuple[date | None, int | None]:
    days = days_of(event)
    if days is None:
        return None, None
    length = length_of(days)
    middle = days[0] + timedelta(days=(length - 1) // 2)
    if length == 1 and not is_vague(index, event):
        return middle, 1
    return middle, 2 if length <= _WEEK else 3


def _actors(event: Event, sides: Sides, code: str | None) -> tuple[list[_Actor], list[_Actor]]:
    """Return the actors of both sides, the one that ACLED names first at the head."""
    first = [_actor(party, code, event) for party in sides.first]
    second = [_actor(party, code, event) for party in sides.second]
    crowd = _CROWDS.get(event.acled_event_type or "")
    if crowd is not None:
        # Those who march are the crowd itself; whoever else is named marches with it.
        first = [_called(crowd, code), *(actor for actor in first if actor[1] != _CIVILIANS)]
        if event.acled_sub_event_type == "Peaceful protest":
            second = []  # what a protest is against takes no part in it
    elif event.acled_event_type == _ON_CIVILIANS or (not second and _hits_civilians(event, second)):
        # What was done to civilians was, by the type of the event or by its dead.
        second = [actor for actor in second if actor[1] == _CIVILIANS] + [
            actor for actor in second if actor[1] != _CIVILIANS
        ]
        if not second:
            second = [_called(_CIVILIANS, code)]
    return list(dict.fromkeys(first)), list(dict.fromkeys(second))


def _actor(party: Party, code: str | None, event: Event) -> _Actor:
    if party.sort == "civilians":
        return _called(_CIVILIANS, code)
    if party.sort == "combatants":
        return _called("Unidentified Armed Group", code, "Political militia")
    if party.sort == "person" and event.acled_event_type == _ON_CIVILIANS:
        return party.name, _CIVILIANS
    if party.kind is None:
        return party.name, None
    if party.country is None:
        where = "unknown"
    else:
        where = "unknown" if code is None else "home" if party.country == code else "abroad"
    return party.name, inter_of(party.kind, where)


def _called(name: str, code: str | None, label: str | None = None) -> _Actor:
    country = countries().get(code or "")
    return f"{name} ({country.name})" if country else name, label or name


def _names(actors: list[_Actor]) -> str | None:
    return "; ".join(name for name, _ in actors[1:]) or None


def _interaction(first: list[_Actor], second: list[_Actor]) -> str | None:
    labels = [actors[0][1] for actors in (first, second) if actors]
    if not first or None in labels:
        return None
    known = sorted(filter(None, labels), key=inter_labels().index)
    return "-".join(known) if len(known) > 1 else f"{known[0]} only"


def _hits_civilians(event: Event, second: list[_Actor]) -> bool:
    harmed = (CasualtyKind.KILLED, CasualtyKind.WOUNDED)
    hit = [*event.targets, *(toll.who for toll in event.casualties if toll.who and toll.kind in harmed)]
    civil = event.acled_event_type in (_ON_CIVILIANS, "Explosions/Remote violence", "Battles")
    return event.acled_event_type == _ON_CIVILIANS or (
        civil and any(party.category is ParticipantCategory.CIVILIANS for party in hit)
    )


def _geo_precision(site: Site) -> int | None:
    if site.point is None:
        return None
    if site.point.kind in _WIDE or site.precision in (Precision.GOVERNORATE, Precision.COUNTRY):
        return 3
    return 1 if site.precision is Precision.EXACT and site.point.kind in SETTLED else 2


def _notes(event: Event, site: Site | None) -> str:
    parts = [one_line(event.evidence.text)]
    if event.modality is not Modality.ACTUAL:
        parts.append(f"[{event.modality.value}]")
    if event.background:
        parts.append("[background]")
    if site and site.others:
        parts.append(f"[other places: {', '.join(english(place) for place in site.others)}]")
    if site and site.point is not None and site.point is not site.place:
        parts.append(f"[coordinates: {english(site.point)}]")
    return " ".join(parts)


def _tags(event: Event, dead: Count | None) -> Iterator[str]:
    if event.modality is not Modality.ACTUAL:
        yield f"modality={event.modality.value}"
    if event.source and event.source.stance in (Stance.CLAIMS, Stance.DENIES):
        yield f"stance={event.source.stance.value}"
    if event.background:
        yield "background"
    days = days_of(event)
    if days and days[0] != days[1]:
        yield f"days={days[0].isoformat()}/{days[1].isoformat()}"
    if dead is None and told(event, CasualtyKind.KILLED):
        yield "fatalities=unknown"
    elif dead is not None and (dead.open or dead.high != dead.low):
        yield f"fatalities={dead.low}-{'' if dead.open else dead.high}"
