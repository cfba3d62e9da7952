"""What linking found out about the parties of an article, as merging asks for it."""

from collections.abc import Sequence
from dataclasses import replace

from rasid.events.facts import Party
from rasid.extractors.base import Candidate, MentionType
from rasid.linking.base import Entity
from rasid.records import GroupKind, PlaceKind, Precision


class Known:
    """What linking found out, as merging asks for it."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        """Index the entities by their mentions."""
        self._index = {(m.type, m.start): n for n, entity in enumerate(entities) for m in entity.mentions}
        self._entities = entities

    def key(self, mention: Candidate) -> int | None:
        """Return the number of the entity that a mention belongs to."""
        return self._index.get((mention.type, mention.start))

    def governorate(self, mention: Candidate) -> str | None:
        """Return the governorate that a place lies in."""
        number = self.key(mention)
        fix = self._entities[number].attributes.get("fix") if number is not None else None
        return fix.governorate if fix is not None else None

    def spot(self, mention: Candidate) -> tuple[float, float] | None:
        """Return latitude and longitude (degrees) of a place that is itself on the map, not only its governorate."""
        number = self.key(mention)
        fix = self._entities[number].attributes.get("fix") if number is not None else None
        if fix is None or fix.lat is None or fix.precision not in (Precision.EXACT, Precision.NEAR):
            return None
        return fix.lat, fix.lon

    def name(self, mention: Candidate) -> str | None:
        """Return the canonical name of a mention's entity."""
        number = self.key(mention)
        return self._entities[number].name if number is not None else None

    def actor(self, party: Party) -> set[str]:
        """Return under what an actor is known: its entity, and its state where it acts for one."""
        if party.state is not None:
            return {f"state:{party.state}"}
        number = self.key(party.mention) if party.mention is not None else None
        if number is None or party.mention is None:
            return set()
        state = self._state(number, party.mention)
        return {str(number), f"state:{state}"} if state else {str(number)}

    def _state(self, number: int, mention: Candidate) -> str | None:
        row = self._entities[number].row
        kind = str(getattr(row, "kind", ""))
        if kind == PlaceKind.COUNTRY or kind.startswith(("state_", "government", "ministry")):
            return str(row.country) if row.country else None
        country = mention.attributes.get("country")
        return str(country) if country else None

    def coalition(self, party: Party) -> set[str]:
        """Return under what an actor is known if it is a coalition: those of these wars fight from the air."""
        number = self.key(party.mention) if party.mention is not None else None
        row = self._entities[number].row if number is not None else None
        return self.actor(party) if getattr(row, "kind", None) is GroupKind.COALITION else set()

    def settled(self, actors: Sequence[Party]) -> list[Party]:
        """Replace bare adjectives («روسية») by the force or state named elsewhere; drop them where it acts already."""
        named = {name for party in actors if party.state is None for name in self.actor(party)}
        result: list[Party] = []
        for party in actors:
            if party.state is None:
                result.append(party)
            elif f"state:{party.state}" not in named:
                named.add(f"state:{party.state}")
                result.append(replace(party, mention=self._bearer(party.state)))
        return result

    def _bearer(self, state: str) -> Candidate | None:
        """Return a mention of a state's forces, else of the state itself."""
        best: Candidate | None = None
        for number, entity in enumerate(self._entities):
            if (
                entity.type in (MentionType.GROUP, MentionType.PLACE)
                and self._state(number, entity.mentions[0]) == state
            ):
                if entity.type is MentionType.GROUP:
                    return entity.mentions[0]
                best = best or entity.mentions[0]
        return best
