"""Names that a class noun introduced once, where the article repeats them alone."""

from collections.abc import Iterator, Sequence

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.extractors.places.rules import Rules
from rasid.text.tokenize import is_bracket_or_quote


def repeats(rules: Rules, document: Document, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield further mentions of names that were found after a class noun."""
    names = _introduced(document, found)
    if not names:
        return
    heads: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(names, key=len, reverse=True):
        heads.setdefault(name[0], []).append(name)
    covered = {t for c in found for t in range(document.token_at(c.start), document.token_at(c.end - 1) + 1)}
    for sentence in document.sentences:
        for index in range(sentence.first, sentence.last):
            token = document.tokens[index]
            if index in covered or token.kind != "w":
                continue
            for size in (0, 1, 2):
                if token.text[:size] not in rules.prefixes:
                    continue
                words = _standing_at(document, index, sentence.last, heads.get(token.text[size:], ()))
                if words is not None:
                    first = names[words]
                    end = document.tokens[index + len(words) - 1].end
                    yield Candidate(
                        MentionType.PLACE, token.start + size, end, "places:again", 0.8, first.row, first.attributes
                    )
                    break


def _introduced(document: Document, found: Sequence[Candidate]) -> dict[tuple[str, ...], Candidate]:
    names: dict[tuple[str, ...], Candidate] = {}
    for candidate in found:
        if candidate.attributes.get("core") or candidate.attributes.get("bare"):
            continue
        first, last = document.token_at(candidate.start), document.token_at(candidate.end - 1) + 1
        words = tuple(t.text for t in document.tokens[first:last] if not is_bracket_or_quote(t))
        if words:
            skip = candidate.start - document.tokens[first].start
            names.setdefault((words[0][skip:], *words[1:]), candidate)
    return names


def _standing_at(document: Document, index: int, end: int, names: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    for words in names:
        rest = tuple(t.text for t in document.tokens[index + 1 : min(index + len(words), end)])
        if rest == words[1:]:
            return words
    return None
