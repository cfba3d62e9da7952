"""Arabic of reports: counted nouns, tolls, attached prepositions, dates as they look from the day of publication."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from hijridate import Gregorian

_MASCULINE = ("", "", "", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_FEMININE = ("", "", "", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر")
_TENS = {20: "عشر", 30: "ثلاث", 40: "أربع", 50: "خمس", 60: "ست", 70: "سبع", 80: "ثمان", 90: "تسع"}
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_LEVANT = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
_STANDARD = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
_HIJRI = (
    *("محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة"),
    *("رجب", "شعبان", "رمضان", "شوال", "ذي القعدة", "ذي الحجة"),
)
_ORDINAL_DAYS = ("", "الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر")
_CLOCK = (
    *("الثانية عشرة", "الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة"),
    *("السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة", "الحادية عشرة"),
)


class Noun(NamedTuple):
    """A counted noun: alone (and in the accusative), dual (nominative, else), plural as numbers govern it."""

    one: str
    one_accusative: str
    two: str
    two_oblique: str
    many: str
    feminine: bool = False

    def of(self, number: int, case: str, *, digits: bool) -> str:
        """Return number and noun.

        Args:
            number: At least 1.
            case: ``n``, ``g`` or ``a``.
            digits: Whether numbers that can be written either way are written in digits.
        """
        if number == 1:
            return self.one_accusative if case == "a" else self.one
        if number == 2:
            if case == "n":
                return self.two
            # Unvocalised, «مدنيين» is dual and plural alike; newsrooms add the numeral.
            return f"{self.two_oblique} اثنين" if self.two_oblique == self.many else self.two_oblique
        rest = number % 100
        if 3 <= rest <= 10:
            words = _FEMININE if self.feminine else _MASCULINE
            return f"{number if digits or number > 10 else words[number]} {self.many}"
        if rest == 0:
            return f"{number} {self.one}"
        if number in _TENS and not digits:
            return f"{_TENS[number]}{'ون' if case == 'n' else 'ين'} {self.one_accusative}"
        return f"{number} {self.one_accusative}"


DEAD = Noun("قتيل", "قتيلاً", "قتيلان", "قتيلين", "قتلى")
MARTYR = Noun("شهيد", "شهيداً", "شهيدان", "شهيدين", "شهداء")
WOUNDED = Noun("جريح", "جريحاً", "جريحان", "جريحين", "جرحى")
HURT = Noun("مصاب", "مصاباً", "مصابان", "مصابين", "مصابين")
PERSON = Noun("شخص", "شخصاً", "شخصان", "شخصين", "أشخاص")
CIVILIAN = Noun("مدني", "مدنياً", "مدنيان", "مدنيين", "مدنيين")
CITIZEN = Noun("مواطن", "مواطناً", "مواطنان", "مواطنين", "مواطنين")
FIGHTER = Noun("مقاتل", "مقاتلاً", "مقاتلان", "مقاتلين", "مقاتلين")
MEMBER = Noun("عنصر", "عنصراً", "عنصران", "عنصرين", "عناصر")
YOUTH = Noun("شاب", "شاباً", "شابان", "شابين", "شبان")
FAMILY = Noun("عائلة", "عائلة", "عائلتان", "عائلتين", "عائلات", feminine=True)


class Toll(NamedTuple):
    """How a report counts.

    Attributes:
        killed: Dead; 0 for none told.
        wounded: Wounded; 0 for none told.
        hedge: Empty, ``least`` («ما لا يقل عن») or ``vague`` (no numbers).
        who: The people counted.
        digits: Whether small numbers stand in digits.
        martyrs: The outlet calls its dead so.
    """

    killed: int
    wounded: int
    hedge: str
    who: Noun
    digits: bool
    martyrs: bool

    def nominal(self, case: str) -> str:
        """Return «ثلاثة قتلى و5 جرحى» in a case."""
        dead, hurt = (MARTYR if self.martyrs else DEAD), WOUNDED
        if self.hedge == "vague":
            return " و".join(noun.many for noun, count in ((dead, self.killed), (hurt, self.wounded)) if count)
        parts = [noun.of(n, case, digits=self.digits) for noun, n in ((dead, self.killed), (hurt, self.wounded)) if n]
        return " و".join(parts)

    def clause(self) -> str:
        """Return «قُتل ثلاثة مدنيين وأصيب خمسة آخرون»."""
        verb = "استشهد" if self.martyrs else "قُتل"
        if self.hedge == "vague":
            return f"سقط {self.nominal('n')}"
        if not self.killed:
            return f"أصيب {self._people(self.wounded, 'n')} بجروح"
        first = f"{verb} {self._people(self.killed, 'n')}"
        return f"{first} وأصيب {self._others('n')}" if self.wounded else first

    def noun(self) -> str:
        """Return «مقتل ثلاثة مدنيين وإصابة خمسة آخرين»."""
        verb = "استشهاد" if self.martyrs else "مقتل"
        if self.hedge == "vague":
            return f"سقوط {self.nominal('g')}"
        if not self.killed:
            return f"إصابة {self._people(self.wounded, 'g')} بجروح"
        first = f"{verb} {self._people(self.killed, 'g')}"
        return f"{first} وإصابة {self._others('g')}" if self.wounded else first

    def dead(self, case: str) -> str:
        """Return «ثلاثة مدنيين»; «عدد من المدنيين» where no number is told."""
        if self.hedge == "vague":
            return ("عدداً من " if case == "a" else "عدد من ") + definite(self.who.many)
        return self._people(self.killed, case)

    def _people(self, number: int, case: str) -> str:
        if self.hedge == "least" and number > 2:
            return f"ما لا يقل عن {self.who.of(number, 'g', digits=self.digits)}"
        return self.who.of(number, case, digits=self.digits)

    def _others(self, case: str) -> str:
        if self.wounded == 1:
            return "آخر"
        if self.wounded == 2:
            return "اثنان آخران" if case == "n" else "اثنين آخرين"
        count = _MASCULINE[self.wounded] if self.wounded <= 10 and not self.digits else str(self.wounded)
        return f"{count} {'آخرون' if case == 'n' else 'آخرين'}"


def definite(phrase: str) -> str:
    """Put the article before an indefinite noun."""
    return "ال" + phrase


def to(phrase: str) -> str:
    """Attach ل."""
    return "لل" + phrase[2:] if phrase.startswith("ال") else "ل" + phrase


def pronoun(number: int) -> str:
    """Return the attached pronoun for so many men."""
    return ("", "ه", "هما")[number] if number < 3 else "هم"


def families(rng: Random, number: int) -> str:
    """Return «نحو 300 عائلة» and the like, in words that no case changes."""
    if number >= 200 and rng.random() < 0.25:
        return "مئات العائلات"
    if number < 100 and rng.random() < 0.25:
        return "عشرات العائلات"
    count = FAMILY.of(number, "g", digits=True)
    return f"{rng.choice(('نحو', 'أكثر من', 'قرابة'))} {count}"


def part_of(hour: int) -> str:
    """Return the part of the day in which an hour falls."""
    for end, word in ((6, "فجر"), (12, "صباح"), (15, "ظهر"), (18, "عصر"), (22, "مساء")):
        if hour < end:
            return word
    return "ليل"


def clock(hour: int) -> str:
    """Return «الثامنة صباحاً»."""
    part = part_of(hour)
    return f"{_CLOCK[hour % 12]} {'مساءً' if part == 'مساء' else part + 'اً'}"


def month(day: date, style: str) -> str:
    """Return a month's name: ``levant`` has both («أيار/مايو»)."""
    name = _STANDARD[day.month - 1]
    return f"{_LEVANT[day.month - 1]}/{name}" if style == "levant" else name


