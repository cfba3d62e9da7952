"""The records that extraction returns.

Every record is a frozen pydantic model that rejects unknown fields and survives a JSON round trip. Offsets are
half-open code-point offsets into ``Report.text``, the original text: ``report.text[m.start:m.end] == m.text`` holds
for every span. Coordinates are WGS84 degrees. Dates are ISO 8601 strings, values of temporal expressions TIMEX3.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """Base of all records: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GroupKind(StrEnum):
    """What sort of armed actor a group is."""

    STATE_MILITARY = "state_military"
    STATE_SECURITY = "state_security"
    COALITION = "coalition"
    MILITIA = "militia"
    REBEL = "rebel"
    JIHADIST = "jihadist"
    MERCENARY = "mercenary"
    TRIBAL = "tribal"
    PRIVATE_MILITARY = "private_military"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """What sort of place a name stands for."""

    VILLAGE = "village"
    TOWN = "town"
    CITY = "city"
    DISTRICT = "district"
    GOVERNORATE = "governorate"
    COUNTRY = "country"
    REGION = "region"
    NEIGHBOURHOOD = "neighbourhood"
    CAMP = "camp"
    FACILITY = "facility"
    ROAD = "road"
    NATURAL = "natural"


class Precision(StrEnum):
    """What a place's coordinates stand for: the place, its surroundings, its governorate, its country, nothing."""

    EXACT = "exact"
    NEAR = "near"
    GOVERNORATE = "governorate"
    COUNTRY = "country"
    NONE = "none"


class DateType(StrEnum):
    """TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Calendar(StrEnum):
    """The calendar in which the text states a date."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


class EventType(StrEnum):
    """What happened; ``docs/ontology.md`` says what each type covers."""

    ARMED_CLASH = "armed_clash"
    TERRITORY_CAPTURED = "territory_captured"
    TERRITORY_LEFT = "territory_left"
    AIR_STRIKE = "air_strike"
    SHELLING = "shelling"
    EXPLOSION = "explosion"
    SUICIDE_BOMBING = "suicide_bombing"
    CHEMICAL_ATTACK = "chemical_attack"
    ATTACK_ON_CIVILIANS = "attack_on_civilians"
    ABDUCTION = "abduction"
    ARREST = "arrest"
    PROTEST = "protest"
    RIOT = "riot"
    AGREEMENT = "agreement"
    BASE_ESTABLISHED = "base_established"
    FORCE_MOVEMENT = "force_movement"
    WEAPONS_DISRUPTED = "weapons_disrupted"
    PROPERTY_DESTRUCTION = "property_destruction"
    DISPLACEMENT = "displacement"
    AID_BLOCKED_OR_SIEGE = "aid_blocked_or_siege"
    OTHER = "other"


class ParticipantCategory(StrEnum):
    """What sort of party a participant is."""

    GROUP = "group"
    PERSON = "person"
    CIVILIANS = "civilians"
    COMBATANTS = "combatants"
    FACILITY = "facility"
    VEHICLE = "vehicle"
    OTHER = "other"


class CasualtyKind(StrEnum):
    """What became of the people counted."""

    KILLED = "killed"
    WOUNDED = "wounded"
    CAPTURED = "captured"
    ARRESTED = "arrested"
    ABDUCTED = "abducted"
    MISSING = "missing"
    DISPLACED = "displaced"


class Stance(StrEnum):
    """How a source stands to what it says."""

    ASSERTS = "asserts"
    REPORTS = "reports"
    CLAIMS = "claims"
    DENIES = "denies"
    CONFIRMS = "confirms"


class Modality(StrEnum):
    """Whether the text says that the event happened."""

    ACTUAL = "actual"
    PLANNED = "planned"
    THREATENED = "threatened"
    DENIED = "denied"
    ALLEGED = "alleged"


class Mention(Record):
    """A stretch of the original text and what found it.

    Attributes:
        start: First code point in ``Report.text``.
        end: One past the last code point.
        text: The covered text, exactly.
        rule: Extractor and rule, lexicon row or model that made the mention, e.g. ``actors:sdf``.
        score: Confidence between 0 and 1.
    """

    start: int
    end: int
    text: str
    rule: str
    score: float = Field(ge=0, le=1)


class Person(Record):
    """A named individual.

    Attributes:
        id: Identifier within the report, e.g. ``p1``.
        name: The fullest form of the name in the article.
        name_en: English name or transliteration (``name_en_rule`` tells which).
        name_en_rule: ``table``, ``transliteration``, or ``pseudonym`` after ``Report.redact``.
        titles: Titles as written (العميد, الصحفي).
        roles: Roles as written (مدير شبكة فرات بوست).
        affiliation: Id of the group or organisation the person speaks or acts for.
        mentions: All mentions, in text order.
    """

    id: str
    name: str
    name_en: str | None = None
    name_en_rule: str | None = None
    titles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    affiliation: str | None = None
    mentions: tuple[Mention, ...]


