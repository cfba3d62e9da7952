"""Invented incidents and the reports that tell them: the records, and what is one family of events."""

from typing import NamedTuple

FAMILIES = {
    "air_strike": "strike",
    "shelling": "strike",
    "explosion": "blast",
    "suicide_bombing": "blast",
    "attack_on_civilians": "attack",
    "armed_clash": "ground",
    "territory_captured": "ground",
    "abduction": "detention",
    "arrest": "detention",
    "displacement": "displacement",
    "agreement": "agreement",
}
"""The types that outlets mix up when they tell one happening."""


class Incident(NamedTuple):
    """What happened, whatever the reports say.

    Attributes:
        id: Identifier, e.g. ``i0007``.
        type: Event type.
        family: Types that outlets take for one another.
        place: Arabic name of the village, town or city.
        gazetteer_id: Its row.
        governorate: Arabic name of the first-level division.
        country: ISO 3166 alpha-2 code.
        lat: Latitude, WGS84 degrees.
        lon: Longitude, WGS84 degrees.
        day: ISO date.
        hour: Hour of the day, 0 to 23.
        actor: Registry id of who did it; empty where nobody did or nobody knows.
        opponent: Registry id of the other side, in what two sides do.
        target: Row of ``cases/incidents/targets.tsv``; empty where nothing of the sort was hit.
        means: Row of ``cases/incidents/means.tsv``, for explosions.
        killed: Dead in the end.
        wounded: Wounded in the end.
        taken: People abducted or arrested, or families displaced.
        victims: Names of some of the dead, or of the people taken.
        near: In what it differs from its twin, where it was made as a near miss of it (see ``incident_generator``).
        twin: Id of the incident that it must not be joined with.
    """

    id: str
    type: str
    family: str
    place: str
    gazetteer_id: str
    governorate: str
    country: str
    lat: float
    lon: float
    day: str
    hour: int
    actor: str
    opponent: str
    target: str
    means: str
    killed: int
    wounded: int
    taken: int
    victims: tuple[str, ...]
    near: str = ""
    twin: str = ""


class Told(NamedTuple):
    """What one event of a report is of.

    Attributes:
        incident: Id of the incident; ``past:…`` for what no report has as its main event.
        type: The type that the report's words say, which may be another one of the incident's family.
        place: The finest place that the report names for it.
        day: ISO date that report and publication give; empty where they give none.
    """

    incident: str
    type: str
    place: str
    day: str


class Report(NamedTuple):
    """One article.

    Attributes:
        id: Identifier, e.g. ``r00042``.
        text: Headline and body, sometimes with page furniture.
        published: ISO date or datetime.
        outlet: Name of the invented outlet.
        tells: The main event, then those that the report recalls.
    """

    id: str
    text: str
    published: str
    outlet: str
    tells: tuple[Told, ...]


class World(NamedTuple):
    """Incidents, their reports by day of publication, and pairs of ids that must not be joined."""

    incidents: tuple[Incident, ...]
    reports: tuple[Report, ...]
    near_misses: tuple[tuple[str, str], ...]
