"""Which drafts are events: no habits, no states of things, no peaceful sentences, nothing that nobody says happened."""

from collections.abc import Sequence

from rasid.document import Document
from rasid.events.draft import ATTACKS, Draft
from rasid.events.scene import Scene
from rasid.events.when import lasting
from rasid.events.words import RoleRow, words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.records import CasualtyKind, EventType, Modality
from rasid.text.morphology import affixes
from rasid.text.numbers import read_number

_CALM = 4
"""So many different words of peaceful life, and one armed party at most among as many, make an article a calm one."""
_TELLING = 2
"""So many words of sport or culture make even a rocket no weapon."""
_BESIDE = 4
"""A word of peaceful life this near tells what sort of «battle» or «explosion» is meant."""


class PeacefulRow(Row):
    """A word of sport, culture, trade, parliament or science."""

    word: str
    domain: str


def lexicons() -> tuple[Lexicon, ...]:
    """Return the lexicons of peaceful words and of habits."""
    particles = affixes("noun_prefix")
    return (
        Lexicon("peaceful", [(key_of(row.word), row) for row in load("peaceful", PeacefulRow)], particles),
        Lexicon("habitual", [(key_of(row.text), row) for row in load("habitual", RoleRow)], particles),
    )


class Standing:
    """Decides for one article which drafts are events."""

    def __init__(self, document: Document, mentions: Sequence[Candidate]) -> None:
        """Find out whether the article is a calm one.

        Args:
            document: The article.
            mentions: Its settled mentions.
        """
        self._document = document
        self._relative = words("role_words", "relative")
        self._pronouns = tuple(words("role_words", "object_pronoun"))
        peaceful = {hit.row.word for hit in document.hits.get("peaceful", ())}
        groups = sum(m.type is MentionType.GROUP for m in mentions)
        # An article full of sport, culture or trade that names hardly any armed party tells of no war.
        self._calm = len(peaceful) >= _CALM and groups * _CALM <= len(peaceful)

    def tells(self, current: Scene, drafts: Sequence[Draft], draft: Draft) -> bool:
        """Tell whether a draft is an event: not a habit, not mere damage done by an attack of the same sentence."""
        if not draft.stands:
            return False
        if self._in_relative_clause(current, draft):
            held = draft.type in (EventType.TERRITORY_CAPTURED, EventType.BASE_ESTABLISHED)
            later = draft.time is not None and draft.time_told and draft.time.dates[0].start > draft.trigger.end
            counted = any(toll.low for toll in draft.tolls) and not held
            if not (later or counted):
                return False
        if self._deported(draft):
            return False
        if draft.type is EventType.PROPERTY_DESTRUCTION and not draft.actors:
            return not any(other.type in ATTACKS for other in drafts)
        told = draft.actors or any(toll.low for toll in draft.tolls)
        if draft.type is EventType.OTHER and draft.trigger.row.strength == "weak" and not told:
            return False
        if self._is_state(current, draft):
            return False
        if draft.modality is Modality.DENIED and draft.source is None:
            return False  # «لم تقصف»: nobody says that it happened
        if self._peaceful(current, draft) or (self._calm and not self._grave(draft)):
            return False
        if self._over_a_period(current, draft):
            return False
        if any(toll.low for toll in draft.tolls) or (draft.time is not None and draft.time_told):
            return True
        return draft.type is EventType.AID_BLOCKED_OR_SIEGE or not self._habitual(current, draft)

    @staticmethod
    def _deported(draft: Draft) -> bool:
        """«ترحيل تونسي من ألمانيا»: one man sent home is no displacement."""
        moved = [toll for toll in draft.tolls if toll.kind is CasualtyKind.DISPLACED]
        return draft.type is EventType.DISPLACEMENT and bool(moved) and all(toll.high == 1 for toll in moved)

    @staticmethod
    def _over_a_period(current: Scene, draft: Draft) -> bool:
        """«صعّدت قصفها منذ مطلع حزيران»: a habit of months without a number; «711 هجوماً منذ …» counts."""
        if draft.type not in ATTACKS or draft.modality is not Modality.ACTUAL:
            return False
        if draft.time is None or not draft.time_told or not lasting(draft.time):
            return False
        at = current.document.token_at(draft.time.dates[0].start)
        if not {current.text(at), current.text(at - 1)} & words("role_words", "during"):
            return False  # «الشهر الماضي»: some day of it
        numbers = (
            read_number(current.tokens, i, current.document.text.clean)
            for i in range(max(draft.trigger.first - 3, current.sentence.first), draft.trigger.first + 1)
        )
        counted = any(number is not None and number.last >= draft.trigger.first for number in numbers)
        return not counted and not any(toll.low for toll in draft.tolls)

    @staticmethod
    def _is_state(current: Scene, draft: Draft) -> bool:
        """«تسيطر X على العاصمة»: how things are; a headline puts its subject first («X تسيطر على …»)."""
        if draft.type is not EventType.TERRITORY_CAPTURED or draft.trigger.noun or draft.time_told:
            return False
        word = current.text(draft.trigger.first).lstrip("وف")
        after = all(party.span.start > draft.trigger.start for party in draft.actors)
        return after and word[:1] in "يت" and "سيطر" in word

    @staticmethod
    def _grave(draft: Draft) -> bool:
        """People were killed, in what was an attack."""
        killed = any(toll.kind is CasualtyKind.KILLED and toll.low for toll in draft.tolls)
        return killed and draft.type in ATTACKS and (draft.trigger.cue is not None or bool(draft.weapons))

    def _peaceful(self, current: Scene, draft: Draft) -> bool:
        """«انفجرت الأسعار», «احتج المدرب»: sport, culture, trade or parliament, without arms or victims."""
        parties = (*draft.actors, *draft.targets)
        armed = any(party.mention is not None and party.mention.type is MentionType.GROUP for party in parties)
        if armed or any(toll.low for toll in draft.tolls) or draft.trigger.cue is not None:
            return False
        sentence = current.sentence
        found = self._document.hits_in("peaceful", current.tokens[sentence.first].start, sentence.end)
        hits = [hit for hit in found if hit.first not in current.by_token]
        if draft.weapons and sum(hit.row.domain in ("sport", "culture") for hit in hits) < _TELLING:
            return False  # «أطلق المهاجم صاروخا استقر في المرمى»
        near = any(-_BESIDE <= hit.first - draft.trigger.last < _BESIDE for hit in hits)
        return near or len({hit.row.word for hit in hits}) > 1

    def _habitual(self, current: Scene, draft: Draft) -> bool:
        """«بين الحين والآخر», «تتعرض … لقصف مستمر»: a habit without number or date is no event."""
        trigger = draft.trigger
        for hit in self._document.hits_in("habitual", current.sentence.start, current.sentence.end):
            if not draft.clause.first <= hit.first < draft.clause.last:
                continue
            role = hit.row.role
            after = 0 <= hit.first - trigger.last <= 2
            before = 0 < trigger.first - hit.first <= 8
            if role == "anywhere" or (role == "after" and after) or (role == "before" and before):
                return True
        return False

    def _in_relative_clause(self, current: Scene, draft: Draft) -> bool:
        """«العناصر الذين قتلوا باستهداف …», «الحقل الذي يسيطر عليه …» say who or which, not what happened."""
        first = draft.trigger.first
        near = range(max(first - 2, current.sentence.first), first)
        which = any(current.text(at) in self._relative and not self._goes_on(current, at) for at in near)
        return which or self._describes(current, draft)

    @staticmethod
    def _goes_on(current: Scene, relative: int) -> bool:
        """«… من ميليشيا قسد، والتي انسحبت …»: after a comma and a name the clause goes on with the story."""
        if current.text(relative - 1) != "،":
            return False
        mention = current.by_token.get(relative - 2)
        return mention is not None and mention.type is MentionType.GROUP

    def _describes(self, current: Scene, draft: Draft) -> bool:
        """«عبوات زرعها إرهابيون», «طائرتين أطلقهما مسلحون»: a verb that refers back to an indefinite noun before it."""
        trigger = draft.trigger
        at = trigger.first - 1
        if trigger.noun or at < current.sentence.first or not current.text(trigger.first).endswith(self._pronouns):
            return False
        before = current.text(at)
        thing = at in current.nouns or any(hit.last == trigger.first for hit in self._weapons(current, at))
        return thing and at not in current.by_token and not before.startswith(("ال", "وال", "بال", "لل"))

    def _weapons(self, current: Scene, at: int) -> Sequence[Hit]:
        return self._document.hits_in("weapons", current.tokens[at].start, current.tokens[at].end)
