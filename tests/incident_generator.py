"""Invented incidents with truth, and reports that tell them in differing ways: an honest, hard set for joining reports.

``world`` makes incidents, some with a twin that must not be joined with it:

* ``next_day``: the same place and type a day later;
* ``next_village``: the same type, day and toll in a place a few kilometres away;
* ``elsewhere``: the same type, day and toll in another governorate;
* ``other_family``: the same place and day, another sort of event;
* ``two_strikes``: the same place, day and type, another target and part of the day, which every report tells;
* ``surname``: the same type and day, victims of the same family name in another place;
* ``namesake``: the same type and day in a place of the same name in another governorate or country;
* ``anniversary``: the same place and type a year later; its reports recall the first.

Besides twins, no two incidents of one family are in one place within four days. What a report does not tell (its day, a
finer place than the governorate) leaves no doubt which incident it is of. ``stream`` gives many reports, without twins.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from incident_tables import SideRow, Spot, TheatreRow, by_id, distance, namesakes, neighbours, spots, table
from incident_text import Case, Draft, drafts, family_name, person
from incident_truth import FAMILIES, Incident, Report, Told, World

__all__ = ["FAMILIES", "NEAR_MISSES", "Incident", "Report", "Told", "World", "stream", "world"]

NEAR_MISSES = (
    *("next_day", "next_village", "elsewhere", "other_family"),
    *("two_strikes", "surname", "namesake", "anniversary"),
)
_WEIGHTS = dict(zip(FAMILIES, (8, 8, 4, 3, 4, 6, 4, 3, 3, 2, 2), strict=True))
_ARMS = {"air_strike": "air", "suicide_bombing": "suicide", "arrest": "police"}
_FITTING = {
    "two_strikes": ("strike", "blast"),
    "surname": ("strike", "attack"),
    "anniversary": ("strike", "blast", "attack"),
}
_GAP = 4
_LAST_DAY = date(2025, 6, 30)
_BATCH = 150
_Taken = dict[tuple[str, str], list[date]]
"""Days on which something of a family happened at a place, by place and family."""


class _Wish(NamedTuple):
    """What an incident is to be like; None where chance decides."""

    theatre: TheatreRow
    spot: Spot | None = None
    type: str | None = None
    day: date | None = None
    hours: tuple[int, ...] = ()
    like: Case | None = None
    not_target: str = ""
    surname: str = ""


def world(seed: int, incidents: int, *, reports_each: tuple[int, int] = (2, 9), near_miss_rate: float = 0.5) -> World:
    """Make incidents and their reports.

    Args:
        seed: The same seed gives the same world.
        incidents: How many incidents.
        reports_each: Least and greatest number of reports of an incident; at most 9.
        near_miss_rate: Share of the incidents that are one of a pair that must not be joined, 0 to 1.

    Raises:
        ValueError: A number is out of its range.
    """
    if incidents < 1 or not 0 <= near_miss_rate <= 1 or not 1 <= reports_each[0] <= reports_each[1] <= 9:
        raise ValueError(f"no world of {incidents} incidents with {reports_each} reports and rate {near_miss_rate}")
    rng = Random(f"world {seed}")
    scene = _Scene(rng, incidents, "i")
    pairs = round(incidents * near_miss_rate / 2)
    for number in range(pairs):
        scene.add_pair(NEAR_MISSES[number % len(NEAR_MISSES)])
    while len(scene.cases) < incidents:
        scene.add()
    reports = scene.reports(reports_each)
    told = tuple(draft.report._replace(id=f"r{number:05d}") for number, draft in enumerate(reports, start=1))
    truth = tuple(case.incident for case in scene.cases)
    return World(truth, told, tuple((case.twin, case.id) for case in truth if case.twin))


def stream(seed: int, reports: int) -> Iterator[Report]:
    """Yield many reports, batch by batch of incidents that share a stretch of time.

    There are no twins, and all reports name the place itself. Incidents of all batches keep their distance in place,
    time and family, so that the labels hold for the whole stream.

    Args:
        seed: The same seed gives the same reports.
        reports: How many.
    """
    number = 0
    taken: _Taken = defaultdict(list)
    for batch in range(reports):
        rng = Random(f"stream {seed} {batch}")
        scene = _Scene(rng, _BATCH, f"b{batch:04d}-", taken)
        while len(scene.cases) < _BATCH:
            scene.add()
        for draft in scene.reports((2, 9), coarse=False):
            if number == reports:
                return
            number += 1
            yield draft.report._replace(id=f"s{number:06d}")


class _Scene:
    """Incidents of a few theatres within a stretch of days of each."""

    def __init__(self, rng: Random, incidents: int, prefix: str, taken: _Taken | None = None) -> None:
        self.rng, self.prefix = rng, prefix
        self.cases: list[Case] = []
        self.taken: _Taken = defaultdict(list) if taken is None else taken
        theatres = sorted(table("theatres"), key=lambda row: row.id)
        self.theatres = rng.sample(theatres, min(len(theatres), max(2, incidents // 25)))
        span = max(12, incidents // len(self.theatres))
        self.windows = {row.id: _window(rng, row, span) for row in theatres}

    def add(self) -> Case:
        """Add an incident of its own."""
        for _ in range(400):
            case = self._try(_Wish(self.rng.choice(self.theatres)))
            if case:
                return self._keep(case)
        raise ValueError("there is no room for so many incidents")

    def add_pair(self, kind: str) -> None:
        """Add an incident and its near miss; where the kind finds none, another kind."""
        for attempt in range(400):
            if attempt and attempt % 50 == 0:
                kind = NEAR_MISSES[(NEAR_MISSES.index(kind) + 1) % len(NEAR_MISSES)]
            base = self._base(kind)
            if base is None:
                continue
            self._note(base, 1)
            wish = _TWINS[kind](self, base)
            twin = self._try(wish, base=base, yearly=kind == "anniversary") if wish else None
            if twin is None:
                self._note(base, -1)
                continue
            first = self._marked(base, kind)
            self._note(base, -1)
            self._keep(first)
            twin = self._marked(twin, kind)
            truth = twin.incident._replace(
                id=f"{self.prefix}{len(self.cases) + 1:04d}", near=kind, twin=self.cases[-1].incident.id
            )
            self._keep(twin._replace(incident=truth))
            return
        raise ValueError(f"there is no room for a near miss of the kind {kind}")

    def reports(self, each: tuple[int, int], *, coarse: bool = True) -> list[Draft]:
        """Write the reports of all incidents, in the order of their publication.

        Args:
            each: Least and greatest number of reports of an incident.
            coarse: Whether some may name the governorate alone, where that is enough.
        """
        self.cases = [case._replace(coarse=coarse and self._lonely(case)) for case in self.cases]
        places: dict[str, list[Case]] = defaultdict(list)
        for case in self.cases:
            places[case.spot.area.id].append(case)
        made: list[Draft] = []
        recent: list[str] = []
        for case in sorted(self.cases, key=lambda case: (case.incident.day, case.incident.id)):
            before = [other for other in places[case.spot.area.id] if 2 <= (case.day - other.day).days <= 400]
            new = drafts(self.rng, case, self.rng.randint(*each), before, recent[-30:])
            recent += [draft.headline for draft in new]
            made += new
        made.sort(key=lambda draft: draft.moment)
        return made

    def _base(self, kind: str) -> Case | None:
        """Try an incident that can have a twin of a kind."""
        rng, theatre = self.rng, self.rng.choice(self.theatres)
        spot = None
        if kind == "namesake":
            rows = [row for row in spots()[theatre.id] if row.row.id in namesakes()]
            if not rows:
                return None
            spot = rng.choice(rows)
        families = _FITTING.get(kind)
        types = [type_ for type_ in theatre.types if families is None or FAMILIES[type_] in families]
        if not types:
            return None
        type_ = rng.choices(types, [_WEIGHTS[x] for x in types])[0]
        hours = (8, 9, 10) if kind == "two_strikes" else ()
        surname = family_name(rng, spots()[theatre.id][0].row.country or "") if kind == "surname" else ""
        return self._try(_Wish(theatre, spot, type_, hours=hours, surname=surname))

    def _try(self, wish: _Wish, *, base: Case | None = None, yearly: bool = False) -> Case | None:
        """Make an incident after a wish; None where it would be too near another one."""
        rng, theatre = self.rng, wish.theatre
        first, last = self.windows[theatre.id]
        day = wish.day or first + timedelta(days=rng.randrange((last - first).days + 1))
        if yearly and day > _LAST_DAY:
            return None
        spot = wish.spot or rng.choice([row for row in spots()[theatre.id] if not row.homonym])
        types = theatre.types
        type_ = wish.type or rng.choices(types, [_WEIGHTS[x] for x in types])[0]
        if type_ not in types:
            return None
        family = FAMILIES[type_]
        key = (spot.row.id, family)
        free = [other for other in self.taken[key] if abs((other - day).days) < _GAP]
        if base is not None and (base.spot.row.id, base.incident.family) == key and base.day in free:
            free.remove(base.day)
        if free:
            return None
        sides = self._sides(theatre, type_, wish.like)
        if sides is None:
            return None
        return self._case(wish, spot, day, type_, sides)

    def _sides(
        self, theatre: TheatreRow, type_: str, like: Case | None
    ) -> tuple[SideRow | None, SideRow | None] | None:
        """Return who did it and the other side; None where no side of the theatre does such things."""
        rng = self.rng
        if type_ == "displacement" or (type_ == "explosion" and rng.random() < 0.5):
            return None, None
        rows = [row for row in table("sides") if row.theatre == theatre.id]
        fights = FAMILIES[type_] in ("ground", "agreement")
        fitting = [row for row in rows if _ARMS.get(type_, "ground") in row.arms or (fights and "fight" in row.arms)]
        if like and like.doer in fitting:
            fitting = [like.doer]
        if not fitting:
            return None
        doer = rng.choice(fitting)
        others = [row for row in rows if row.camp != doer.camp and {"ground", "fight"} & set(row.arms)]
        if like and like.opponent in others:
            others = [like.opponent]
        return doer, rng.choice(others)

    def _case(
        self,
        wish: _Wish,
        spot: Spot,
        day: date,
        type_: str,
        sides: tuple[SideRow | None, SideRow | None],
    ) -> Case:
        rng, family = self.rng, FAMILIES[type_]
        doer, opponent = sides
        like = wish.like.incident if wish.like else None
        targets = [row.id for row in table("targets") if family in row.families and row.id != wish.not_target]
        means = [row.id for row in table("means") if row.type == type_]
        killed, wounded, taken = (
            (like.killed, like.wounded, like.taken) if like and like.type == type_ else _toll(rng, type_)
        )
        if wish.surname and killed < 3:
            killed = rng.randint(3, 8)
        counted = taken if family == "detention" else killed if family in ("strike", "blast", "attack", "ground") else 0
        country = spot.row.country or ""
        victims = [
            person(rng, country, wish.surname, woman=0 if counted == 1 or family in ("ground", "detention") else 0.2)
            for _ in range(min(counted, 6))
        ]
        truth = Incident(
            id=f"{self.prefix}{len(self.cases) + 1:04d}",
            type=type_,
            family=family,
            place=spot.row.name,
            gazetteer_id=spot.row.id,
            governorate=spot.area.governorate,
            country=country,
            lat=spot.row.lat or 0.0,
            lon=spot.row.lon or 0.0,
            day=day.isoformat(),
            hour=rng.choice(wish.hours) if wish.hours else _hour(rng, type_),
            actor=doer.registry if doer else "",
            opponent=opponent.registry if opponent and family in ("ground", "agreement") else "",
            target=rng.choice(targets) if targets else "",
            means=rng.choice(means) if means else "",
            killed=killed,
            wounded=wounded,
            taken=taken,
            victims=tuple(dict.fromkeys(victims)),
        )
        return Case(truth, spot, wish.theatre, doer, opponent, wish.surname)

    def _marked(self, case: Case, kind: str) -> Case:
        """Have the reports of a pair tell what sets the two apart."""
        return case._replace(dated=True, exact=kind == "two_strikes", placed=kind == "namesake")

    def _keep(self, case: Case) -> Case:
        self.cases.append(case)
        self._note(case, 1)
        return case

    def _note(self, case: Case, step: int) -> None:
        days = self.taken[case.spot.row.id, case.incident.family]
        if step > 0:
            days.append(case.day)
        else:
            days.remove(case.day)

    def _lonely(self, case: Case) -> bool:
        """Whether the governorate and the day alone tell which incident it is."""
        if case.dated or case.incident.type == "territory_captured":
            return False
        return not any(
            other is not case
            and other.spot.area.id == case.spot.area.id
            and other.incident.family == case.incident.family
            and abs((other.day - case.day).days) <= _GAP
            for other in self.cases
        )

    # The twins, each as a wish made after the first incident; None where the first cannot have such a one.

    def next_day(self, base: Case) -> _Wish | None:
        return _Wish(base.theatre, base.spot, base.incident.type, base.day + timedelta(days=1), like=self._like(base))

    def next_village(self, base: Case) -> _Wish | None:
        near = neighbours(base.spot.row.id, 8)[:4]
        near = tuple(spot for spot in near if not spot.homonym)
        return _Wish(base.theatre, self.rng.choice(near), base.incident.type, base.day, like=base) if near else None

    def elsewhere(self, base: Case) -> _Wish | None:
        far = [spot for spot in spots()[base.theatre.id] if spot.area.id != base.spot.area.id and not spot.homonym]
        far = [spot for spot in far if distance(spot.row, base.spot.row) > 40]
        return _Wish(base.theatre, self.rng.choice(far), base.incident.type, base.day, like=base) if far else None

    def other_family(self, base: Case) -> _Wish | None:
        types = [type_ for type_ in base.theatre.types if FAMILIES[type_] != base.incident.family]
        return _Wish(base.theatre, base.spot, self.rng.choice(types), base.day)

    def two_strikes(self, base: Case) -> _Wish | None:
        like = self._like(base)
        hours, target = (19, 20, 21), base.incident.target
        return _Wish(base.theatre, base.spot, base.incident.type, base.day, hours, like, not_target=target)

    def surname(self, base: Case) -> _Wish | None:
        others = [spot for spot in spots()[base.theatre.id] if spot.row.id != base.spot.row.id and not spot.homonym]
        spot = self.rng.choice(others)
        return _Wish(base.theatre, spot, base.incident.type, base.day, like=base, surname=base.surname)

    def namesake(self, base: Case) -> _Wish | None:
        spot = self.rng.choice(namesakes()[base.spot.row.id])
        theatre = by_id("theatres")[spot.area.theatre]
        if not theatre.since <= base.day <= theatre.until:
            return None
        return _Wish(theatre, spot, base.incident.type, base.day, like=base)

    def anniversary(self, base: Case) -> _Wish | None:
        day = base.day
        if (day.month, day.day) == (2, 29):
            return None
        return _Wish(base.theatre, base.spot, base.incident.type, day.replace(year=day.year + 1), like=self._like(base))

    def _like(self, base: Case) -> Case | None:
        """Give the twin the sides and the toll of the first, or some of its own."""
        return base if self.rng.random() < 0.5 else None


_TWINS = {kind: getattr(_Scene, kind) for kind in NEAR_MISSES}


def _window(rng: Random, theatre: TheatreRow, span: int) -> tuple[date, date]:
    days = (theatre.until - theatre.since).days
    first = theatre.since + timedelta(days=rng.randrange(max(days - span, 1)))
    return first, min(first + timedelta(days=span), theatre.until)


def _hour(rng: Random, type_: str) -> int:
    if type_ in ("arrest", "abduction"):
        return rng.choice((4, 5, 5, 9, 10, 12, 19, 20, 22))
    return rng.choice((4, 5, 8, 9, 10, 10, 12, 13, 15, 16, 17, 18, 19, 20, 22))


def _toll(rng: Random, type_: str) -> tuple[int, int, int]:
    """Return dead, wounded, and people taken or families displaced."""
    family = FAMILIES[type_]
    if family == "detention":
        return 0, 0, rng.choice((1, 2, 3, 3, 4, 5, 6, 7, 8, 12, 15, 20))
    if family == "displacement":
        return 0, 0, rng.choice((40, 60, 80, 120, 200, 300, 400, 700))
    if family == "agreement":
        return 0, 0, 0
    if type_ == "territory_captured" and rng.random() < 0.5:
        return 0, 0, 0
    most = rng.choices((1, 3, 9, 40), (0.2, 0.35, 0.35, 0.1))[0]
    least = 1 if type_ in ("suicide_bombing", "attack_on_civilians") else 0
    killed = rng.randint(least, most)
    wounded = rng.randint(0, 6) if family == "attack" else rng.randint(0, 2 * killed + 6)
    return killed, wounded, 0


def labels(reports: Sequence[Report]) -> Mapping[tuple[str, int], str]:
    """Return the incident of each event told, by report id and place in ``tells``."""
    return {(report.id, number): told.incident for report in reports for number, told in enumerate(report.tells)}
