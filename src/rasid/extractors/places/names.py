"""Reading one name, or a list of names, from tokens."""

from typing import NamedTuple

from rasid.document import Document
from rasid.extractors.places.rules import Rules
from rasid.matching import Hit
from rasid.text.tokenize import is_bracket_or_quote

_MOST_NAMES = 12
"""No list of names after one class noun is longer in practice; a bound keeps the scan linear."""
_CLITICS = frozenset({"ال", "لل", "وال", "بال", "فال", "كال", "ولل", "فلل", "و", "ب", "ل", "ك", "ف"})
"""What is left of a word that was cut off names nothing."""
_DASHES = frozenset("-–—/|")
_CLOSING = {"«": "»", "“": "”", '"': '"', "(": ")", "‘": "’", "'": "'", "[": "]", "„": "“"}


class Name(NamedTuple):
    """A name read from tokens: token range, span in the normal text, whether a table lists it, whether quoted."""

    first: int
    last: int
    start: int
    end: int
    listed: bool
    quoted: bool


class NameReader:
    """Reads names at given tokens of one document."""

    def __init__(self, rules: Rules, document: Document, hits: dict[int, Hit]) -> None:
        """Keep the longest hit that starts at each token."""
        self.rules = rules
        self.document = document
        self.tokens = document.tokens
        self.hits = hits
        clean = document.text.clean
        self._parted = " إلي " not in clean and " الي " not in clean

    def read(
        self,
        index: int,
        end: int,
        *,
        capture: bool,
        quoted: bool = False,
        strict: bool = False,
        inner: bool = False,
        settlement: bool = False,
        definite: bool = False,
        village: bool = False,
        listing: bool = False,
    ) -> Name | None:
        """Read one name: listed, quoted, or captured word by word.

        Args:
            index: First token.
            end: Where the sentence ends.
            capture: Take names that no table lists.
            quoted: Take unlisted names in quotation marks only.
            strict: The captured word must be definite or part of a compound («مشفى ميداني» names nothing).
            inner: The name continues a list, so a conjunction before it is no part of it.
            village: A direction is part of a listed name too.
            settlement: An unlisted name may have several words, a direction among them («قرية الجابرية الغربية»).
            definite: An unlisted name must have the article or be a compound.
            listing: The name is one of a list, where all words between two separators are one name.
        """
        tokens = self.tokens
        opened = index
        while index < end and index - opened < 3 and self._opens(index):
            index += 1
        if index >= end:
            return None
        hit = self.hits.get(index)
        if hit is not None and index == opened and self._names_nothing(hit):
            return None
        if hit is not None and hit.last <= end and (not hit.prefix or inner or hit.prefix in ("ل", "و")):
            word = self.document.text.folded[hit.start : hit.end]
            little = max(row.prominence for row in hit.row) <= 2
            if settlement and (listing or (hit.last == index + 1 and (little or word in self.rules.compounds))):
                # «مشيرفة كحلة», whose first word alone is a listed name; «عيناتا الجنوبية» is a name and an adjective.
                enclosed = self._enclosed(index, end)
                longer = enclosed or self._extended(index, hit.last, end, listing=listing)
                if longer > hit.last and (enclosed or not _describes(tokens[hit.last].text)):
                    return Name(index, longer, hit.start, tokens[longer - 1].end, False, index > opened)
            last, stop = self.settled(hit.last, end, hit.end, settlement=village)
            return Name(index, last, hit.start, stop, True, index > opened)
        if index > opened and (capture or quoted):
            close = next((j for j in range(index, min(index + 5, end)) if is_bracket_or_quote(tokens[j])), None)
            if (
                close is not None
                and close > index
                and not (close == index + 1 and tokens[index].text in _CLITICS)
                and all(t.kind in "wn" for t in tokens[index:close])
                and close - index <= 3
            ):
                start = tokens[index].start + self._conjunction(index, inner)
                return Name(index, close, start, tokens[close - 1].end, False, True)
        if not capture:
            return None
        return self._captured(
            index, end, strict=strict, inner=inner, settlement=settlement, definite=definite, listing=listing
        )

    def _names_nothing(self, hit: Hit) -> bool:
        """«مخيمات النازحين»: a word that describes, though a village bears it."""
        word = self.tokens[hit.first].text[len(hit.prefix) :]
        return hit.last == hit.first + 1 and self.rules.nameless(word) and max(r.prominence for r in hit.row) <= 1

    def _opens(self, index: int) -> bool:
        """A quote or bracket before a name; a dash parts words from one another («جسر – إدلب» is a dateline)."""
        token = self.tokens[index]
        return is_bracket_or_quote(token) and token.text not in _DASHES

    def _captured(
        self, index: int, end: int, *, strict: bool, inner: bool, settlement: bool, definite: bool, listing: bool
    ) -> Name | None:
        tokens = self.tokens
        token = tokens[index]
        skip = self._conjunction(index, inner)
        word = token.text[skip:]
        enclosed = settlement and self._enclosed(index, end)
        follows = tokens[index + 1].text if index + 1 < end and tokens[index + 1].kind == "w" else ""
        # «جديدة بكاري», but «قرية جديدة»; «علي», but «على».
        headed = settlement and word in self.rules.compounds and self.rules.continues(follows)
        named = headed or self._is_ali(index, word) or not self.rules.nameless(word)
        unfit = len(word) < 2 or not named
        if token.kind != "w" or (unfit and enclosed <= index + 1):
            return None
        known = headed or word in self.rules.compounds or self._is_ali(index, word)
        if inner and not enclosed and not known and self.rules.is_ordinary(word):
            return None
        noun = self.rules.nouns.get(word)
        if noun is not None and word not in self.rules.compounds:
            return None
        if noun is None and self.rules.bare(token.text)[1] > skip:
            return None
        last = self._compound_end(index, end, word, listing=listing)
        if enclosed:
            last = enclosed
        elif settlement:
            last = self._person_end(index, end, word) if last == index + 1 else last
            last = self._extended(index, last, end, listing=listing)
        if len(word) < 3 and last == index + 1:
            return None
        if strict and last == index + 1:
            last = self._person_end(index, end, word)
        if noun is not None and last == index + 1:
            return None
        if definite and last == index + 1 and not word.startswith("ال"):
            return None
        if strict and last == index + 1 and not word.startswith("ال"):
            # «مشفى ميداني», «جسر معلق»: an indefinite adjective names nothing; «سد تشرين» is listed.
            follows = tokens[last].text if last < end else ""
            if word.endswith(("ي", "يه", "ه")) or (not follows.startswith(("في", "ب")) and _common_pattern(word)):
                return None
        last, stop = self.settled(last, end, tokens[last - 1].end, settlement=settlement)
        stops = settlement and last < end and self.tokens[last].text in self.rules.function_words
        if inner and last < end and not stops and not self._item_ends(last):
            return None
        return Name(index, last, token.start + skip, stop, False, False)

    def _compound_end(self, index: int, end: int, word: str, *, listing: bool) -> int:
        """Return where a name ends whose first word asks for another («تل», «أبو», «بيت»)."""
        tokens, compounds, signs = self.tokens, self.rules.compounds, self.rules.person_signs
        last = index + 1
        open_ended = word in compounds or word.removeprefix("ال") in compounds
        while open_ended and last < end and last < index + 4 and tokens[last].kind == "w":
            text = tokens[last].text
            adjective = (
                text in self.rules.generic
                and not text.startswith("الم")
                and last + 1 < end
                and self._item_ends(last + 1)
            )
            if self.rules.nameless(text) and not adjective and not self._is_ali(last, text):
                break
            joined = text.startswith("و") and (
                last > index + 1
                or index in self.hits
                or self._heads(text[1:])
                or (listing and word not in signs)
                or (len(text) > 3 and self.rules.is_ordinary(text[1:]))  # «حي الوادي وقتلوا»
            )
            if text not in compounds and (joined or text in self.rules.relations or self.rules.bare(text)[1]):
                break
            open_ended = text in compounds
            last += 1
        return last

    def _heads(self, word: str) -> bool:
        """A word after «و» that begins a name of its own («الجفر والجيعة»), and does not end one («بيت واكد»)."""
        return word.startswith("ال") or word in self.rules.compounds

    def _person_end(self, index: int, end: int, word: str) -> int:
        """Return where a person's name ends that a street, mosque or square bears («شارع جمال عبد الناصر»)."""
        tokens, rules = self.tokens, self.rules
        names = rules.given_names | rules.person_signs
        last = index + 1
        if word not in names and word.removeprefix("ال") not in names and word not in rules.titles:
            return last
        while last < end and last < index + 5 and (tokens[last].text in names or self._is_ali(last, tokens[last].text)):
            last += 1
        if last < end and tokens[last].kind == "w" and tokens[last].text.startswith("ال") and last < index + 5:
            text = tokens[last].text
            known = text in rules.facility_modifiers or text in rules.adjectives or rules.nameless(text)
            last += not known
        return last

    def _extended(self, first: int, last: int, end: int, *, listing: bool) -> int:
        """Return where a name of several words ends («خويتلة جوالة», «مقلا كبير»).

        Words are taken in while they are no words of reporting, at most three, and only if then a sign follows, «و», a
        function word or a phrase of place: a word before anything else is more likely the next part of the sentence.
        A known place ends the name; in a list, a listed place ends a listed name, as commas are forgotten there.
        """
        index = last
        listed = first in self.hits and self.hits[first].last == last
        while index < end and index - last < 3:
            token, hit = self.tokens[index], self.hits.get(index)
            known = hit is not None and max(row.prominence for row in hit.row) >= 3
            if hit is not None and not hit.prefix and listed if listing else known:
                break
            if token.kind != "w" or not (self.rules.continues(token.text) or self._is_ali(index, token.text)):
                break
            if token.text in self.rules.compounds and (index - first > 1 or not self._goes_on(index, end)):
                break
            index += 1
        if index > last and (index >= end or self._item_ends(index) or self._sets_off(index)):
            return index
        return last

    def _goes_on(self, index: int, end: int) -> bool:
        """A word follows that may belong to a name."""
        following = self.tokens[index + 1] if index + 1 < end else None
        return following is not None and following.kind == "w" and self.rules.continues(following.text)

    def _is_ali(self, index: int, word: str) -> bool:
        """«علي» the name, which folding makes one with the preposition «على»; some write both with «ي»."""
        end = self.tokens[index].end
        return self._parted and word == "علي" and self.document.clean(end - 1, end) == "ي"

    def _enclosed(self, index: int, end: int) -> int:
        """Return where an item of a list in brackets ends, if it is one of a few words: «(الجنينة، جديد عقيدات)»."""
        opening = next((k for k in range(index - 1, max(index - 40, -1), -1) if self.tokens[k].text in "()\n."), None)
        if opening is None or self.tokens[opening].text != "(":
            return 0
        for last in range(index + 1, min(index + 6, end)):
            if self.tokens[last].text in ("،", ",", ")") or self.tokens[last].text.startswith("و"):
                return last
            if self.tokens[last].kind != "w":
                break
        return 0

    def _sets_off(self, index: int) -> bool:
        """A word after which no name goes on: a function word, an ordinary adjective or verb."""
        text = self.tokens[index].text
        return text in self.rules.ordinary or self.rules.nameless(text)

    def _item_ends(self, index: int) -> bool:
        """After an unlisted name in a list comes a sign, a conjunction, or a word of place."""
        token = self.tokens[index]
        if token.kind == "p" or token.text.startswith("و"):
            return True
        word, _ = self.rules.bare(token.text)
        rules = self.rules
        return word in rules.nouns or word in rules.countryside or word == "في" or word in rules.relations

    def _conjunction(self, index: int, inner: bool) -> int:
        text = self.tokens[index].text
        return 1 if inner and text.startswith("و") and (len(text) > 3 or text[1:] in self.rules.compounds) else 0

    def settled(self, last: int, end: int, stop: int, *, settlement: bool = False) -> tuple[int, int]:
        """Take in «الكبيرة», «الفوقاني», «البلد» after a name, and a direction after a settlement."""
        modifiers = self.rules.settlement_modifiers
        while last < end and (
            self.tokens[last].text in modifiers or (settlement and self.tokens[last].text in self.rules.adjectives)
        ):
            stop = self.tokens[last].end
            last += 1
        if settlement and last < end and self.tokens[last].text in self.rules.bearings:
            # «كبش غربي»: a direction of nothing is part of the name.
            after = self.tokens[last + 1] if last + 1 < end else None
            if after is None or after.kind == "p" or after.text == "في" or after.text.startswith("و"):
                return last + 1, self.tokens[last].end
        return last, stop

    def several(
        self, index: int, end: int, *, capture: bool, definite: bool = False, settlement: bool = False
    ) -> list[Name]:
        """Read «X وY», «(X، Y، وZ ومنطقة W)»; an item that cannot be read does not end the list."""
        names: list[Name] = []
        at = index
        while at < end and len(names) < _MOST_NAMES:
            inner = bool(names)
            at = self._over_separators(at, end, inner)
            if at >= end:
                break
            bare, size = self.rules.bare(self.tokens[at].text)
            noun = self.rules.nouns.get(bare)
            steps_over = noun is not None and noun.in_name == "no" and bare not in self.rules.compounds
            if steps_over and at not in self.hits and (inner or size):
                at += 1
            name = self.read(
                at,
                end,
                capture=capture,
                inner=inner,
                definite=definite,
                settlement=settlement,
                village=settlement,
                listing=settlement,
            )
            beyond = self._next_item(at, end, inner=inner) if name is None and settlement else 0
            if beyond:
                at = beyond
                continue
            if name is None or (inner and not self._joined(names[-1], name)):
                break
            names.append(name)
            at = name.last
        return names

    def _next_item(self, index: int, end: int, *, inner: bool) -> int:
        """Return where an item of a list ends that cannot be read: in brackets, or one or two words between signs."""
        last = self._enclosed(index, end)
        if last or not inner:
            return last
        for last in (index + 1, index + 2):
            if last >= end:
                return 0
            word = self.tokens[last - 1]
            if word.kind != "w" or word.text in self.rules.function_words or last - 1 in self.hits:
                return 0
            if self.tokens[last].text in ("،", ",") or self.tokens[last].text.startswith("و"):
                return last
        return 0

    def _over_separators(self, index: int, end: int, inner: bool) -> int:
        tokens = self.tokens
        while index < end and (is_bracket_or_quote(tokens[index]) or (inner and tokens[index].text in ("،", ",", "و"))):
            index += 1
        return index

    def _joined(self, before: Name, name: Name) -> bool:
        """A list goes on only after a comma or with «و»."""
        between = self.document.text.folded[before.end : name.start]
        return any(sign in between for sign in ("و", "،", ",", "-", "–"))

    def balanced(self, start: int, end: int) -> int:
        """Return the end of a span, past a closing quote whose opening stands within («مخيم "مريم"»)."""
        text = self.document.text.clean
        inside = text[start:end]
        for opening, closing in _CLOSING.items():
            if opening in inside and text[end : end + 1] == closing:
                unclosed = inside.count(opening) % 2 if opening == closing else closing not in inside
                if unclosed:
                    return end + 1
        return end

    def skip_noun(self, index: int) -> int:
        """Step over a class noun that is no part of a name («ريف مدينة X»)."""
        if index < len(self.tokens):
            word = self.tokens[index].text
            row = self.rules.nouns.get(word) or self.rules.nouns.get(word[1:] if word[:1] == "ل" else "")
            whole = index in self.hits and self.hits[index].last > index + 1
            if row is not None and row.in_name == "no" and not whole:
                return index + 1
        return index

    def directions(self, index: int, end: int, stop: int) -> tuple[int, int]:
        """Take in directions: «الشمالي الغربي»."""
        while index < end and self.tokens[index].text in self.rules.adjectives:
            stop = self.tokens[index].end
            index += 1
        return index, stop


def _describes(word: str) -> bool:
    """A definite word that may describe the place before it («المحاصرة», «الحدودية»), and not be part of its name."""
    return word.startswith("الم") or (word.startswith("ال") and word.endswith(("ي", "يه")))


def _common_pattern(word: str) -> bool:
    """A word that looks like a common noun without article: participles and plurals."""
    return (word.startswith(("م", "ت")) and len(word) == 4) or word.endswith(("ات", "ين", "ون"))
