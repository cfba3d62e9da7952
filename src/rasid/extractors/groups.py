"""Armed groups: the registry's names, forces by nationality, units by number, and named groups nobody listed.

A group's mention is the minimal noun phrase that fixes the actor, head noun included: «ميليشيا "قسد"»,
«الطيران الروسي», «اللواء 93», «لواء الباقر». Generic nouns (المسلحون، الفصائل) are no groups.
"""

from collections.abc import Iterator
from types import MappingProxyType

from rasid.document import Document
from rasid.extractors._group_grammar import GroupGrammar, closing, supported
from rasid.extractors.base import Candidate, MentionType
from rasid.matching import Hit, Lexicon
from rasid.registry import Registry, bundled
from rasid.text.tokenize import is_bracket_or_quote


class GroupExtractor:
    """Finds armed groups."""

    name = "groups"

    def __init__(self, registry: Registry | None = None) -> None:
        """Use the bundled registry unless another is given."""
        self._registry = registry or bundled()
        self.grammar = GroupGrammar()

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return the names of the registry."""
        return (
            Lexicon("actors", list(self._registry.by_key.items()), self.grammar.words.prefixes, frozenset({"", "ا"})),
        )

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return group candidates; ``row``: a tuple of registry rows; ``attributes`` may hold ``military`` (an id)."""
        found = supported([*self._registered(document), *self.grammar.scan(document)], self.grammar.words.heads)
        found.extend(self._aliased(document, found))
        return tuple(sorted(found, key=lambda c: (c.start, -c.end)))

    # -- names of the registry ---------------------------------------------------------------------------------------

    def _registered(self, document: Document) -> Iterator[Candidate]:
        for hit in document.hits.get("actors", ()):
            if (hit.suffix and hit.last - hit.first > 1) or self._side_by_side(document, hit):
                continue
            if self._is_other(document, hit):
                continue
            start, first = self._with_head(document, hit)
            end = self.grammar.with_nationality(document, hit.last, hit.end)
            if first < hit.first:
                end = max(end, closing(document, first, hit.last, end))
            score = 0.94 if first < hit.first or end > hit.end else 0.95 if hit.last - hit.first > 1 else 0.9
            arm = self.grammar.arm_of(document.tokens[first].text)
            attributes = MappingProxyType({"arm": arm} if arm else {})
            yield Candidate(MentionType.GROUP, start, end, f"actors:{hit.row[0].id}", score, hit.row, attributes)

    def _is_other(self, document: Document, hit: Hit) -> bool:
        """Tell whether the name is a club's («نادي الجيش») or a ruler's («السلطان مراد الرابع»)."""
        tokens, words = document.tokens, self.grammar.words
        before = tokens[hit.first - 1].text if hit.first and not hit.prefix else ""
        after = tokens[hit.last].text if hit.last < len(tokens) else ""
        return words.size_of_prefix(before, words.clubs) >= 0 or (hit.last - hit.first > 1 and after in words.ordinals)

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
        aliases = {alias: known[head] for alias, head in self.grammar.words.aliases.items() if head in known}
        if not aliases:
            return
        for sentence in document.sentences:
            for token in document.tokens[sentence.first : sentence.last]:
                for size in (0, 1, 2):
                    word = token.text[size:]
                    named = aliases.get(word) or (aliases.get("ال" + word[2:]) if word.startswith("لل") else None)
                    if named is not None and token.text[:size] in self.grammar.words.prefixes:
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
            if token.text[:size] in self.grammar.words.prefixes and token.text[size:] in self.grammar.words.heads:
                sentence = document.sentence_at(token.start)
                if sentence is not None and sentence.first <= at and hit.last <= sentence.last:
                    return token.start + size, at
        return start, first