class ArmedGroup(Record):
    """A named or conventional armed actor.

    Attributes:
        id: Identifier within the report, e.g. ``g1``.
        name: Canonical Arabic name where the registry knows the group, else the fullest form in the article.
        name_en: English name or transliteration (``name_en_rule`` tells which).
        name_en_rule: ``table`` or ``transliteration``.
        registry_id: Row of ``data/lexicons/actors.tsv``.
        kind: Sort of actor.
        sides: Registry ids that it fights for or under.
        country: ISO 3166 alpha-2 code of its home country.
        mentions: All mentions, in text order.
    """

    id: str
    name: str
    name_en: str | None = None
    name_en_rule: str | None = None
    registry_id: str | None = None
    kind: GroupKind = GroupKind.UNKNOWN
    sides: tuple[str, ...] = ()
    country: str | None = None
    mentions: tuple[Mention, ...]


class Organization(Record):
    """A named unarmed organisation: outlet, NGO, ministry, party, government.

    Attributes:
        id: Identifier within the report, e.g. ``o1``.
        name: Canonical Arabic name where a table lists it, else the fullest form in the article.
        name_en: English name or transliteration (``name_en_rule`` tells which).
        name_en_rule: ``table`` or ``transliteration``.
        kind: Sort of organisation, e.g. ``media``, ``rescue``, ``government``; ``other`` where unknown.
        registry_id: Row of ``data/lexicons/organizations.tsv``.
        mentions: All mentions, in text order.
    """

    id: str
    name: str
    name_en: str | None = None
    name_en_rule: str | None = None
    kind: str = "other"
    registry_id: str | None = None
    mentions: tuple[Mention, ...]


class Admin(Record):
    """The divisions that contain a place, by their Arabic names."""

    governorate: str | None = None
    country: str | None = None


class Place(Record):
    """A named place.

    Attributes:
        id: Identifier within the report, e.g. ``l1``.
        name: Arabic name.
        name_en: English name or transliteration (``name_en_rule`` tells which).
        name_en_rule: ``table`` or ``transliteration``.
        kind: Sort of place.
        lat: Latitude in WGS84 degrees, if resolved.
        lon: Longitude in WGS84 degrees, if resolved.
        precision: What the coordinates stand for.
        admin: Containing governorate and country (Arabic names).
        gazetteer_id: Row of a gazetteer.
        reason: Why coordinates are missing or coarse.
        mentions: All mentions, in text order.
    """

    id: str
    name: str
    name_en: str | None = None
    name_en_rule: str | None = None
    kind: PlaceKind
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision: Precision = Precision.NONE
    admin: Admin = Admin()
    gazetteer_id: str | None = None
    reason: str | None = None
    mentions: tuple[Mention, ...]


class DateExpression(Record):
    """A temporal expression.

    Attributes:
        id: Identifier within the report, e.g. ``d1``.
        start: First code point in ``Report.text``.
        end: One past the last code point.
        text: The covered text, exactly.
        type: TIMEX3 type.
        value: TIMEX3 / ISO 8601 value; None where the text and the publication date do not fix one.
        earliest: First moment that the value may mean.
        latest: Last moment that the value may mean.
        approximate: The text hedges (حوالي, نحو) or the value is vague.
        calendar: Calendar of the expression.
        reason: Why the value is None, or what was doubtful.
        rule: Rule that found it.
        score: Confidence between 0 and 1.
    """

    id: str
    start: int
    end: int
    text: str
    type: DateType
    value: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    approximate: bool = False
    calendar: Calendar = Calendar.GREGORIAN
    reason: str | None = None
    rule: str
    score: float = Field(ge=0, le=1)


class Participant(Record):
    """A party to an event, or the people a toll counts.

    Attributes:
        start: First code point in ``Report.text``.
        end: One past the last code point.
        text: The covered text, exactly.
        entity_id: Id of the entity that the words name, if any.
        category: Sort of party.
    """

    start: int
    end: int
    text: str
    entity_id: str | None = None
    category: ParticipantCategory = ParticipantCategory.OTHER


class Attribution(Record):
    """Who says so.

    Attributes:
        start: First code point of the source in ``Report.text``.
        end: One past the last code point.
        text: The covered text, exactly.
        entity_id: Id of the entity that the words name, if any.
        stance: How the source stands to what it says.
    """

    start: int
    end: int
    text: str
    entity_id: str | None = None
    stance: Stance = Stance.ASSERTS


