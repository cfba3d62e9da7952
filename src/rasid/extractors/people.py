"""People: public figures by table, everyone else by the grammar of names and what stands around it.

Spans are the names alone: titles, quotation marks and proclitics stay outside, kunya and laqab belong to the name. A
name after a class noun (مدينة، كتيبة، نظام …) names something else and is no person.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors._name_context import TITLES, Context, Title
from rasid.extractors._name_grammar import NameGrammar, Parsed
from rasid.extractors._name_judge import NameJudge
from rasid.extractors._name_recall import later_mentions
from rasid.extractors._names import Flag
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Flag as YesNo
from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.registry import nationalities
from rasid.text.tokenize import Sentence, is_bracket_or_quote

_FIGURES = "people.figures"
_LIST_REACH = 8
_SHORT_LINE = 8
"""Tokens: a line with one name only is no longer."""
_OPENING, _CLOSING = frozenset("\"“”„«'"), frozenset("\"“”»'")
_NAME = Flag.GIVEN | Flag.FAMILY
_STARTING = frozenset(("kunya", "mother", "servant"))


class PublicFigure(Row):
    """A public figure.

    Attributes:
        name: Full Arabic name.
        variants: Other spellings, and one-word forms that mean nobody else.
        name_en: English name.
        roles: What the person is or was.
        country: ISO 3166 alpha-2 code.
        world: Named without title or role in articles on other countries too.
    """

    name: str
    variants: Items = ()
    name_en: str
    roles: Items = ()
    country: str | None = None
    world: YesNo = False


class PersonExtractor:
    """Finds people; immutable.

    A candidate's attributes are ``titles`` and ``roles`` as written; those of a later mention by one name are
    ``antecedent``, the start of the full name.
    """

    name = "people"

    def __init__(self) -> None:
        """Load names, titles and public figures."""
        self._grammar = NameGrammar()
        titles, figures = load("titles", Title), load("public_figures", PublicFigure)
        self._titles = tuple((key_of(form), row) for row in titles for form in (row.title, *row.variants))
        self._figures = tuple((key_of(form), row) for row in figures for form in (row.name, *row.variants))

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return titles and public figures."""
        proclitics = frozenset(("", *self._grammar.words.affixes["proclitic"]))
        return (Lexicon(TITLES, self._titles, proclitics), Lexicon(_FIGURES, self._figures, proclitics))

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return people in text order; offsets refer to the normal text."""
        return _Reading(document, self._grammar).people()


class _Reading(NameJudge):
    """One pass over one document."""

    def __init__(self, document: Document, grammar: NameGrammar) -> None:
        figures: dict[int, Hit] = {}
        for hit in document.hits.get(_FIGURES, ()):
            if hit.first not in figures or hit.last > figures[hit.first].last:
                figures[hit.first] = hit
        super().__init__(document, grammar, figures)
        self.found: list[Candidate] = []
        self.parsed: list[Parsed] = []

    def people(self) -> tuple[Candidate, ...]:
        for sentence in self.document.sentences:
            self.read(sentence)
        later = later_mentions(self.document, self.around, self.found, self.parsed)
        return tuple(sorted((*self.found, *later), key=lambda c: (c.start, c.end)))

    def read(self, sentence: Sentence) -> None:
        """Find full names in a sentence."""
        words, particles, tokens = self.grammar.words, self.around.particles, self.tokens
        ages = self.around.ages(sentence)
        i = sentence.first
        while i < sentence.last:
            token = tokens[i]
            if token.kind != "w":
                i = self.latin(i, sentence) if token.kind == "l" else i + 1
                continue
            word = token.text
            known = bool(words.flags.get(word, 0) & Flag.GIVEN) or particles.get(word) in _STARTING
            skip = 0 if known else words.starts.get(word, 0)
            known = known or bool(skip) or self.grammar.is_servant(word)
            if known or i in self.figures or self.is_expected(i, sentence, ages):
                i = self.at(i, skip, sentence, ages, known=known)
            else:
                i += 1

    def is_expected(self, i: int, sentence: Sentence, ages: Sequence[int]) -> bool:
        """Tell whether the context of token ``i`` lets expect a name, unlisted as its first word may be."""
        around, first, tokens = self.around, sentence.first, self.tokens
        if around.has_title(i, first) or around.is_speech(i - 1, first):
            return True
        # The next name of a list, or a line that may hold nothing but a name.
        if self.parsed and i > self.parsed[-1].last >= i - _LIST_REACH and around.is_list(self.parsed[-1].last, i):
            return True
        opens = i == first or tokens[i - 1].kind != "w"
        if opens and sentence.last - first <= _SHORT_LINE and all(t.kind in "pn" for t in tokens[first:i]):
            return True
        # A listed name follows, and what stands before may be the end of a role phrase (مدير المشفى، شنكال يوسف).
        following = tokens[i + 1].text if i + 1 < sentence.last else ""
        if self.grammar.words.flags.get(following, 0) & _NAME and i > first:
            return tokens[i - 1].kind == "p" or tokens[i - 1].text.startswith("ال")
        return bool(ages) and around.before_age(ages, i)

    def at(self, i: int, skip: int, sentence: Sentence, ages: Sequence[int], *, known: bool) -> int:
        """Try a name at token ``i``, past a proclitic of length ``skip``; return the index at which to go on."""
        context = self.around.before(i, sentence, self.parsed[-1] if self.parsed else None)
        if not known and context.listed and len(self.tokens[i].text) > 3 and self.tokens[i].text[0] == "و":
            skip = 1
        figure = self.figures.get(i)
        expected = context.title is not None or context.boundary or self.follows_stop(i, sentence)
        loose = not known and (expected or self.has_role(i, context, sentence)) and not self.is_named(i)
        if figure is not None and not self.is_figure(figure, context, sentence):
            figure = None
        enclosed = self.enclosed(i, context, sentence, ages)
        if enclosed is not None:
            self.add(enclosed, self.tokens[i].start, 0.75, "enclosed", context, None, sentence)
            return enclosed.last
        if known or loose:
            titled = context.title is not None and not context.comma
            run = self.grammar.parse(self.tokens, self.text, i, sentence.last, skip=skip, loose=loose or titled)
            if run is not None and known and (context.head or self.is_place(run, skip, context)):
                return self.after_other(run)
            if run is not None and not context.head and not (figure and figure.last >= run.last):
                judged = self.judge(run, skip, context, sentence, known=known, aged=run.last in ages)
                if judged is not None and self.is_byname(run, context, sentence):
                    self.extend(run)
                    return run.last
                if judged is not None:
                    self.add(run, self.tokens[i].start + skip, *judged, context, None, sentence)
                    return run.last
        if figure is not None and not context.head:
            run = self.grammar.parse(self.tokens, self.text, i, figure.last, skip=len(figure.prefix))
            if run is None or run.last != figure.last:
                run = Parsed(i, figure.last, tuple((k, k + 1, 3) for k in range(i, figure.last)))
            self.add(run, figure.start, 0.95, f"figures:{figure.row.id}", context, figure.row, sentence)
            return figure.last
        if not known and self.is_family_alone(i, context, sentence):
            self.add(Parsed(i, i + 1, ((i, i + 1, 3),)), self.tokens[i].start, 0.7, "family", context, None, sentence)
        return i + 1

    def enclosed(self, i: int, context: Context, sentence: Sentence, ages: Sequence[int]) -> Parsed | None:
        """Return all words between two marks as a name, after a title or before an age (الشاب "فلان الفلاني")."""
        tokens = self.tokens
        if not context.quoted or context.comma or context.head or self.is_named(i):
            return None
        close = next((k for k in range(i + 1, min(i + 6, sentence.last)) if tokens[k].kind != "w"), 0)
        if close - i < 2 or tokens[close].text not in _CLOSING or tokens[i - 1].text not in _OPENING:
            return None
        title = context.title
        announced = title is not None and title.row.kind in ("victim", "honorific", "rank", "cue", "role")
        if not announced and close not in ages and close + 1 not in ages:
            return None
        flags = [self.grammar.flag(token.text) for token in tokens[i:close]]
        if any(f & (Flag.STOP | Flag.HEAD) and not f & (Flag.GIVEN | Flag.FAMILY) for f in flags):
            return None
        if close not in ages and all(token.text.startswith("ال") for token in tokens[i:close]):
            return None  # «مراسل "الشرق العربية"»
        return Parsed(
            i, close, tuple((k, k + 1, 3 if flags[k - i] & (Flag.GIVEN | Flag.FAMILY) else 0) for k in range(i, close))
        )

    def is_named(self, i: int) -> bool:
        """Tell whether token ``i`` begins the name of a group or an organisation (رئيس مكتب حماس خالد مشعل)."""
        token = self.tokens[i]
        return any(self.document.hits_in(name, token.start, token.end) for name in ("actors", "organizations"))

    def after_other(self, run: Parsed) -> int:
        """Return where to go on after a name that names something else: «مدير مستشفى كمال عدوان حسام أبو صفية»."""
        start, stop = self.tokens[max(run.first - 2, 0)].start, self.tokens[run.first].end
        hits = (h for name in ("organizations", "places", "actors") for h in self.document.hits_in(name, start, stop))
        return max((h.last for h in hits if run.first < h.last < run.last), default=run.last)

    def is_figure(self, figure: Hit, context: Context, sentence: Sentence) -> bool:
        """Tell whether a figure's name is used as one: a kunya alone may be anybody's or a village's.

        Of two people of one name a child or a refugee is the other one, as is who stands without title or role in an
        article that speaks of other countries than the figure's.
        """
        row: PublicFigure = figure.row
        if context.title is not None and context.title.row.private:
            return False
        full = figure.last - figure.first > 1
        known = row.world or not self.countries or row.country in (None, *self.countries)
        if full and not known and context.title is None and not self.has_role(figure.first, context, sentence):
            return False
        if figure.last - figure.first > 2 or context.title is not None or context.boundary:
            return True
        return self.around.particles.get(self.tokens[figure.first].text[len(figure.prefix) :]) != "kunya"

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that the article speaks of: by nationality, place or armed actor."""
        told = {row.country for token in self.tokens if (row := nationalities().get(token.text)) is not None}
        for name in ("places", "actors"):
            for hit in self.document.hits.get(name, ()):
                homes = {row.country for row in (hit.row if isinstance(hit.row, tuple) else (hit.row,))}
                told |= homes if len(homes) == 1 else set()
        return frozenset(country for country in told if country)

    def is_family_alone(self, i: int, context: Context, sentence: Sentence) -> bool:
        """Tell whether token ``i`` is a family name alone after a title or a verb of speech (الرئيس الأسد)."""
        title = context.title
        if context.comma or context.head or not self.grammar.flag(self.tokens[i].text) & Flag.ALONE:
            return False
        if self.around.is_speech(i - 1, sentence.first):
            return self.is_closed(i + 1, sentence)
        if title is None or title.row.kind not in ("rank", "honorific", "role"):
            return False
        return self.text.clean[title.start : title.end].startswith(("ال", "لل"))

    def is_place(self, run: Parsed, skip: int, context: Context) -> bool:
        """Tell whether the run, with or without its title, is a place's name (صلاح الدين، الشيخ مقصود)."""
        words = " ".join(token.text for token in self.tokens[run.first : run.last])[skip:]
        places = self.grammar.words.places
        if context.title is None:
            return words in places
        title = self.tokens[context.title.last - 1].text
        return f"{title} {words}" in places or f"{title[1:]} {words}" in places

    def is_byname(self, run: Parsed, context: Context, sentence: Sentence) -> bool:
        """Tell whether the run is a quoted kunya right after a name (علي سرور «أبو تراب»)."""
        if not (context.quoted and self.parsed and self.parsed[-1].last == run.first - 1 and run.last < sentence.last):
            return False
        kunya = self.around.particles.get(self.tokens[run.first].text) == "kunya"
        return kunya and is_bracket_or_quote(self.tokens[run.last])

    def extend(self, run: Parsed) -> None:
        """Take a quoted kunya into the name before it, closing quotation mark included."""
        self.found[-1] = replace(self.found[-1], end=self.tokens[run.last].end)
        self.parsed[-1] = Parsed(self.parsed[-1].first, run.last + 1, self.parsed[-1].parts)

    def latin(self, i: int, sentence: Sentence) -> int:
        """Try a photographer's name in Latin letters beside an agency; return the index at which to go on."""
        tokens, around, k = self.tokens, self.around, i
        while k < sentence.last and tokens[k].kind == "l" and k not in around.title_starting:
            if not self.text.clean[tokens[k].start].isupper():
                break
            k += 1
        before = i - 2 >= sentence.first and tokens[i - 1].text in "-/:" and _is_credit(around.title_ending.get(i - 2))
        after = k + 1 < sentence.last and tokens[k].text in "-/" and _is_credit(around.title_starting.get(k + 1))
        if 2 <= k - i <= 4 and (before or after):
            run = Parsed(i, k, tuple((n, n + 1, 3) for n in range(i, k)))
            self.add(run, tokens[i].start, 0.7, "credit", Context(), None, sentence)
        return max(k, i + 1)

    def add(
        self, run: Parsed, start: int, score: float, rule: str, context: Context, row: Any, sentence: Sentence
    ) -> None:
        """Add a person with titles and roles."""
        roles = (*self.around.role_before(run.first, sentence), *self.around.role_after(run.last, sentence))
        attributes = MappingProxyType(
            {"titles": context.titles, "roles": tuple(r for r in dict.fromkeys(roles) if r not in context.titles)}
        )
        end = self.tokens[run.last - 1].end
        self.found.append(Candidate(MentionType.PERSON, start, end, f"people:{rule}", score, row, attributes))
        self.parsed.append(run)


def _is_credit(hit: Hit | None) -> bool:
    return hit is not None and hit.row.kind == "credit"
