"""Writes reports of an invented incident as outlets differ: in blame, count, place, day, wording and sources."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from incident_tables import Frame, OutletRow, Party, SideRow, SourceRow, Spot, TheatreRow, by_id, frames, party, table
from incident_truth import FAMILIES, Incident, Report, Told
from incident_words import (
    CITIZEN,
    CIVILIAN,
    FIGHTER,
    MEMBER,
    PERSON,
    YOUTH,
    Noun,
    Toll,
    absolute,
    clock,
    dateline,
    families,
    pronoun,
    recalled,
    to,
    when,
)

_CLASSES = {"village": "قرية", "town": "بلدة", "city": "مدينة"}
_UNKNOWN_PLANES = Party("طائرات مجهولة", "طائرات مجهولة", "f")
_UNKNOWN_MEN = Party("مسلحون مجهولون", "مسلحين مجهولين", "p")
_SAY = (("قال", "قالت", "إن"), ("أكد", "أكدت", "أن"), ("أفاد", "أفادت", "بأن"), ("ذكر", "ذكرت", "أن"))
_SPACES = re.compile(r" {2,}")
_FEMININE_OUTLETS = ("وكالة", "شبكة", "قناة", "الوكالة", "السومرية")
_HASTY = str.maketrans("أإآ", "ااا")
_NO_SPEAKERS = ("طائرات", "طيران", "مقاتلات", "مسلحون")


class Case(NamedTuple):
    """An incident with the rows behind it.

    Attributes:
        incident: The truth.
        spot: Its place.
        theatre: Where the war is.
        doer: The side that did it, if one did.
        opponent: The other side.
        surname: Family name that the victims share, or empty.
        exact: Every report must tell target and part of the day.
        dated: Every report must tell the day, and the place at its finest.
        placed: Every report must tell the area beside the place.
        coarse: Reports may name the area alone.
    """

    incident: Incident
    spot: Spot
    theatre: TheatreRow
    doer: SideRow | None
    opponent: SideRow | None
    surname: str = ""
    exact: bool = False
    dated: bool = False
    placed: bool = False
    coarse: bool = False

    @property
    def day(self) -> date:
        """The day on which it happened."""
        return date.fromisoformat(self.incident.day)


class Draft(NamedTuple):
    """A report that has no id yet, and the moment of its publication."""

    moment: datetime
    report: Report
    headline: str


class _Fill(dict[str, str]):
    """Values of the gaps of a frame; what is not given is made anew each time it is asked for."""

    def __init__(self, made: Mapping[str, Callable[[], str]], **given: str) -> None:
        super().__init__(given)
        self.made = made

    def __missing__(self, key: str) -> str:
        return self.made[key]()


def drafts(rng: Random, case: Case, number: int, earlier: Sequence[Case], headlines: Sequence[str]) -> list[Draft]:
    """Write reports of one incident, by outlets of their own, the first to appear first.

    Args:
        rng: Source of chance.
        case: The incident.
        number: How many; at most as many as there are outlets.
        earlier: Earlier incidents of the area, which reports may recall.
        headlines: Of other reports, for boxes of related articles.
    """
    outlets = [row for row in table("outlets") if "*" in row.theatres or case.theatre.id in row.theatres]
    start = datetime.combine(case.day, datetime.min.time()) + timedelta(hours=case.incident.hour)
    delays = sorted(_delay(rng) for _ in range(number))
    most = (0, 0)
    made = []
    for order, (outlet, hours) in enumerate(zip(rng.sample(outlets, number), delays, strict=True)):
        moment = start + timedelta(hours=hours, minutes=rng.randrange(60))
        writer = _Writer(rng, case, outlet, moment, update=order > 0 and hours > 3)
        seen = writer.count(hours, most)
        most = (max(most[0], seen[0]), max(most[1], seen[1]))
        made.append(writer.draft(earlier, headlines))
    return made


def _delay(rng: Random) -> int:
    """Return hours until publication: mostly few, at most three days."""
    chance = rng.random()
    return rng.randint(1, 7) if chance < 0.45 else rng.randint(7, 30) if chance < 0.78 else rng.randint(30, 71)


class _Writer:
    """What one outlet makes of one incident."""

    def __init__(self, rng: Random, case: Case, outlet: OutletRow, moment: datetime, *, update: bool) -> None:
        self.rng, self.case, self.outlet, self.moment, self.update = rng, case, outlet, moment, update
        self.published = moment.date()
        self.lean = 0
        if outlet.camp and case.doer:
            self.lean = 1 if outlet.camp == case.doer.camp else -1
        self.type, self.actor = self._told()
        self.toll: Toll | None = None
        self.coarse = case.coarse and rng.random() < 0.12
        self.day_told = case.dated or rng.random() > 0.04
        self.target_told = bool(case.incident.target) and (case.exact or rng.random() < 0.6)

    def count(self, hours: int, most: tuple[int, int]) -> tuple[int, int]:
        """Settle what the report counts, given the highest numbers told before; return dead and wounded as known."""
        rng, truth = self.rng, self.case.incident
        share = rng.uniform(0.3, 0.9) if hours < 4 else rng.uniform(0.6, 1) if hours < 12 else 1.0
        killed, wounded = (max(round(n * share), 1) if n else 0 for n in (truth.killed, truth.wounded))
        if rng.random() < 0.8:
            killed, wounded = max(killed, most[0]), max(wounded, most[1])
        if killed > 2 and rng.random() < 0.15:
            killed += rng.choice((-1, 1, 2))
        if wounded > 3 and rng.random() < 0.25:
            wounded += rng.choice((-2, -1, 1, 2, 3))
        hedge, chance = "", rng.random()
        if chance < 0.12:
            hedge = "least"
        elif chance < 0.2 and killed + wounded > 2:
            hedge = "vague"
        told = (killed, wounded)
        if FAMILIES[self.type] != "attack":
            if hours < 6 and wounded and rng.random() < 0.12:
                told = (0, wounded)
            elif killed and rng.random() < 0.25:
                told = (killed, 0)
        silent = rng.random() < 0.14
        if any(told) and not silent:
            if hedge == "vague" and {1, 2} & set(told):  # «قتلى» are three or more
                hedge = ""
            self.toll = Toll(*told, hedge, self._people(), rng.random() < 0.5, self._martyrs())
        return killed, wounded

    def draft(self, earlier: Sequence[Case], headlines: Sequence[str]) -> Draft:
        """Write the report."""
        rng = self.rng
        fill = self._filling(self.case, self._place(), self._short(), self._when())
        has = self._available()
        headline = self._render(rng.choice(self._fitting("h", has)), fill)
        if not (self.coarse or self.case.placed) and self.rng.random() < 0.05:
            fill["P"] = f"ال{_CLASSES[self.case.spot.row.kind]}"  # the headline has named it
        lead = self._lead(fill, has)
        tells = [
            Told(self.case.incident.id, self.type, self._told_place(), self.case.incident.day if self.day_told else "")
        ]
        paragraphs = [lead, *self._details(fill, has, lead)]
        for text, told in self._background(earlier):
            paragraphs.append(text)
            tells.append(told)
        if rng.random() < 0.12:
            paragraphs[0] = (
                f"{self.outlet.name}: {paragraphs[0]}" if rng.random() < 0.5 else f"{self._desk()} - {paragraphs[0]}"
            )
        if len(paragraphs) > 2 and rng.random() < 0.5:
            paragraphs[:2] = [f"{paragraphs[0]} {paragraphs[1]}"]
        chance = rng.random()
        if chance < 0.05 and not fill["P"].startswith("ال"):
            page, tells = [f"عاجل | {lead}"], tells[:1]
        else:
            page = self._page(f"عاجل: {headline}" if chance > 0.95 else headline, paragraphs, headlines)
        text = "\n\n".join(page)
        if rng.random() < 0.05:
            text = text.translate(_HASTY)
        published = self.moment.isoformat(timespec="minutes") if rng.random() < 0.6 else self.published.isoformat()
        return Draft(self.moment, Report("", text, published, self.outlet.name, tuple(tells)), headline)

    def _told(self) -> tuple[str, Party | None]:
        """Return the type that the report's words say, and whom it blames."""
        rng, case = self.rng, self.case
        truth, family = case.incident.type, case.incident.family
        chance = rng.random()
        if family in ("ground", "agreement"):
            told = "armed_clash" if truth == "territory_captured" and chance < 0.12 else truth
            return told, self._name(case.doer)
        if family == "displacement":
            return truth, None
        if family == "detention":
            told = truth
            if truth == "arrest" and self.lean < 0 and chance < 0.3:
                told = "abduction"
            elif truth == "abduction" and self.lean > 0 and chance < 0.5:
                told = "arrest"
            if rng.random() < 0.8:
                return told, self._name(case.doer)
            return told, _UNKNOWN_MEN if told == "abduction" else None
        if family == "blast":
            told = "explosion" if truth == "suicide_bombing" and chance < 0.3 else truth
            return told, self._name(case.doer) if rng.random() < 0.5 else None
        blame = self._blame()
        if family == "attack":
            if blame == "unknown":
                return truth, _UNKNOWN_MEN
            return truth, self._name({"truth": case.doer, "other": case.opponent}.get(blame))
        if blame == "other":
            return "shelling", self._name(case.opponent)
        told, side = truth, case.doer
        if truth == "air_strike" and chance < 0.18:
            told, side = "shelling", self._side("ground")
        elif truth == "shelling" and chance < 0.12 and self._side("air"):
            told, side = "air_strike", self._side("air")
        if blame == "unknown":
            return told, _UNKNOWN_PLANES if told == "air_strike" else None
        return told, self._name(side) if blame == "truth" else None

    def _blame(self) -> str:
        shares = {-1: (0.9, 0.1, 0.0, 0.0), 0: (0.55, 0.3, 0.15, 0.0), 1: (0.2, 0.4, 0.05, 0.35)}[self.lean]
        return self.rng.choices(("truth", "none", "unknown", "other"), shares)[0]

    def _side(self, arm: str) -> SideRow | None:
        doer = self.case.doer
        if doer is None or arm in doer.arms:
            return doer
        rows = (row for row in table("sides") if row.theatre == doer.theatre and row.camp == doer.camp)
        return next((row for row in rows if arm in row.arms), None)

    def _name(self, side: SideRow | None) -> Party | None:
        """Name a side as the outlet does: with its own name, a neutral one or a hostile one."""
        if side is None:
            return None
        names = side.neutral
        if self.outlet.camp and self.rng.random() < 0.8:
            names = side.own if self.outlet.camp == side.camp else side.hostile
        return party(self.rng.choice(names))

    def _people(self) -> Noun:
        family = self.case.incident.family
        if family == "ground":
            return self.rng.choice((MEMBER, FIGHTER, PERSON))
        if family == "blast":
            return self.rng.choice((PERSON, PERSON, CIVILIAN))
        return self.rng.choice((CIVILIAN, CIVILIAN, PERSON, PERSON, CITIZEN))

    def _martyrs(self) -> bool:
        if self.case.incident.family not in ("strike", "attack"):
            return False
        return self.rng.random() < (0.5 if self.lean < 0 or self.case.theatre.id in ("gz", "lb", "wb") else 0.03)

    def _available(self) -> frozenset[str]:
        truth, toll = self.case.incident, self.toll
        has = {"means"} if truth.means else set()
        if toll:
            has.add("toll")
            if toll.killed:
                has.add("killed")
            if toll.killed > 2:
                has |= {"dead", "names"} if truth.victims else {"dead"}
                if self.case.surname:
                    has.add("surname")
            if len(truth.victims) == truth.killed == toll.killed == 1:
                has |= {"single", "N1"} if truth.family == "attack" else {"single"}
            if toll.wounded > 2:
                has.add("hurt")
            if toll.killed + toll.wounded > 3:
                has.add("T2")
        if truth.family == "detention" and truth.taken > 2:
            has |= {"many", "names"}
        if self.actor:
            has.add("actor")
        if self.case.opponent:
            has.add("opponent")
        if self.target_told:
            has.add("target")
        if self.day_told:
            has.add("clock")
        return frozenset(has)

    def _fitting(self, part: str, has: frozenset[str]) -> list[Frame]:
        """Return the sentences that what the outlet tells can fill, and that do not contradict it."""
        fitting = [frame for frame in frames(self.type, part) if frame.needs <= has]
        if not self.update or not self.toll or self.toll.hedge == "vague":
            fitting = [frame for frame in fitting if not re.search("ارتفاع|ارتفعت", frame.texts["mm"])]
        if self.actor is not None:
            known = [frame for frame in fitting if "مجهول" not in frame.texts["mm"]]
            fitting = known or fitting
        return fitting

    def _lead(self, fill: _Fill, has: frozenset[str]) -> str:
        """Return the first sentence or two: what, where, when, and the toll if the outlet tells one."""
        fitting = self._fitting("l", has)
        wanted = [
            name
            for name, wants in (
                ("target", self.case.exact),
                ("actor", self.actor is not None and self.type not in ("explosion", "suicide_bombing")),
                ("toll", self.toll is not None and self.rng.random() < 0.75),
                ("target", self.target_told and self.rng.random() < 0.5),
            )
            if wants
        ]
        for name in wanted:
            fitting = [frame for frame in fitting if name in frame.needs] or fitting
        frame = self.rng.choice(fitting)
        text = self._render(frame, fill)
        if self.case.exact and "target" not in frame.needs:
            text += f" واستهدف {'القصف' if self.case.incident.family == 'strike' else 'التفجير'} {fill['X']}."
        counts = frames(FAMILIES[self.type], "t")
        if self.toll and "toll" not in frame.needs and counts and self.rng.random() < 0.8:
            text += f" {self._render(self.rng.choice(counts), fill)}"
        return text

    def _details(self, fill: _Fill, has: frozenset[str], lead: str) -> list[str]:
        rng, family = self.rng, FAMILIES[self.type]
        fitting = [frame for frame in frames(family, "d") if frame.needs <= has]
        chosen = rng.sample(fitting, min(len(fitting), rng.randint(1, 3)))
        if self.case.surname and "surname" in has and not any("surname" in frame.needs for frame in chosen):
            chosen += [frame for frame in fitting if "surname" in frame.needs]
        for need in ("names", "single", "T2"):
            same = [frame for frame in chosen if need in frame.needs]
            chosen = [frame for frame in chosen if frame not in same[1:]]
        chosen.sort(key=lambda frame: frame.id)
        texts = [self._render(frame, fill) for frame in chosen]
        if texts and not re.search(r"\bمصدر", lead):
            other = "وأضافت المصادر" if "مصادر" in lead else "وذكر ناشطون"
            texts[0] = texts[0].replace("وأضاف المصدر", other, 1)
        doer = self._name(self.case.doer)
        if any("ولم تتبنَّ" in text for text in texts):
            return texts
        if doer and not self.actor and family in ("strike", "blast", "attack") and rng.random() < 0.3:
            texts.append(self._render(rng.choice(frames(family, "c")), fill, doer))
        elif self.actor and not self.actor.name.startswith(_NO_SPEAKERS) and rng.random() < 0.12:
            against = [frame for frame in frames(family, "n") if frame.needs <= has]
            texts += [self._render(frame, fill) for frame in rng.sample(against, min(1, len(against)))]
        elif self.actor and family == "blast" and rng.random() < 0.6:
            texts.append(self._render(rng.choice(frames(family, "c")), fill))
        return texts

    def _background(self, earlier: Sequence[Case]) -> list[tuple[str, Told]]:
        """Return a paragraph about an earlier incident."""
        rng, case = self.rng, self.case
        twin = [other for other in earlier if other.incident.id == case.incident.twin]
        yearly = case.incident.near == "anniversary" and bool(twin)
        if yearly and rng.random() < 0.8:
            chosen = twin[0]
        elif earlier and rng.random() < 0.3:
            chosen = rng.choice(earlier)
        elif rng.random() < 0.06:
            return [self._past()]
        else:
            return []
        adverb = recalled(rng, chosen.day, self.published, case.theatre.months)
        if yearly and chosen is twin[0] and rng.random() < 0.6:
            name = absolute(rng, chosen.day, self.published, case.theatre.months)
            adverb = f"قبل عام كامل، {name}،"
        same = chosen.spot is case.spot and not self.coarse and rng.random() < 0.4
        class_ = _CLASSES[chosen.spot.row.kind]
        place = f"ال{class_} نفسها" if same else f"{class_} {chosen.spot.row.name}"
        truth = chosen.incident
        toll = None
        if truth.killed + truth.wounded:
            people = MEMBER if truth.family == "ground" else CIVILIAN
            toll = Toll(truth.killed, truth.wounded, "", people, digits=rng.random() < 0.5, martyrs=False)
        writer = _Writer(rng, chosen, self.outlet, self.moment, update=False)
        writer.type, writer.toll, writer.actor = truth.type, toll, self._name(chosen.doer)
        has = writer._available() - {"N1"}
        fitting = [frame for frame in frames(truth.type, "b") if frame.needs <= has]
        if toll:
            fitting = [frame for frame in fitting if "toll" in frame.needs] or fitting
        if not fitting:
            return []
        fill = writer._filling(chosen, place, place, adverb)
        text = writer._render(rng.choice(fitting), fill)
        return [(text, Told(truth.id, truth.type, chosen.spot.row.name, truth.day))]

    def _past(self) -> tuple[str, Told]:
        """Return a paragraph about something years ago that no report of the set has as its main event."""
        case = self.case
        rng = Random(f"past {case.spot.row.id}")  # the same for all reports of the place
        day = case.theatre.since - timedelta(days=rng.randint(200, 600))
        name = absolute(Random(0), day, self.published, case.theatre.months)
        place = f"{_CLASSES[case.spot.row.kind]} {case.spot.row.name}"
        number = rng.randint(4, 30)
        who = CIVILIAN.of(number, "g", digits=True)
        text = f"وكانت {place} قد تعرضت {name} لقصف مدفعي أسفر عن مقتل {who}."
        return text, Told(f"past:{case.spot.row.id}", "shelling", case.spot.row.name, day.isoformat())

    def _render(self, frame: Frame, fill: _Fill, actor: Party | None = None) -> str:
        who = actor or self.actor
        if who:
            fill.update(A=who.name, Ao=who.oblique, Al=to(who.oblique))
        means = self.case.incident.means
        text = frame.texts[(who.gender if who else "m") + (by_id("means")[means].gender if means else "m")]
        return _SPACES.sub(" ", text.format_map(fill)).replace(" .", ".").replace(" ،", "،").strip()

    def _filling(self, case: Case, place: str, short: str, adverb: str) -> _Fill:
        rng, truth, toll = self.rng, case.incident, self.toll
        given = {"P": place, "p": short, "W": adverb, "hurt": "", "dead": "", "many": "", "zero": ""}
        given["Wc"] = f"، {adverb}،" if adverb and rng.random() < 0.4 else adverb
        given["classed"] = "المنطقة" if self.coarse else f"ال{_CLASSES[case.spot.row.kind]}"
        if truth.target:
            row = by_id("targets")[truth.target]
            given |= {"X": row.accusative, "x": row.indefinite}
        if truth.means:
            given |= {"D": by_id("means")[truth.means].form, "Da": by_id("means")[truth.means].accusative}
        opponent = self._name(case.opponent)
        if opponent:
            given |= {"O": opponent.oblique, "Ol": to(opponent.oblique)}
        if not truth.killed + truth.wounded and rng.random() < 0.6:
            given["zero"] = rng.choice(("، من دون ورود أنباء عن سقوط ضحايا", "، واقتصرت الأضرار على الماديات"))
        made: dict[str, Callable[[], str]] = {
            "Sin": self._says,
            "Sby": self._according,
            "Sb": self._reports,
            "T2": self._other_toll,
            "clock": lambda: clock(truth.hour),
            "names": self._names,
            "single": lambda: truth.victims[0],
            "N1": lambda: f"{rng.choice(('المواطن', 'الشاب', 'المدني'))} {truth.victims[0]}",
            "surname": lambda: case.surname,
            "witness": lambda: person(rng, case.incident.country, woman=0),
            "quote": lambda: rng.choice(frames(truth.family, "q")).texts["mm"],
            "conveyed": lambda: _conveyed(rng.choice(case.theatre.quoted)),
        }
        if toll:
            made |= {
                "TH": lambda: toll.nominal("n"),
                "TU": lambda: toll.nominal("g"),
                "TA": lambda: toll.nominal("a"),
                "TM": toll.noun,
                "TC": toll.clause,
                "K": lambda: toll.dead("a"),
                "KN": lambda: toll.dead("n"),
            }
        if truth.family == "detention":
            digits, noun = rng.random() < 0.5, rng.choice((YOUTH, CIVILIAN, PERSON))
            given["them"] = pronoun(truth.taken)
            for key, case_ in (("C", "g"), ("Ca", "a"), ("CN", "n")):
                given[key] = noun.of(truth.taken, case_, digits=digits)
        if truth.family == "displacement":
            given["F"] = families(rng, truth.taken)
        return _Fill(made, **given)

    def _names(self) -> str:
        """Return some of the names of the victims, in an order of the outlet's own."""
        names = self.case.incident.victims
        most = min(len(names), self.toll.killed if self.toll else len(names))
        return " و".join(self.rng.sample(names, self.rng.randint(1, max(most, 1))))

    def _other_toll(self) -> str:
        toll = self.toll
        if toll is None:
            return ""
        more = self.rng.randint(1, 3)
        if toll.killed:
            return toll._replace(killed=toll.killed + more, wounded=0, hedge="").noun()
        return toll._replace(wounded=toll.wounded + more, hedge="").noun()

    def _source(self) -> SourceRow:
        theatre = self.case.theatre.id
        rows = [
            row
            for row in table("sources")
            if ("*" in row.theatres or theatre in row.theatres)
            and not (row.camp and self.outlet.camp and row.camp != self.outlet.camp)
        ]
        if self.rng.random() < 0.1:
            name = self.rng.choice(self.case.theatre.quoted)
            gender = "f" if name.startswith(_FEMININE_OUTLETS) else "m"
            return SourceRow(id="quoted", theatres="*", gender=gender, form=name, oblique=name)
        own = [row for row in rows if "*" not in row.theatres]
        return self.rng.choice(own if own and self.rng.random() < 0.5 else rows)

    def _says(self) -> str:
        row, say = self._source(), self.rng.choice(_SAY)
        return f"{say[row.gender == 'f']} {row.form} {say[2]}"

    def _reports(self) -> str:
        row = self._source()
        return f"{'أفادت' if row.gender == 'f' else 'أفاد'} {row.form} ب"

    def _according(self) -> str:
        row = self._source()
        verb = "أفادت" if row.gender == "f" else "أفاد"
        return self.rng.choice(
            (f"بحسب {row.oblique}", f"وفق {row.oblique}", f"وفقاً {to(row.oblique)}", f"حسبما {verb} {row.form}")
        )

    def _area(self) -> str:
        """Return «في ريف إدلب الجنوبي», «جنوبي إدلب» and the like."""
        spot, rng = self.case.spot, self.rng
        beside = [x.replace("{dir}", spot.direction) for x in spot.area.beside if spot.direction or "{dir}" not in x]
        if beside and rng.random() < 0.35:
            return rng.choice(beside)
        within = self._within()
        return f"ب{within}" if rng.random() < 0.5 else f"في {within}"

    def _within(self) -> str:
        spot = self.case.spot
        fitting = [x.replace("{adj}", spot.adjective) for x in spot.area.within if spot.adjective or "{adj}" not in x]
        return self.rng.choice(fitting)

    def _class(self) -> str:
        kind = self.case.spot.row.kind
        if kind != "city" and self.rng.random() < 0.15:
            kind = "town" if kind == "village" else "village"
        return _CLASSES[kind]

    def _place(self) -> str:
        rng, name = self.rng, self.case.spot.row.name
        if self.coarse:
            return rng.choice((f"بلدة في {self._within()}", f"إحدى قرى {self._within()}", f"مناطق في {self._within()}"))
        if self.case.placed or rng.random() < 0.75:
            return f"{self._class()} {name} {self._area()}"
        return f"{self._class()} {name}"

    def _short(self) -> str:
        rng, name = self.rng, self.case.spot.row.name
        if self.coarse:
            return self._within()
        chance = rng.random()
        if chance < 0.35 and not self.case.placed:
            return name
        return f"{self._class()} {name} {self._area()}" if chance > 0.85 else f"{self._class()} {name}"

    def _told_place(self) -> str:
        return self.case.spot.area.governorate if self.coarse else self.case.spot.row.name

    def _when(self) -> str:
        if not self.day_told:
            return ""
        case = self.case
        return when(self.rng, case.day, case.incident.hour, self.published, case.theatre.months, exact=case.exact)

    def _desk(self) -> str:
        return self.rng.choice((self.case.spot.area.governorate, f"{self.case.spot.area.governorate} - خاص"))

    def _page(self, headline: str, paragraphs: Sequence[str], headlines: Sequence[str]) -> list[str]:
        """Put headline and body into the lines of a page, in about half of the cases with furniture."""
        rng = self.rng
        page = [headline, *paragraphs]
        if rng.random() < 0.35:
            day = dateline(self.published, self.case.theatre.months)
            page.insert(1, f"{day} - {self.moment:%H:%M}" if rng.random() < 0.5 else day)
        if rng.random() < 0.25:
            top = [frame.texts["mm"] for frame in frames("any", "furniture-top")]
            page.insert(0, rng.choice(top[:2]))
            if rng.random() < 0.4:
                page.insert(2, rng.choice(top[2:]))
        if headlines and rng.random() < 0.2:
            label = rng.choice(frames("any", "related")).texts["mm"]
            page.append("\n".join((label, *rng.sample(headlines, min(2, len(headlines))))))
        if rng.random() < 0.2:
            page.append(rng.choice(frames("any", "furniture-end")).texts["mm"])
        return page


def _conveyed(outlet: str) -> str:
    return f"{'ونقلت' if outlet.startswith(_FEMININE_OUTLETS) else 'ونقل'} {outlet}"


@cache
def _names(kind: str, country: str = "") -> tuple[str, ...]:
    return tuple(row.name for row in table("names") if row.kind == kind and row.country == country)


def person(rng: Random, country: str, surname: str = "", *, woman: float = 0.15) -> str:
    """Return an invented name of three words, of a person of a country (ISO 3166 alpha-2)."""
    first = rng.choice(_names("female" if rng.random() < woman else "given"))
    father = rng.choice([name for name in _names("given") if name != first])
    return f"{first} {father} {surname or family_name(rng, country)}"


def family_name(rng: Random, country: str) -> str:
    """Return a surname of a country (ISO 3166 alpha-2)."""
    return rng.choice(_names("family", country.lower()))