class Casualty(Record):
    """A toll.

    Attributes:
        kind: What became of the people counted.
        low: Least number; None where the text gives none. 0 where the text says that there was nobody.
        high: Greatest number; None where the text leaves it open.
        approximate: The text hedges the number.
        who: The people counted, as written.
        source: Who gives the number, where it differs from the event's source.
        start: First code point of the expression in ``Report.text``.
        end: One past the last code point.
        text: The covered text, exactly.
    """

    kind: CasualtyKind
    low: int | None = Field(default=None, ge=0)
    high: int | None = Field(default=None, ge=0)
    approximate: bool = False
    who: Participant | None = None
    source: Attribution | None = None
    start: int
    end: int
    text: str


class Event(Record):
    """One happening.

    Attributes:
        id: Identifier within the report, e.g. ``e1``.
        type: What happened.
        trigger: The word that names it.
        evidence: The clause or sentence that states it.
        actors: Who did it.
        targets: Who or what was hit.
        places: Ids of places, most specific first.
        start: First day (ISO date), or moment where the text tells a clock time.
        end: Last day or moment.
        date_ids: Temporal expressions that gave the time.
        casualties: Tolls.
        weapons: Weapons and means, as written.
        source: Who says so.
        modality: Whether the text says that it happened.
        background: The article recalls it as background.
        mentions: Other references to the same event.
        reasons: Why a slot is empty, by slot name.
        score: Confidence between 0 and 1.
        acled_event_type: ACLED event type.
        acled_sub_event_type: ACLED sub-event type.
        plover: PLOVER event code.
    """

    id: str
    type: EventType
    trigger: Mention
    evidence: Mention
    actors: tuple[Participant, ...] = ()
    targets: tuple[Participant, ...] = ()
    places: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    date_ids: tuple[str, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    weapons: tuple[Mention, ...] = ()
    source: Attribution | None = None
    modality: Modality = Modality.ACTUAL
    background: bool = False
    mentions: tuple[Mention, ...] = ()
    reasons: dict[str, str] = Field(default_factory=dict)
    score: float = Field(default=1.0, ge=0, le=1)
    acled_event_type: str | None = None
    acled_sub_event_type: str | None = None
    plover: str | None = None


class Relation(StrEnum):
    """Where the words behind a slot stand, the closest first."""

    EVIDENCE = "evidence"
    RETELLING = "retelling"
    CONTEXT = "context"
    FURNITURE = "furniture"


class Ground(Record):
    """What one value of one slot rests on.

    Attributes:
        slot: ``type``, ``actors``, ``targets``, ``places``, ``time``, ``casualties``, ``weapons``, ``source``, or
            ``mentions`` for another telling of the event.
        value: What the slot holds, in words.
        start: First code point in ``Report.text``; None where no words of the article give it.
        end: One past the last code point.
        text: The covered text, exactly.
        rule: What found the words; None where they are no mention of their own.
        relation: The sentence of the trigger, another telling of the same event, elsewhere in the running text (carried
            over from there), or page furniture such as the line of the page's date.
    """

    slot: str
    value: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    rule: str | None = None
    relation: Relation


class Explanation(Record):
    """Why an event says what it says, as data and in words (``str(explanation)``).

    Attributes:
        event_id: The event.
        type: Its type.
        rule: The trigger row, with the cue that set the type after ``+``, e.g. ``triggers:trigger-001+air``.
        lemma: Dictionary form of the trigger; None where the tables of this version have no such row.
        frame: Where the row expects actor and target.
        strength: ``strong`` names an event by itself, ``weak`` and ``toll`` need something beside them.
        cue: Sort of word that set the type.
        grounds: What the filled slots rest on, in the order of the slots.
        empty: Why the other slots are empty, by slot name.
        words: The same in English.
    """

    event_id: str
    type: EventType
    rule: str
    lemma: str | None = None
    frame: str | None = None
    strength: str | None = None
    cue: str | None = None
    grounds: tuple[Ground, ...]
    empty: dict[str, str] = Field(default_factory=dict)
    words: str

    def __str__(self) -> str:
        """Return the explanation in words."""
        return self.words


class Provenance(Record):
    """What produced a report, so that it can be produced again.

    Attributes:
        rasid: Version of the library.
        preset: ``fast``, ``accurate`` or ``custom``.
        data: SHA-256 over the bundled data files.
        models: SHA-256 over the bundled model files; None where no model was used.
    """

    rasid: str
    preset: str
    data: str
    models: str | None = None


class Report(Record):
    """All that one article yields.

    Attributes:
        id: The caller's identifier.
        title: The caller's title.
        url: The caller's address.
        outlet: The caller's outlet name.
        text: The original text; all offsets refer to it.
        published: Publication date (ISO date or datetime) as given.
        headline: The headline within the text, if one was found.
        body: Stretches of running text.
        boilerplate: Page furniture: menus, related headlines, share bars, comment boxes.
        sentences: Sentences of headline and body.
        people: Named individuals.
        groups: Armed actors.
        organizations: Unarmed organisations.
        places: Places.
        dates: Temporal expressions.
        events: Event facts.
        warnings: What was noticed about the input.
        provenance: What produced the report.
    """

    id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    text: str
    published: str | None = None
    headline: Mention | None = None
    body: tuple[Mention, ...] = ()
    boilerplate: tuple[Mention, ...] = ()
    sentences: tuple[Mention, ...] = ()
    people: tuple[Person, ...] = ()
    groups: tuple[ArmedGroup, ...] = ()
    organizations: tuple[Organization, ...] = ()
    places: tuple[Place, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()
    provenance: Provenance

    @property
    def villages(self) -> tuple[Place, ...]:
        """The places of kind ``village``."""
        return tuple(place for place in self.places if place.kind is PlaceKind.VILLAGE)

    @property
    def mentions(self) -> tuple[Mention | DateExpression, ...]:
        """All entity mentions and temporal expressions, in text order."""
        entities: tuple[Any, ...] = (*self.people, *self.groups, *self.organizations, *self.places)
        found: list[Mention | DateExpression] = [mention for entity in entities for mention in entity.mentions]
        found.extend(self.dates)
        return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))

    def explain(self, event_id: str) -> Explanation:
        """Say which trigger row made an event and which characters filled each of its slots.

        Args:
            event_id: Identifier of the event, e.g. ``e1``.

        Raises:
            TypeError: ``event_id`` is no string.
            InputError: The report has no such event.
        """
        from rasid.export.explain import explain

        return explain(self, event_id)

    def to_html(self, *, language: Literal["ar", "en"] = "ar") -> str:
        """Return one page to check the report by: the article with its facts, a map, a timeline. Needs no network.

        Args:
            language: Of the words around the article.

        Raises:
            InputError: The page does not speak that language.
        """
        from rasid.export.html import page

        return page([self], language=language)

    def _repr_html_(self) -> str:
        """Show the page in a notebook."""
        from rasid.export.html import in_notebook

        return in_notebook(self)

    def to_geojson(self) -> dict[str, Any]:
        """Return the events as a GeoJSON FeatureCollection (RFC 7946).

        One feature an event: a point in WGS84 degrees, longitude first, or no geometry where no place has coordinates;
        ``precision`` among the properties says what the point stands for.
        """
        from rasid.export.geojson import feature_collection

        return feature_collection([self])

    def to_frame(
        self,
        table: Literal["events", "mentions", "casualties", "places"] = "events",
        *,
        backend: Literal["pandas", "pyarrow"] = "pandas",
    ) -> Any:
        """Return a table of the report; the columns are those of ``rasid.export.frames.columns(table)``.

        Args:
            table: ``events``, ``mentions``, ``casualties`` or ``places``.
            backend: ``pandas`` for a ``DataFrame``, ``pyarrow`` for a ``Table``.

        Raises:
            InputError: There is no such table or backend.
            ResourceError: pandas or pyarrow is not installed (extra ``frames``).
        """
        from rasid.export.frames import to_frame

        return to_frame(self, table, backend=backend)

    def redact(self, *, key: str | bytes | None = None, keep: Collection[str] = ()) -> "Report":
        """Replace the names of private persons by pseudonyms, in the text and in all records; all offsets are moved.

        Private is everybody in ``people`` whom the table of public figures does not list. Their names go wherever they
        stand, page furniture and title included, in all spellings and shortened; their roles, affiliation and titles
        of several words go from the records, and so does ``url``. A name that the extractor did not find stays, and so
        does what the text tells about a person besides the name: read what you share.

        Args:
            key: A secret of at least 16 bytes. With it a full name has the same pseudonym in every report
                («شخص-3f9a21c4d07b»), and nobody without it can tell whose it is. Without it they are numbered
                («شخص-1») in each report anew.
            keep: Names, or identifiers such as ``p1``, of persons whose names stay.

        Returns:
            A report with a warning that names were replaced; this one if it names no private person.

        Raises:
            TypeError: ``key`` is neither string nor bytes, or ``keep`` is a single string.
            InputError: ``key`` is too short.
        """
        from rasid.export.redact import redact

        return redact(self, key=key, keep=keep)


class Failure(Record):
    """An article of a batch that could not be read.

    Attributes:
        id: The caller's identifier, or the article's position in the batch.
        error: What was wrong, naming value and expectation.
    """

    id: str | None
    error: str
