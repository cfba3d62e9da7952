"""Clauses: where one statement of a sentence ends and the next begins."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.words import words

_THAT = frozenset({"ان", "انه", "انها", "بان"})


class Clause(NamedTuple):
    """A stretch of a sentence, in token indices, half-open."""

    first: int
    last: int


class ClauseCutter:
    """Cuts sentences into clauses; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._breaks = words("role_words", "stop") - {".", "؛", ":"} - _THAT
        self._resumes = words("role_words", "resume")
        self._amounts = words("role_words", "amount")

    def cut(self, scene: Scene, triggers: Sequence[Trigger]) -> list[Clause]:
        """Return the clauses of a sentence, in order, without gaps."""
        verbs = {t.first for t in triggers if not t.noun}
        first = scene.sentence.first
        starts = [i for i in range(first + 1, scene.sentence.last) if self._begins(scene, i, i in verbs)]
        return [Clause(a, b) for a, b in pairwise((first, *starts, scene.sentence.last))]

    def _begins(self, scene: Scene, index: int, is_verb: bool) -> bool:
        text, before = scene.tokens[index].text, scene.tokens[index - 1].text
        if text in self._breaks and not is_verb:
            # «ما لا يقل عن 30»: how many, no clause of its own
            after = [scene.text(index + 1), f"{scene.text(index + 1)} {scene.text(index + 2)}"]
            return text != "ما" or self._amounts.isdisjoint(after)
        if is_verb and text.startswith(("و", "ف")):
            return before in ("،", '"', "”", "»")
        if before != "،":
            return False
        token = scene.tokens[index]
        speaks = text.startswith("و") and bool(scene.document.hits_in("speech", token.start, token.end))
        return text in self._resumes or speaks
