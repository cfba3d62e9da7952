"""Whether a run of name parts is a person here: by its own words, and by what stands around it."""

from rasid.document import Document
from rasid.extractors._name_context import Context, Surroundings
from rasid.extractors._name_grammar import NameGrammar, Parsed
from rasid.extractors._names import Flag
from rasid.matching import Hit
from rasid.text.tokenize import Sentence, is_bracket_or_quote

_TANWIN = "\u064b"


class NameJudge:
    """Judges the runs of one document."""

    def __init__(self, document: Document, grammar: NameGrammar, figures: dict[int, Hit]) -> None:
        """Index what stands around names.

        Args:
            document: The article.
            grammar: The grammar of names.
            figures: Public figures by their first token.
        """
        self.document = document
        self.tokens = document.tokens
        self.text = document.text
        self.grammar = grammar
        self.around = Surroundings(document, grammar)
        self.figures = figures

    def follows_stop(self, i: int, sentence: Sentence) -> bool:
        """Tell whether the word before cannot belong to a name (بينهم فلان الفلاني (19 عاماً))."""
        return i > sentence.first and self.grammar.is_stop(self.tokens[i - 1].text)

    def is_closed(self, last: int, sentence: Sentence) -> bool:
        """Tell whether nothing that may belong to a name stands at token ``last``."""
        if last >= sentence.last:
            return True
        token = self.tokens[last]
        return token.kind in "pn" or self.grammar.is_stop(token.text)

    def judge(
        self, run: Parsed, skip: int, context: Context, sentence: Sentence, *, known: bool, aged: bool
    ) -> tuple[float, str] | None:
        """Return score and rule if the run is a person here."""
        title = context.title
        quoted = context.quoted and run.last < sentence.last and is_bracket_or_quote(self.tokens[run.last])
        support = (
            title is not None
            or aged
            or quoted
            or context.listed
            or self.is_line(run, sentence)
            or self.around.is_speech(run.first - 1, sentence.first)
            or self.around.has_handle(run.last, sentence)
            or (context.comma and bool(self.around.role_before(run.first, sentence)))
            or (title is None and not context.comma and self.has_role(run.first, context, sentence))
        )
        flag = self.grammar.flag(self.tokens[run.first].text[skip:])
        named = aged or quoted or context.listed or (title is not None and title.row.kind != "role")
        if flag & (Flag.STOP | Flag.VERBAL) and not (support and (named or not flag & Flag.VERBAL)):
            return None
        if not known and self.has_tanwin(run):
            return None
        first, *rest = (part[2] for part in run.parts)
        if not rest:
            return self.judge_single(run, first, skip, context, sentence, quoted=quoted)
        best = max(rest)
        if not known:
            lined = (context.listed or self.is_line(run, sentence)) and best == 3 and len(rest) < 4
            if lined and self.is_closed(run.last, sentence):
                return 0.6, "list"
            if (aged and best >= 2) or self.announces(context, best, quoted=quoted):
                return 0.7, "loose"
            return (0.6, "framed") if self.is_framed(run, best, context, sentence) else None
        if first == 3:
            doubtful = best == 0 and skip and not support and not self.tokens[run.last - 1].text.endswith("ي")
            return None if doubtful else (0.9 if best >= 2 else 0.8 if best == 1 else 0.7, "given")
        supported = support and (best >= 1 or title is not None or aged)
        if not supported and (best == 2 or (best == 1 and self.is_closed(run.last, sentence) and self.is_nisba(run))):
            supported = self.stands_free(run.first, skip, sentence)
        elif not supported and best == 1 and self.is_nisba(run):
            supported = self.is_told(run.first - 1, sentence)
        return (0.75, "guarded") if best == 3 or supported else None

    def has_tanwin(self, run: Parsed) -> bool:
        """Tell whether the writer marks a word as an indefinite accusative («استعداداً لشن»): names have none."""
        text = self.document.text
        first, last = text.span(self.tokens[run.first].start, self.tokens[run.last - 1].end)
        return _TANWIN in text.original[first:last]

    def stands_free(self, i: int, skip: int, sentence: Sentence) -> bool:
        """Tell whether an adjective could not stand at token ``i``: nothing indefinite is before it to be qualified."""
        if i == sentence.first:
            return not skip
        before = self.tokens[i - 1]
        if self.tokens[i].text.startswith("ال"):
            return False
        if before.kind != "w" or skip:
            return before.kind == "p" and not skip
        return before.text.startswith("ال") or self.is_told(i - 1, sentence) or self.follows_preposition(i, sentence)

    def follows_preposition(self, i: int, sentence: Sentence) -> bool:
        """Tell whether a preposition, conjunction or the like stands before token ``i``."""
        return i > sentence.first and bool(self.grammar.flag(self.tokens[i - 1].text) & Flag.FUNCTION)

    def is_line(self, run: Parsed, sentence: Sentence) -> bool:
        """Tell whether the name fills its sentence, numbers and signs aside (lists of the dead, bylines)."""
        outside = (*self.tokens[sentence.first : run.first], *self.tokens[run.last : sentence.last])
        return all(token.kind in "pn" for token in outside)

    def is_framed(self, run: Parsed, best: int, context: Context, sentence: Sentence) -> bool:
        """Tell whether an unlisted first word is a name for what stands on both sides (قال شرفان درويش إن)."""
        if not self.is_closed(run.last, sentence) or run.first + 1 in self.figures:
            return False
        if context.title is not None and context.title.row.kind in ("rank", "honorific"):
            return best != 1 and len(run.parts) <= 3
        if best < 3:
            return False
        return self.around.is_speech(run.first - 1, sentence.first) or self.has_role(run.first, context, sentence)

    def has_role(self, i: int, context: Context, sentence: Sentence) -> bool:
        """Tell whether a role phrase of several words ends before token ``i`` (القيادي في الفصيل أبو دجانة)."""
        if i - 1 in self.around.title_ending or not self.around.role_before(i, sentence):
            return False
        word = self.tokens[i - 1].text
        return context.comma or word.startswith("ال") or bool(self.grammar.flag(word) & Flag.PLACE)

    def announces(self, context: Context, best: int, *, quoted: bool) -> bool:
        """Tell whether a title makes an unlisted first word a name; ``best`` is the strongest part after it."""
        title = context.title
        if title is None or (title.row.kind == "byline" and not context.comma):
            return False
        if title.row.kind in ("cue", "byline", "victim"):
            return best >= 1 or quoted
        return self.text.clean[title.start : title.end].startswith("ال") and (best >= 2 or quoted)

    def judge_single(
        self, run: Parsed, strength: int, skip: int, context: Context, sentence: Sentence, *, quoted: bool
    ) -> tuple[float, str] | None:
        """Judge a name of one part: it needs a title, and nothing after it that may belong to it."""
        title = context.title
        following = self.tokens[run.last] if run.last < sentence.last else None
        paired = following is not None and following.text in self.grammar.words.starts and following.text[0] == "و"
        kunya = run.last - run.first > 1 and self.around.particles.get(self.tokens[run.first].text) == "kunya"
        spoken = kunya and strength == 3 and self.is_told(run.first - 1, sentence)
        open_ended = following is not None and following.kind == "w" and not self.grammar.is_stop(following.text)
        if open_ended and not (spoken or paired):
            lone = strength == 3 and title is None and not (context.comma or quoted or skip)
            lone = lone and not self.grammar.flag(self.tokens[run.first].text) & Flag.FEMALE
            return (0.5, "lone") if lone and self.is_told(run.first - 1, sentence) else None
        if title is None and kunya and (quoted or self.has_role(run.first, context, sentence)):
            return 0.6, "kunya"
        if title is None or context.comma:
            told = self.around.is_speech(run.first - 1, sentence.first)
            paused = following is not None and following.text in "،,(" and not context.comma
            speaks = told and (strength == 3 or (paused and strength == 2))
            return (0.6, "speaker") if spoken or speaks else None
        if kunya or quoted:
            return 0.7, "kunya" if kunya else "quoted"
        sure = strength == 3 or (paired and strength == 2 and title.row.kind == "victim")
        return (0.6, "single") if sure and title.row.kind in ("victim", "honorific", "rank") else None

    def is_nisba(self, run: Parsed) -> bool:
        """Tell whether the run ends in a nisba (كريم المحمداوي)."""
        word = self.tokens[run.last - 1].text
        return word.startswith("ال") and word.endswith("ي")

    def is_told(self, i: int, sentence: Sentence) -> bool:
        """Tell whether token ``i`` is a verb, listed or in the present by its form (يقول أبو ناصر)."""
        if i < sentence.first:
            return False
        word = self.tokens[i].text
        present = len(word) > 3 and word[0] in self.grammar.words.affixes["start"]
        return self.around.is_verb(word) or (present and not self.grammar.flag(word))
