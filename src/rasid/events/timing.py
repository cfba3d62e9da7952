"""When a sentence says that something happened."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rasid.events.clauses import Clause
from rasid.events.draft import ATTACKS, Draft
from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.when import When, usable, when
from rasid.events.where import ordered
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType


class Timing(NamedTuple):
    """What a sentence says of the time of an event.

    Attributes:
        time: When; None where it does not tell.
        told: It stands in the clause itself.
        vague: The nearest expression says no day («قبل أيام»): nothing else in the article dates it either.
    """

    time: When | None = None
    told: bool = False
    vague: bool = False


class TimeFinder:
    """Finds the time of events; immutable."""

    def __init__(self) -> None:
        """Load the words around temporal expressions."""
        self._since = words("role_words", "since")
        self._memory = words("role_words", "memory")
        self._relative = words("role_words", "relative")
        self._within = words("role_words", "in")

    def find(self, current: Scene, trigger: Trigger, clause: Clause) -> Timing:
        """Return when the happening was that a trigger names."""
        anchor = current.tokens[trigger.first].start
        low, high = current.tokens[clause.first].start, current.tokens[clause.last - 1].end
        dates = [m for m in current.mentions if m.type is MentionType.DATE and not self._commemorates(current, m)]
        near = [m for m in dates if low <= m.start < high]
        near = self._of_relative(current, trigger, clause, near) or near
        nearest = min(near, key=lambda m: min(abs(m.start - anchor), abs(m.end - anchor)), default=None)
        if nearest is not None and not usable(nearest) and _names_no_day(nearest):
            return Timing(vague=True)
        told = when(near, anchor)
        # A date of another clause holds where it stands at the head of the sentence («اليوم، قال … إن»).
        time = told or when([m for m in dates if m.start < low], anchor)
        if time is not None:
            time = self._until_now(time, current)
        return Timing(time, told is not None)

    def _of_relative(
        self, current: Scene, trigger: Trigger, clause: Clause, dates: Sequence[Candidate]
    ) -> list[Candidate]:
        """«جلسة أمس حول القصف الذي طال البلدة يوم 3 نيسان»: what is said of the shelling goes before the session's day.

        Between noun and relative pronoun stand its adjectives and where it was, nothing else.
        """
        at = trigger.last
        while at < clause.last and (
            at in current.by_token or current.text(at) in self._within or current.text(at).startswith(("ال", "،"))
        ):
            if current.text(at) in self._relative:
                start = current.tokens[at].start
                return [m for m in dates if trigger.noun and m.start > start]
            at += 1
        return []

    def _commemorates(self, current: Scene, mention: Candidate) -> bool:
        """«تحيي المدينة اليوم ذكرى الهجوم»: not the day of the attack."""
        return current.text(current.last_of(mention)) in self._memory

    def _until_now(self, time: When, current: Scene) -> When:
        """«تحاصر قوات X المدينة منذ 2013»: what has gone on since then goes on on the day of publication."""
        document = current.document
        published = document.published
        phrase = document.tokens[document.token_at(time.dates[0].start)].text
        if published is None or phrase.removeprefix("و") not in self._since:
            return time
        today = published.isoformat()
        return time._replace(end=today) if time.start[:10] < today and time.end[:10] <= today else time


def _names_no_day(mention: Candidate) -> bool:
    return str(mention.attributes.get("value") or "").startswith(("PX", "PAST_REF"))


def split_by_time(current: Scene, draft: Draft) -> list[Draft]:
    """«طالت A الليلة الماضية، وB الشهر الماضي»: places with times of their own are happenings of their own."""
    if draft.type not in ATTACKS:
        return [draft]
    parts: list[tuple[list[Candidate], Candidate]] = []
    places: list[Candidate] = []
    after = current.tokens[draft.reach - 1].end
    for mention in current.mentions:
        if mention.start < after or mention.start >= current.tokens[draft.clause.last - 1].end:
            continue
        if mention.type is MentionType.PLACE:
            places.append(mention)
        elif usable(mention) and places:
            parts.append((places, mention))
            places = []
    if len(parts) < 2 or len({c.attributes["value"] for _, c in parts}) < 2:
        return [draft]
    made = []
    for chosen, mention in parts:
        part = replace(draft, places=ordered(chosen), actors=list(draft.actors), targets=list(draft.targets), tolls=[])
        part.places_told = part.time_told = True
        part.time = when([mention], mention.start)
        made.append(part)
    return made
