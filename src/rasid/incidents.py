"""The records that merging returns: one happening, as several reports tell it.

Contradictions are kept: every value says which members give it. A member is an event of a report; members are named by
their position in ``Incident.members``.
"""

from pydantic import Field

from rasid.records import (
    Admin,
    CasualtyKind,
    EventType,
    Modality,
    PlaceKind,
    Precision,
    Record,
    Stance,
)


class Member(Record):
    """One report's telling of an incident.

    Attributes:
        report_index: Position of the report among those merged, from 0.
        event_id: The event in that report.
        report_id: The report's own identifier.
        outlet: The report's outlet.
        url: The report's address.
        published: When the report was published, as given.
        type: The event's type in that report.
        modality: Whether that report says that it happened.
        source: Who says so in that report: the canonical name, or the words.
        stance: How the source stands to it.
        evidence: The sentence that states it.
    """

    report_index: int
    event_id: str
    report_id: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    type: EventType
    modality: Modality = Modality.ACTUAL
    source: str | None = None
    stance: Stance | None = None
    evidence: str


class Claim(Record):
    """A value and the members that give it.

    Attributes:
        value: The canonical name, or the words.
        id: Row of a registry, where the value is in one.
        members: Positions of members, ascending.
    """

    value: str
    id: str | None = None
    members: tuple[int, ...]


class TollClaim(Record):
    """A number that one member gives.

    Attributes:
        low: Least number; None where none is told.
        high: Greatest number; None where it is open.
        approximate: The text hedges.
        who: The people counted, as written.
        source: Who gives the number.
        text: The words.
        member: Position of the member.
    """

    low: int | None = None
    high: int | None = None
    approximate: bool = False
    who: str | None = None
    source: str | None = None
    text: str
    member: int


class IncidentToll(Record):
    """All that is said of one kind of toll.

    Attributes:
        kind: What became of the people counted.
        low: The least number that anybody gives.
        high: The greatest number that anybody gives; None where a claim is open upwards.
        best: The number that most members give; of several, the one published last, then the greater.
        claims: Who says what, in the order of the members.
    """

    kind: CasualtyKind
    low: int | None = None
    high: int | None = None
    best: int | None = None
    claims: tuple[TollClaim, ...]


class IncidentPlace(Record):
    """A place of an incident; the fields are those of ``Place``.

    Attributes:
        members: Positions of the members that name it.
    """

    name: str
    name_en: str | None = None
    kind: PlaceKind
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision: Precision = Precision.NONE
    admin: Admin = Admin()
    gazetteer_id: str | None = None
    members: tuple[int, ...]


class Contested(Record):
    """A slot in which members contradict each other.

    Attributes:
        slot: ``actors``, ``type``, ``modality`` or ``casualties.killed`` and the like.
        claims: The values, with who gives them.
    """

    slot: str
    claims: tuple[Claim, ...]


class Join(Record):
    """Why two members are one incident.

    Attributes:
        members: Positions of the two.
        score: Sum of the weights of the reasons.
        reasons: What agrees, and what does not, in words.
        pinned: The user joined them.
    """

    members: tuple[int, int]
    score: float
    reasons: tuple[str, ...]
    pinned: bool = False


class Incident(Record):
    """One happening.

    Attributes:
        id: Identifier within the result, e.g. ``i1``; incidents stand in order of time.
        type: The type that most members give.
        members: The tellings, in the order of publication.
        first_report: Position of the member published first.
        places: Places, the one that most members name first.
        lat: Latitude in WGS84 degrees of the most precise place.
        lon: Longitude in WGS84 degrees.
        precision: What the coordinates stand for.
        start: First day (ISO), or moment where a member tells it.
        end: Last day or moment.
        actors: Who did it, by whom it is said.
        targets: Who or what was hit, by whom it is said.
        casualties: Tolls; none is lost.
        victims: Persons named among those hit, each once.
        contested: Where members contradict each other.
        confidence: Between 0 and 1: that the least certain member belongs to it; 1 for a single telling.
        joins: What holds the members together.
    """

    id: str
    type: EventType
    members: tuple[Member, ...]
    first_report: int = 0
    places: tuple[IncidentPlace, ...] = ()
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision: Precision = Precision.NONE
    start: str | None = None
    end: str | None = None
    actors: tuple[Claim, ...] = ()
    targets: tuple[Claim, ...] = ()
    casualties: tuple[IncidentToll, ...] = ()
    victims: tuple[Claim, ...] = ()
    contested: tuple[Contested, ...] = ()
    confidence: float = Field(default=1.0, ge=0, le=1)
    joins: tuple[Join, ...] = ()
