"""Organisations: listed names, and names after a head noun (وكالة X، وزارة الدفاع التركية، شبكة "X")."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Literal

from rasid.document import Document
from rasid.extractors._outlets import OutletFinder
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.registry import nationalities, organizations
from rasid.text.morphology import affixes
from rasid.text.normalize import fold
from rasid.text.tokenize import is_bracket_or_quote

_GUARDED = "organizations.guarded"
_REACH = 4
"""A word of speech stands at most so many tokens before the outlet that is spoken to."""
_MARKS = 2
_ADJECTIVES = ("ي", "ه", "ين", "ون", "ات", "اء", "عام", "اعلي", "حر", "مركز", "موحد", "مشترك", "عرب")
"""Endings of words that go on in a name: adjectives, feminines, plurals of those whose body it is."""
_DASHES = frozenset("-–—ـ/:")


class OrganizationHeadRow(Row):
    """A noun that heads names of organisations.

    Attributes:
        head: The noun.
        kind: Sort of organisation.
        capture: What follows it: any ``name``, a ``quoted`` one, ``ministry`` (a department and a nationality), a
            ``nationality``, an ``adjective``, a listed ``place``, or nothing (``none``: the noun itself is the name).
    """

    head: str
    kind: str
    capture: Literal["name", "quoted", "ministry", "nationality", "adjective", "place", "none"]


class WordRow(Row):
    """A word of a closed list."""

    word: str
    note: str = ""
    role: str = ""


class OrganizationExtractor:
    """Finds unarmed organisations."""

    name = "organizations"

    def __init__(self) -> None:
        """Load the bundled lexicons."""
        self._outlets = OutletFinder()
        self._prefixes = affixes("noun_prefix")
        self._rows = organizations()
        self._heads: dict[str, OrganizationHeadRow] = {}
        self._longer: dict[str, list[tuple[tuple[str, ...], OrganizationHeadRow]]] = {}
        for row in load("organization_heads", OrganizationHeadRow):
            first, *others = key_of(row.head).split()
            if others:
                self._longer.setdefault(first, []).append((tuple(others), row))
            else:
                self._heads.setdefault(first, row)
        short = [prefix for prefix in self._prefixes if len(prefix) <= 2]
        # Every form that a head noun is met in: nearly all tokens are passed over by it.
        self._openers = frozenset(prefix + word for word in (*self._heads, *self._longer) for prefix in short)
        self._nationalities = nationalities()
        self._function_words = frozenset(fold(row.word) for row in load("function_words", WordRow))
        self._generic = frozenset(
            fold(row.word) for name in ("generic_names", "place_generic") for row in load(name, WordRow)
        )

        cues: dict[str, set[str]] = {}
        for cue in load("outlet_cues", WordRow):
            cues.setdefault(cue.role, set()).add(fold(cue.word))
        self._cues = frozenset(cues["reporter"])
        self._spoken = frozenset(cues["speech"])
        self._named = frozenset(cues["source"])
        rows = {row.id: row for row in self._rows.values()}.values()
        self._guarded = [(key_of(name), row) for row in rows for name in row.guarded]

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return the listed names."""
        return (
            Lexicon("organizations", list(self._rows.items()), self._prefixes),
            Lexicon(_GUARDED, self._guarded, self._prefixes),
        )

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return organisation candidates; ``attributes`` hold ``kind``."""
        found = [*self._listed(document), *self._beside_cues(document), *self._headed(document), *self._told(document)]
        return tuple(sorted(found, key=lambda c: (c.start, -c.end)))

    def _told(self, document: Document) -> Iterator[Candidate]:
        """Find outlets that the article's own dateline names."""
        attributes = MappingProxyType({"kind": "media"})
        for name in self._outlets.find(document):
            yield Candidate(MentionType.ORG, name.start, name.end, "organizations:dateline", 0.98, None, attributes)

    def _listed(self, document: Document) -> Iterator[Candidate]:
        for hit in document.hits.get("organizations", ()):
            if hit.row.kind == "hospital" and not self._speaks(document, hit.first):
                continue  # a place, unless it speaks
            start, end = self._with_head(document, hit)
            end = max(end, self._with_nationality(document, hit.last, end))
            attributes = MappingProxyType({"kind": hit.row.kind})
            yield Candidate(MentionType.ORG, start, end, f"organizations:{hit.row.id}", 0.9, hit.row, attributes)

    def _speaks(self, document: Document, index: int) -> bool:
        """A word of speech, or one that names a source, stands right before."""
        words = {token.text for token in document.tokens[max(index - 2, 0) : index]}
        return not words.isdisjoint(self._spoken) or not words.isdisjoint(self._named)

    def _beside_cues(self, document: Document) -> Iterator[Candidate]:
        """Find names that are also common words: «مراسل الجزيرة», «في حديث للجزيرة», «(الجزيرة)», «جسر – متابعات»."""
        tokens = document.tokens
        for hit in document.hits.get(_GUARDED, ()):
            at = hit.first
            while at > 0 and is_bracket_or_quote(tokens[at - 1]) and hit.first - at < _MARKS:
                at -= 1
            near = tokens[at - 1].text if at > 0 else ""
            after = tokens[hit.last].text if hit.last < len(tokens) else ""
            cued = any(near[size:] in self._cues and near[:size] in self._prefixes for size in (0, 1, 2))
            spoken = not self._spoken.isdisjoint(token.text for token in tokens[max(at - _REACH, 0) : at])
            told = tokens[hit.first].text.startswith("ل") and spoken
            quoted = at < hit.first and (near == "ل" or (after == ")" and tokens[hit.first - 1].text == "("))
            sentence = document.sentence_at(hit.start)
            line = sentence is not None and sentence.first == hit.first and after in _DASHES
            if (not hit.prefix and (cued or quoted or line)) or told:
                attributes = MappingProxyType({"kind": hit.row.kind})
                rule = f"organizations:{hit.row.id}"
                yield Candidate(MentionType.ORG, hit.start, hit.end, rule, 0.97, hit.row, attributes)

    def _with_head(self, document: Document, hit: Hit) -> tuple[int, int]:
        """Take in the head noun before a listed name: «وكالة "سانا"», «شبكة (فرات بوست)»."""
        tokens = document.tokens
        at = hit.first - 1
        opened = False
        while at >= 0 and is_bracket_or_quote(tokens[at]) and hit.first - at < 3:
            opened = True
            at -= 1
        if hit.prefix or at < 0:
            return hit.start, hit.end
        token = tokens[at]
        sentence = document.sentence_at(hit.start)
        for size in (0, 1, 2):
            row = self._heads.get(token.text[size:])
            if (
                row is not None
                and token.text[:size] in self._prefixes
                and sentence is not None
                and sentence.first <= at
            ):
                if row.capture not in ("name", "quoted") or hit.row.kind not in (
                    "media",
                    "news_agency",
                    "monitor",
                    "ngo",
                ):
                    continue
                end = hit.end
                if opened and document.continues(hit.start, hit.last) and is_bracket_or_quote(tokens[hit.last]):
                    end = tokens[hit.last].end
                return token.start + size, end
        return hit.start, hit.end

    def _with_nationality(self, document: Document, last: int, end: int) -> int:
        if document.continues(end - 1, last):
            token = document.tokens[last]
            if token.text.startswith("ال") and token.text in self._nationalities and token.start - end <= 1:
                return token.end
        return end

    def _headed(self, document: Document) -> Iterator[Candidate]:
        tokens = document.tokens
        for sentence in document.sentences:
            for index in range(sentence.first, sentence.last):
                token = tokens[index]
                if token.text not in self._openers:
                    continue
                for size in (0, 1, 2):
                    row, last = self._head(document, index, sentence.last, size)
                    if row is not None and token.text[:size] in self._prefixes:
                        end = self._end(document, last, sentence.last, row)
                        if end:
                            attributes = MappingProxyType({"kind": row.kind})
                            yield Candidate(
                                MentionType.ORG,
                                token.start + size,
                                end,
                                f"organizations:{row.id}",
                                0.72,
                                None,
                                attributes,
                            )
                        break

    def _head(self, document: Document, index: int, end: int, size: int) -> tuple[OrganizationHeadRow | None, int]:
        """Return the head noun at a token, ``size`` letters of clitics left out, and one past its last token."""
        tokens = document.tokens
        word = tokens[index].text[size:]
        for others, row in self._longer.get(word, ()):
            last = index + 1 + len(others)
            if tuple(t.text for t in tokens[index + 1 : min(last, end)]) == others:
                return row, last
        return self._heads.get(word), index + 1

    def _end(self, document: Document, at: int, end: int, row: OrganizationHeadRow) -> int:
        """Return where the name after a head noun ends, 0 where there is none."""
        tokens = document.tokens
        if row.capture == "none":
            return tokens[at - 1].end
        if at >= end:
            return 0
        if row.capture == "place":
            hits = document.hits_in("places", tokens[at].start, tokens[at].end)
            named = max((hit.end for hit in hits if hit.first == at and not hit.prefix), default=0)
            if named:
                return named
        if row.capture in ("nationality", "adjective"):
            found = tokens[at].text in self._nationalities and tokens[at].text.startswith("ال")
            return tokens[at].end if found else 0
        if is_bracket_or_quote(tokens[at]) and row.capture in ("name", "quoted"):
            return self._quoted(document, at, end)
        if row.capture == "quoted":
            return 0
        last = at
        if row.capture == "ministry" and tokens[at].text.startswith("ال") and len(tokens[at].text) > 3:
            last += 1  # any department: «الدفاع», «الصحة»
        while last < end and last - at < 5 and self._part(tokens[last].text, last == at):
            if last > at and (self._begins(tokens[last].text) or not self._goes_on(tokens[last].text)):
                break
            last += 1
        if row.capture == "ministry":
            return tokens[last - 1].end if last > at else 0
        return tokens[last - 1].end if last - at >= 2 else 0

    @staticmethod
    def _goes_on(word: str) -> bool:
        """«مجلس النواب الليبي», «مجلس الأمن القومي»; «أدان مجلس النواب الصمت …»: a noun is the verb's object."""
        return not word.startswith("ال") or word.endswith(_ADJECTIVES)

    def _begins(self, word: str) -> bool:
        """«مجلس النواب الليبي والمجلس الأعلى»: another organisation is joined."""
        return word.startswith("و") and (word[1:] in self._heads or word[1:].removeprefix("ال") in self._heads)

    def _quoted(self, document: Document, at: int, end: int) -> int:
        tokens = document.tokens
        inner = at + 1
        while inner < end and is_bracket_or_quote(tokens[inner]):
            inner += 1
        close = next((j for j in range(inner, min(inner + 6, end)) if is_bracket_or_quote(tokens[j])), None)
        if close is None or close == inner or any(t.kind not in "wl" for t in tokens[inner:close]):
            return 0
        if tokens[inner].text in self._generic:
            return 0
        return tokens[close].end

    def _part(self, word: str, first: bool) -> bool:
        """A word of a name: definite, or «لحقوق»/«وحقوق» within one."""
        if word in self._function_words:
            return first is False and word.removeprefix("ال") != word and word in self._nationalities
        bare = word.removeprefix("و") if not first else word
        if bare.startswith("لل") or (bare.startswith("ل") and len(bare) > 4 and not first):
            return not first
        return bare.startswith("ال") and bare not in self._generic and len(bare) > 4
