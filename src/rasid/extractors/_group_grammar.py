"""The grammar of unlisted armed groups: forces by nationality or owner, clients, numbered units, named heads."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors._group_words import Force, HeadRow, group_words
from rasid.extractors.base import Candidate, MentionType
from rasid.text.tokenize import is_bracket_or_quote


class GroupGrammar:
    """Finds groups by what they are made of; immutable."""

    def __init__(self) -> None:
        """Load the vocabulary."""
        self.words = group_words()

    def scan(self, document: Document) -> Iterator[Candidate]:
        tokens = document.tokens
        for sentence in document.sentences:
            index = sentence.first
            while index < sentence.last:
                token = tokens[index]
                if token.text in self.words.openers:
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
            if text[:size] not in self.words.prefixes:
                continue
            for word in variants:
                for force in self.words.forces.get(word, ()):
                    if any(t.text != w for t, w in zip(tokens[index + 1 : end], force.words[1:], strict=False)):
                        continue
                    at = self._over_modifiers(document, index + len(force.words), end, force)
                    found = self._owners(document, index, at, end, tokens[index].start + size, force)
                    if found:
                        return found
        return []

    def _over_modifiers(self, document: Document, at: int, end: int, force: Force) -> int:
        tokens = document.tokens
        for _ in range(2):
            for words in force.modifiers:
                if tuple(t.text for t in tokens[at : min(at + len(words), end)]) == words:
                    at += len(words)
                    break
            else:
                break
        return at

    def _owners(self, document: Document, index: int, at: int, end: int, start: int, force: Force) -> list[Candidate]:
        tokens = document.tokens
        while at < end and is_bracket_or_quote(tokens[at]) and at < index + 8:
            at += 1
        if at >= end:
            return []
        found: list[Candidate] = []
        row = self.words.nationalities.get(tokens[at].text)
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
                other = self.words.nationalities.get(tokens[after].text[1:])
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
                stop = self.with_nationality(document, hit.last, hit.end)
                stop = max(stop, closing(document, index, hit.last, stop))
                attributes = MappingProxyType({"arm": force.row.arm})
                return [Candidate(MentionType.GROUP, start, stop, f"actors:{hit.row[0].id}", 0.94, hit.row, attributes)]
        if tokens[at].text in self.words.holders:
            attributes = MappingProxyType({"arm": force.row.arm, "holder": self.words.holders[tokens[at].text]})
            stop = self.with_nationality(document, at + 1, tokens[at].end)
            return [Candidate(MentionType.GROUP, start, stop, f"groups:{force.row.id}", 0.88, None, attributes)]
        return []

    def _client(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«الفصائل الموالية لتركيا», «الميليشيات المدعومة من إيران»: fixed by the patron."""
        tokens = document.tokens
        size = self.words.size_of_prefix(tokens[index].text, self.words.clients)
        at = index + 1
        while (
            at < min(end, index + 3) and tokens[at].text not in self.words.patrons and self.is_generic(tokens[at].text)
        ):
            at += 1
        if size < 0 or at + 1 >= end or tokens[at].text not in self.words.patrons:
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
                    stop = self.with_nationality(document, hit.last, hit.end)
                    return [Candidate(MentionType.GROUP, tokens[index].start + size, stop, "groups:client", 0.9)]
        return []

    def _unit(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«اللواء 93», «الفرقة الخامسة والعشرون», «الفيلق الثالث»."""
        tokens = document.tokens
        size = self.words.size_of_prefix(tokens[index].text, self.words.units)
        at = index + 1
        while at < end and is_bracket_or_quote(tokens[at]):
            at += 1
        if at < end and tokens[at].text in self.words.arms:
            at += 1
        if size < 0 or at >= end:
            return []
        if tokens[at].kind == "n" and len(tokens[at].text) <= 4 and tokens[index].text[size:].startswith("ال"):
            last = at
        elif tokens[at].text in self.words.ordinals and tokens[index].text[size:].startswith("ال"):
            last = at
            after = tokens[at + 1].text if at + 1 < end else ""
            if after in self.words.ordinals or (after.startswith("وال") and after[1:] in self.words.ordinals):
                last = at + 1
        else:
            return []
        return [Candidate(MentionType.GROUP, tokens[index].start + size, tokens[last].end, "groups:unit", 0.85)]

    def _headed(self, document: Document, index: int, end: int) -> list[Candidate]:
        """«لواء الباقر», «حركة "رجال الكرامة"»: a head noun and a name that no table lists."""
        tokens = document.tokens
        text = tokens[index].text
        heads = (self._head(document, index, end, size) for size in (0, 1, 2) if text[:size] in self.words.prefixes)
        head = next(filter(None, heads), None)
        if head is None:
            return []
        row, size, at = head
        if row.name == "none":
            stop = self.with_nationality(document, at, tokens[at - 1].end)
            return [self._made(tokens[index].start + size, stop, row, 0.88)]
        quoted = at < end and is_bracket_or_quote(tokens[at])
        while at < end and is_bracket_or_quote(tokens[at]):
            at += 1
        if at >= end:
            return []
        if quoted:
            close = next((j for j in range(at, min(at + 5, end)) if is_bracket_or_quote(tokens[j])), None)
            if close is None or any(t.kind not in "wl" for t in tokens[at:close]) or self.is_generic(tokens[at].text):
                return []
            return [self._made(tokens[index].start + size, tokens[close].end, row, 0.82)]
        if row.name == "place":
            at += tokens[at].text in self.words.theatres and at + 1 < end
            hits = document.hits_in("places", tokens[at].start, tokens[at].end)
            stop = max((hit.end for hit in hits if hit.first == at and not hit.prefix), default=0)
            return [self._made(tokens[index].start + size, stop, row, 0.88)] if stop else []
        last = at
        while (
            last < end
            and last - at < 3
            and tokens[last].kind == "w"
            and document.text.clean[tokens[last].start] not in "أإ"  # «اللواء أليكسي»: no article
            and self._is_name(tokens[last].text, last == at)
        ):
            last += 1
        if last - at < row.min_words or last == at or row.name == "listed":
            return []
        return [self._made(tokens[index].start + size, tokens[last - 1].end, row, 0.75)]

    def _head(self, document: Document, index: int, end: int, size: int) -> tuple[HeadRow, int, int] | None:
        """Return the head at a token, the letters of the clitics before it, and one past its last token."""
        tokens = document.tokens
        word = tokens[index].text[size:]
        for words, row in self.words.phrases.get(word, ()):
            last = index + len(words)
            if last <= end and all(t.text == w for t, w in zip(tokens[index + 1 : last], words[1:], strict=True)):
                return row, size, last
        head = self.words.heads.get(word)
        return (head, size, index + 1) if head is not None else None

    def arm_of(self, word: str) -> str | None:
        """Return the branch of the forces that a name begins with («طيران التحالف»: air), None where it says none."""
        size = self.words.size_of_prefix(word, self.words.forces)
        found = self.words.forces[word[size:]] if size >= 0 else ()
        return next((force.row.arm for force in found if len(force.words) == 1), None)

    def is_generic(self, word: str) -> bool:
        return (
            word in self.words.generic
            or word.removeprefix("ال") in self.words.generic
            or word in self.words.function_words
        )

    def _is_name(self, word: str, first: bool) -> bool:
        """Definite words make names («لواء الباقر», «جيش الإسلام»); generic adjectives and prepositions do not."""
        if self.is_generic(word) or (word[:1] in "وفبل" and word[1:3] == "ال"):
            return False
        return word.startswith("ال") and len(word) > 4 and (first or word.endswith(("ي", "يه")))

    def _made(self, start: int, end: int, row: HeadRow, score: float) -> Candidate:
        return Candidate(MentionType.GROUP, start, end, f"groups:{row.id}", score)

    def with_nationality(self, document: Document, last: int, end: int) -> int:
        """Take in «اللبناني», «الكردية» after the name."""
        if document.continues(end - 1, last):
            token = document.tokens[last]
            if token.text.startswith("ال") and token.text in self.words.nationalities:
                return token.end
        return end


def closing(document: Document, first: int, last: int, end: int) -> int:
    """Return the end of the quotation mark that closes one opened between head and name: «قوات "قسد"»."""
    opened = any(is_bracket_or_quote(t) for t in document.tokens[first:last])
    if opened and document.continues(end - 1, last) and is_bracket_or_quote(document.tokens[last]):
        closing: Any = document.tokens[last]
        if closing.text in "\"”»)]'’" and closing.start - end <= 1:
            return int(closing.end)
    return end


def supported(found: list[Candidate], heads: Mapping[str, HeadRow]) -> list[Candidate]:
    """Drop names after nouns that also head names of other things, where the text names no armed group besides."""
    doubtful = {f"groups:{row.id}" for row in heads.values() if row.support}
    kept = [candidate for candidate in found if candidate.rule not in doubtful]
    return found if kept else kept