def when(rng: Random, day: date, hour: int, published: date, months: str, *, exact: bool) -> str:
    """Return an adverb for a day at most a week before publication.

    Args:
        rng: Source of chance.
        day: The day.
        hour: Hour of the day, which gives its part.
        published: Day of publication.
        months: Style of the names of months.
        exact: Whether the part of the day must be told.
    """
    lag, name, part = (published - day).days, WEEKDAYS[day.weekday()], part_of(hour)
    if part == "ليل" and lag == 1 and rng.random() < 0.6:
        return "الليلة الماضية"
    choices: Sequence[str]
    if lag == 0:
        part = "مساء" if part == "ليل" else part
        choices = (f"{part} اليوم {name}", f"{part} اليوم", f"{part} {name}", f"اليوم {name}", f"اليوم {name}")
    elif lag == 1:
        choices = (f"{part} أمس {name}", f"{part} أمس", f"{part} {name}", f"أمس {name}", f"يوم أمس {name}", "أمس")
    elif lag == 2:
        choices = (f"{part} أول أمس {name}", f"{part} {name}", f"أول أمس {name}", f"يوم {name}", "قبل يومين")
    else:
        choices = (f"{part} يوم {name}", f"{part} {name}", f"يوم {name}", f"يوم {name} الماضي")
    if exact:
        return rng.choice([choice for choice in choices if part in choice])
    chance = rng.random()
    if chance < 0.015:
        return f"في {hijri(day)} الموافق {day.day} {month(day, months)} {day.year}"
    if chance < 0.15 or (lag > 2 and chance < 0.4):
        return absolute(rng, day, published, months)
    return rng.choice(choices)


def hijri(day: date) -> str:
    """Return «28 شعبان 1440 هـ»."""
    other = Gregorian.fromdate(day).to_hijri()
    return f"{other.day} {_HIJRI[other.month - 1]} {other.year} هـ"


def absolute(rng: Random, day: date, published: date, months: str) -> str:
    """Return «في 3 أيار/مايو»; the year stands beside it where it is not that of the publication."""
    name = month(day, months)
    if day.year != published.year:
        return rng.choice(
            (f"في {day.day} {name} {day.year}", f"يوم {WEEKDAYS[day.weekday()]} {day.day} {name} {day.year}")
        )
    if day.month == published.month and rng.random() < 0.3:
        return f"في {day.day} {name} الجاري"
    if day.day <= 10 and rng.random() < 0.3:
        return f"في {_ORDINAL_DAYS[day.day]} من {name}"
    if rng.random() < 0.15:
        return f"بتاريخ {day.day}/{day.month}/{day.year}"
    return rng.choice((f"في {day.day} {name}", f"يوم {WEEKDAYS[day.weekday()]} {day.day} {name}"))


def recalled(rng: Random, day: date, published: date, months: str) -> str:
    """Return an adverb for a day that a report looks back at, from which the day follows."""
    lag, name = (published - day).days, WEEKDAYS[day.weekday()]
    if 2 < lag < 7 and rng.random() < 0.6:
        return rng.choice((f"يوم {name} الماضي", f"يوم {name}"))
    if 2 <= lag <= 10 and rng.random() < 0.4:
        return "قبل يومين" if lag == 2 else f"قبل {_MASCULINE[lag]} أيام"
    if lag == 1 and rng.random() < 0.7:
        return f"أمس {name}"
    return absolute(rng, day, published, months)


def dateline(published: date, months: str) -> str:
    """Return the line of a page that gives its date."""
    return f"{WEEKDAYS[published.weekday()]} {published.day} {month(published, months)} {published.year}"


def days_between(first: date, last: date) -> int:
    """Return whole days from one day to another."""
    return (last - first) // timedelta(days=1)
