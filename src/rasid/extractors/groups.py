"""Armed groups: the registry's names, forces by nationality, units by number, and named groups nobody listed.

A group's mention is the minimal noun phrase that fixes the actor, head noun included: «ميليشيا "قسد"», «الطيران الروسي»,
«اللواء 93», «لواء الباقر». Generic nouns (المسلحون، الفصائل) are no groups.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Flag, Items, Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.registry import Registry, bundled, nationalities
from rasid.text.morphology import affixes
from rasid.text.normalize import fold
from rasid.text.tokenize import is_bracket_or_quote


class HeadRow(Row):
    """A noun that heads names of armed groups.

    Attributes:
        head: The noun.
        article: Whether it is generic once it has the article (الميليشيا).
        min_words: How many words an unlisted name after it has at least.
        name: What may follow: ``any`` name, a ``listed`` or quoted one; ``never``: the noun stays outside («عناصر قسد»).
    """

    head: str
    article: Flag = True
    min_words: int = 1
    name: Literal["any", "listed", "never"] = "any"
    note: str = ""


class WordRow(Row):
    """A word of a closed list."""

    word: str
    note: str = ""
    role: str = ""


class ForceRow(Row):
    """A noun for a branch of a state's forces, fixed by a nationality («الطيران الحربي الروسي»).

    Attributes:
        head: The noun or phrase.
        arm: Branch.
        modifiers: Adjectives that may stand between noun and nationality.
    """

    head: str
    arm: str
    modifiers: Items = ()


class _Force(NamedTuple):
    words: tuple[str, ...]
    row: ForceRow
    modifiers: frozenset[tuple[str, ...]]


@cache
def _forces() -> Mapping[str, tuple[_Force, ...]]:
    """Return force nouns by their first word, the longest first."""
    found: dict[str, list[_Force]] = {}
    for row in load("force_heads", ForceRow):
        words = tuple(key_of(row.head).split())
        modifiers = frozenset(tuple(key_of(m).split()) for m in row.modifiers)
        found.setdefault(words[0], []).append(_Force(words, row, modifiers))
    return MappingProxyType({w: tuple(sorted(f, key=lambda x: -len(x.words))) for w, f in found.items()})


class GroupExtractor:
    """Finds armed groups."""

    name = "groups"

    def __init__(self, registry: Registry | None = None) -> None:
        """Use the bundled registry unless another is given."""
        self._registry = registry or bundled()
        self._prefixes = affixes("noun_prefix")
        heads = load("group_heads", HeadRow)
        self._heads = {key_of(row.head): row for row in heads if row.name != "never"}
        self._generic = frozenset(fold(row.word) for row in load("generic_names", WordRow))
        self._function_words = frozenset(fold(row.word) for row in load("function_words", WordRow))
        roles: dict[str, dict[str, str]] = {}
        for word in load("unit_words", WordRow):
            roles.setdefault(word.role, {})[fold(word.word)] = fold(word.note)
        self._units = frozenset(roles["unit"])
        self._ordinals = frozenset(roles["ordinal"])
        self._holders = {key: note or None for key, note in roles["holder"].items()}
        self._aliases = roles["alias"]
        self._patrons = frozenset(roles["patron"])
        self._clients = frozenset(roles["client"])
        self._nationalities = nationalities()
        self._forces = _forces()

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return the names of the registry."""
        return (Lexicon("actors", list(self._registry.by_key.items()), self._prefixes, frozenset({"", "ا"})),)

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return group candidates; ``row`` is a tuple of registry rows, ``attributes`` may hold ``military`` (an id)."""
        found = [*self._registered(document), *self._scanned(document)]
        found.extend(self._aliased(document, found))
        return tuple(sorted(found, key=lambda c: (c.start, -c.end)))

    # -- names of the registry ---------------------------------------------------------------------------------------

    def _registered(self, document: Document) -> Iterator[Candidate]:
        for hit in document.hits.get("actors", ()):
            if (hit.suffix and hit.last - hit.first > 1) or self._side_by_side(document, hit):
                continue
            start, first = self._with_head(document, hit)
            end = self._with_nationality(document, hit.last, hit.end)
            if first < hit.first:
                end = max(end, _closing(document, first, hit.last, end))
            score = 0.95 if hit.last - hit.first > 1 or first < hit.first else 0.9
            yield Candidate(MentionType.GROUP, start, end, f"actors:{hit.row[0].id}", score, hit.row)

    @staticmethod
    def _side_by_side(document: Document, hit: Hit) -> bool:
        """«قوات سوريا الديمقراطية (قسد)»: full name and acronym are two mentions."""
        inner = next((i for i in range(hit.first + 1, hit.last - 1) if is_bracket_or_quote(document.tokens[i])), None)
        if inner is None:
            return False
        inside = document.hits_in("actors", hit.start, hit.end)
        return any(h.last <= inner and h.start == hit.start for h in inside) and any(
            h.first > inner and h.last == hit.last for h in inside
        )

    def _aliased(self, document: Document, found: list[Candidate]) -> Iterator[Candidate]:
        """«الحزب» stands for حزب الله, «الهيئة» for هيئة تحرير الشام, where the article names it in full."""
        known: dict[str, Candidate] = {}
        for candidate in found:
            if candidate.row:
                head = document.tokens[document.token_at(candidate.start)].text
                known.setdefault(head.lstrip("وبلف"), candidate) if head[:1] in "وبلف" else known.setdefault(
                    head, candidate
                )
        aliases = {alias: known[head] for alias, head in self._aliases.items() if head in known}
        if not aliases:
            return
        for sentence in document.sentences:
            for token in document.tokens[sentence.first : sentence.last]:
                for size in (0, 1, 2):
                    word = token.text[size:]
                    named = aliases.get(word) or (aliases.get("ال" + word[2:]) if word.startswith("لل") else None)
                    if named is not None and token.text[:size] in self._prefixes:
                        yield Candidate(
                            MentionType.GROUP, token.start + size, token.end, "groups:alias", 0.7, named.row
                        )
                        break

    def _with_head(self, document: Document, hit: Hit) -> tuple[int, int]:
        """Take in head nouns before the name, quotes looked through: «ميليشيات "قسد"»."""
        start, first = hit.start, hit.first
        if hit.prefix:
            return start, first
        at = first - 1
        while at >= 0 and is_bracket_or_quote(document.tokens[at]) and first - at < 3:
            at -= 1
        if at < 0 or document.tokens[at].kind != "w":
            return start, first
        token = document.tokens[at]
        for size in (0, 1, 2):
            if token.text[:size] in self._prefixes and token.text[size:] in self._heads:
                sentence = document.sentence_at(token.start)
                if sentence is not None and sentence.first <= at and hit.last <= sentence.last:
                    return token.start + size, at
        return start, first

    def _with_nationality(self, document: Document, last: int, end: int) -> int:
        """Take in «اللبناني», «الكردية» after the name."""
        if last < len(document.tokens):
            token = document.tokens[last]
            if token.text.startswith("ال") and token.text in self._nationalities:
                return token.end
        return end

    # -- grammar -----------------------------------------------------------------------------------------------------

    def _scanned(self, document: Document) -> Iterator[Candidate]:
        tokens = document.tokens
        for sentence in document.sentences:
            index = sentence.first
            while index < sentence.last:
                token = tokens[index]
                if token.kind == "w":
                    found = self._force(document, index, sentence.last)
                    if not found:
                        found = self._client(document, index, sentence.last)
                    if not found:
                        found = self._unit(document, index, sentence.last) or self._headed(
                            document, index, sentence.last
                        )
                    yield from found
                index += 1

    def _force(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«الطيران الحربي الروسي», «القوات التركية والروسية», «مسيّرة تابعة للاحتلال التركي» (by its owner alone)."""
        tokens = document.tokens
        text = tokens[index].text
        for size in (0, 1, 2):
            variants = [text[size:]]
            if text[size:].startswith("لل"):
                variants.append("ال" + text[size + 2 :])
            if text[:size] not in self._prefixes:
                continue
            for word in variants:
                for force in self._forces.get(word, ()):
                    if any(t.text != w for t, w in zip(tokens[index + 1 : end], force.words[1:], strict=False)):
                        continue
                    at = self._over_modifiers(document, index + len(force.words), end, force)
                    found = self._owners(document, index, at, end, tokens[index].start + size, force)
                    if found:
                        return found
        return []

    def _over_modifiers(self, document: Document, at: int, end: int, force: _Force) -> int:
        tokens = document.tokens
        for _ in range(2):
            for words in force.modifiers:
                if tuple(t.text for t in tokens[at : min(at + len(words), end)]) == words:
                    at += len(words)
                    break
            else:
                break
        return at

    def _owners(self, document: Document, index: int, at: int, end: int, start: int, force: _Force) -> list[Candidate]:
        tokens = document.tokens
        while at < end and is_bracket_or_quote(tokens[at]) and at < index + 8:
            at += 1
        if at >= end:
            return []
        found: list[Candidate] = []
        row = self._nationalities.get(tokens[at].text)
        definite = tokens[index].text.removeprefix("و").removeprefix("ب").removeprefix("ل").startswith(("ال", "ل"))
        if row is not None and (definite == tokens[at].text.startswith("ال") or len(force.words) > 1):
            attributes = MappingProxyType({"military": row.military_id, "arm": force.row.arm, "country": row.country})
            after = at + 1
            while after < end and tokens[after].text.removeprefix("ال") in {
                w[-1].removeprefix("ال") for w in force.modifiers
            }:
                after += 1
            found.append(
                Candidate(
                    MentionType.GROUP, start, tokens[after - 1].end, f"groups:{force.row.id}", 0.92, None, attributes
                )
            )
            # «القوات التركية والروسية»: the second adjective is a group of its own.
            while after < end and tokens[after].text.startswith("و"):
                other = self._nationalities.get(tokens[after].text[1:])
                if other is None:
                    break
                more = MappingProxyType({"military": other.military_id, "arm": force.row.arm, "country": other.country})
                found.append(
                    Candidate(
                        MentionType.GROUP,
                        tokens[after].start + 1,
                        tokens[after].end,
                        f"groups:{force.row.id}",
                        0.8,
                        None,
                        more,
                    )
                )
                after += 1
            return found
        for hit in document.hits_in("actors", tokens[at].start, tokens[at].start + 1):
            if not hit.prefix and hit.first == at and not hit.row[0].name.startswith("ال" + force.words[0]):
                stop = self._with_nationality(document, hit.last, hit.end)
                stop = max(stop, _closing(document, index, hit.last, stop))
                attributes = MappingProxyType({"arm": force.row.arm})
                return [Candidate(MentionType.GROUP, start, stop, f"actors:{hit.row[0].id}", 0.94, hit.row, attributes)]
        if tokens[at].text in self._holders:
            attributes = MappingProxyType({"arm": force.row.arm, "holder": self._holders[tokens[at].text]})
            stop = self._with_nationality(document, at + 1, tokens[at].end)
            return [Candidate(MentionType.GROUP, start, stop, f"groups:{force.row.id}", 0.88, None, attributes)]
        return []

    def _client(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«الفصائل الموالية لتركيا», «الميليشيات المدعومة من إيران»: fixed by the patron."""
        tokens = document.tokens
        text = tokens[index].text
        size = next((n for n in (0, 1, 2) if text[n:] in self._clients and text[:n] in self._prefixes), -1)
        at = index + 1
        while (
            at < end and at < index + 3 and tokens[at].text not in self._patrons and self._is_generic(tokens[at].text)
        ):
            at += 1
        if size < 0 or at + 1 >= end or tokens[at].text not in self._patrons:
            return []
        at += 1
        if tokens[at].text in ("من", "ل", "الي"):
            at += 1
        if at >= end:
            return []
        start = tokens[at].start
        for lexicon in ("actors", "organizations", "places"):
            for hit in document.hits_in(lexicon, start, tokens[at].end):
                if hit.first == at:
                    stop = self._with_nationality(document, hit.last, hit.end)
                    return [Candidate(MentionType.GROUP, tokens[index].start + size, stop, "groups:client", 0.9)]
        return []

    def _unit(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«اللواء 93», «الفرقة الخامسة والعشرون», «الفيلق الثالث»."""
        tokens = document.tokens
        size = next(
            (
                n
                for n in (0, 1, 2)
                if tokens[index].text[n:] in self._units and tokens[index].text[:n] in self._prefixes
            ),
            -1,
        )
        at = index + 1
        while at < end and is_bracket_or_quote(tokens[at]):
            at += 1
        if size < 0 or at >= end:
            return []
        if tokens[at].kind == "n" and len(tokens[at].text) <= 4 and tokens[index].text[size:].startswith("ال"):
            last = at
        elif tokens[at].text in self._ordinals and tokens[index].text[size:].startswith("ال"):
            last = at
            if (at + 1 < end and tokens[at + 1].text in ("عشره", "عشر")) or (at + 1 < end and tokens[at + 1].text.startswith("وال") and tokens[at + 1].text[1:] in self._ordinals):
                last = at + 1
        else:
            return []
        return [Candidate(MentionType.GROUP, tokens[index].start + size, tokens[last].end, "groups:unit", 0.85)]

    def _headed(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«لواء الباقر», «حركة "رجال الكرامة"»: a head noun and a name that no table lists."""
        tokens = document.tokens
        text = tokens[index].text
        size = next((n for n in (0, 1, 2) if text[:n] in self._prefixes and text[n:] in self._heads), -1)
        if size < 0:
            return []
        row = self._heads[text[size:]]
        at = index + 1
        quoted = at < end and is_bracket_or_quote(tokens[at])
        while at < end and is_bracket_or_quote(tokens[at]):
            at += 1
        if at >= end:
            return []
        if quoted:
            close = next((j for j in range(at, min(at + 5, end)) if is_bracket_or_quote(tokens[j])), None)
            if close is None or any(t.kind not in "wl" for t in tokens[at:close]) or self._is_generic(tokens[at].text):
                return []
            return [self._made(tokens[index].start + size, tokens[close].end, row, 0.82)]
        last = at
        while (
            last < end and last - at < 3 and tokens[last].kind == "w" and self._is_name(tokens[last].text, last == at)
        ):
            last += 1
        if last - at < row.min_words or last == at or row.name == "listed":
            return []
        return [self._made(tokens[index].start + size, tokens[last - 1].end, row, 0.75)]

    def _is_generic(self, word: str) -> bool:
        return word in self._generic or word.removeprefix("ال") in self._generic or word in self._function_words

    def _is_name(self, word: str, first: bool) -> bool:
        """Definite words make names («لواء الباقر», «جيش الإسلام»); adjectives of the generic list and prepositions do not."""
        if self._is_generic(word) or (word[:1] in "وفبل" and word[1:3] == "ال"):
            return False
        return word.startswith("ال") and len(word) > 4 and (first or word.endswith(("ي", "يه")))

    def _made(self, start: int, end: int, row: HeadRow, score: float) -> Candidate:
        return Candidate(MentionType.GROUP, start, end, f"groups:{row.id}", score)


def _closing(document: Document, first: int, last: int, end: int) -> int:
    """Return the end of the quotation mark that closes one opened between head and name: «قوات "قسد"»."""
    opened = any(is_bracket_or_quote(t) for t in document.tokens[first:last])
    if opened and last < len(document.tokens) and is_bracket_or_quote(document.tokens[last]):
        closing: Any = document.tokens[last]
        if closing.text in "\"”»)]'’" and closing.start - end <= 1:
            return int(closing.end)
    return end
