"""A member's own Netflix viewing activity (ViewingActivity.csv) in, viewings, and plays of our items, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from matinee.catalog.importers.rows import Rejected, Row, read_rows
from matinee.catalog.view import CatalogView
from matinee.core.clock import from_iso, to_iso
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Event

SOURCE: Final = "netflix"
NEEDED: Final = ("Profile Name", "Start Time", "Duration", "Title")
_SEASON: Final = re.compile(
    r"^(?P<series>.+?): (?:(?:Season|Series|Part|Volume|Book|Chapter|Collection|Staffel|Teil|Saison|Partie|Temporada"
    r"|Parte|Stagione|Seizoen|Säsong|Sæson|Sesong|Sezon) (?P<season>\d+)[^:]*|Limited Series|Miniseries|Miniserie): "
    r"(?P<episode>.+?)(?: \((?:Episode|Folge|Épisode|Episodio|Episódio|Aflevering|Avsnitt) (?P<number>\d+)\))?$"
)
_NUMBERED: Final = re.compile(r"^(?:Episode|Folge|Épisode|Episodio|Episódio|Aflevering|Avsnitt) (\d+)$")
_DEVICES: Final = (
    ("desktop", r"cadmium|browser|windows app"),
    ("phone", r"iphone|ipod|phone|mobile|pixel|galaxy (?:s|note|a)\d"),
    ("tablet", r"ipad|tablet|\btab\b|kindle"),
    ("desktop", r"windows|mac\b|macos|chrome|firefox|safari|edge|linux|\bpc\b|computer"),
    ("tv", r"tv|roku|fire|chromecast|playstation|ps[345]|xbox|wii|set.?top|stb|blu-?ray|shield|box"),
)


class Viewing(NamedTuple):
    """One line of the file. `at` is the start in UTC microseconds; `season` and `number` are None where not said."""

    line: int
    profile: str
    at: int
    seconds: float
    title: str
    series: str
    season: int | None
    episode: str
    number: int | None
    device: str
    autoplay: bool
    position_seconds: float | None
    country: str


@dataclass(frozen=True, slots=True)
class History:
    """What a file holds: viewings, how many lines were trailers and other extras, and lines that could not be read."""

    viewings: tuple[Viewing, ...]
    n_extras: int
    rejected: tuple[Rejected, ...]

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles of the account, the busiest first."""
        return tuple(name for name, _ in Counter(viewing.profile for viewing in self.viewings).most_common())


@dataclass(frozen=True, slots=True)
class Matches:
    """Viewings with the row of the item they show; titles that the catalogue lacks, with how often they were seen."""

    plays: tuple[tuple[Viewing, int], ...]
    unmatched: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Matched viewings of all, in [0, 1]; 0 for none."""
        lost = sum(n for _, n in self.unmatched)
        return len(self.plays) / (len(self.plays) + lost) if self.plays else 0.0


def read_history(path: Path) -> History:
    """ViewingActivity.csv -> History; trailers and whatever else has a Supplemental Video Type are counted as extras.

    Raises:
        InvalidInput: no such file, or columns are missing; the text says how one gets the right one.
    """
    viewings: list[Viewing] = []
    rejected: list[Rejected] = []
    n_extras = 0
    for row in read_rows(path):
        if isinstance(row, Rejected):
            rejected.append(row)
            continue
        _check_columns(path, row.record)
        if (row.record.get("Supplemental Video Type") or "").strip():
            n_extras += 1
            continue
        try:
            viewings.append(_viewing(row))
        except ValueError as error:
            rejected.append(Rejected(row.line, str(error)))
    return History(tuple(viewings), n_extras, tuple(rejected))


def _check_columns(path: Path, record: Mapping[str, str]) -> None:
    if missing := [name for name in NEEDED if name not in record]:
        way_out = (
            "ask Netflix for a copy of your data (Account, Security, Personal info) and give its ViewingActivity.csv"
        )
        raise InvalidInput(f"{path.name} has no column {', '.join(missing)}", way_out)


def _viewing(row: Row) -> Viewing:
    """Raises ValueError where a cell cannot be read."""
    cells = {name: (value or "").strip() for name, value in row.record.items()}
    if not cells["Title"]:
        raise ValueError("Title is empty")
    found = _SEASON.match(cells["Title"])
    numbered = _NUMBERED.match(found["episode"]) if found else None
    number = (found and found["number"]) or (numbered and numbered[1])
    return Viewing(
        line=row.line,
        profile=cells["Profile Name"],
        at=_start(cells["Start Time"]),
        seconds=_seconds(cells["Duration"]),
        title=cells["Title"],
        series=found["series"] if found else "",
        season=int(found["season"]) if found and found["season"] else None,
        episode=found["episode"] if found else "",
        number=int(number) if number else None,
        device=device_class(cells.get("Device Type", "")),
        autoplay="autoplayed" in cells.get("Attributes", "").lower(),
        position_seconds=_position(cells.get("Bookmark", "")),
        country=cells.get("Country", "")[:2].upper(),
    )


def _start(text: str) -> int:
    try:
        return from_iso(text)
    except ValueError as error:
        raise ValueError(f"Start Time {text[:40]!r} is no time; write 2021-03-05 20:14:33") from error


def _seconds(text: str) -> float:
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise ValueError(f"Duration {text[:40]!r} is no time; write 00:42:11")
    hours, minutes, seconds = map(int, parts)
    return float(hours * 3600 + minutes * 60 + seconds)


def _position(text: str) -> float | None:
    try:
        return _seconds(text)
    except ValueError:
        return None  # "Not latest view" and the like


def device_class(text: str) -> str:
    """The class of a device by its name, "" where the name tells nothing.

    Example:
        >>> device_class("Samsung 2018 Kant-M UHD TV Smart TV"), device_class("Apple iPhone 12 Pro")
        ('tv', 'phone')
    """
    return next((name for name, pattern in _DEVICES if re.search(pattern, text.lower())), "")


Finder = Callable[[str], Sequence[int]]
"""A title -> the rows of items that have it, typos allowed; from search."""


def match(viewings: Iterable[Viewing], view: CatalogView, find: Finder) -> Matches:
    """Viewings -> what of them the catalogue has.

    The whole title is looked for first; then, for an episode, its series, and in it the part with that season and
    number or title, else the series itself. Of several items with one title the newest stands for it that was out
    when it was seen.
    """
    plays: list[tuple[Viewing, int]] = []
    unmatched: Counter[str] = Counter()
    found: dict[str, tuple[int, ...]] = {}
    for viewing in viewings:
        row = _row_of(viewing, view, lambda title: found.setdefault(title, tuple(find(title))))
        if row is None:
            unmatched[viewing.series or viewing.title] += 1
        else:
            plays.append((viewing, row))
    return Matches(tuple(plays), tuple(unmatched.most_common()))


def _row_of(viewing: Viewing, view: CatalogView, find: Finder) -> int | None:
    row = _newest(find(viewing.title), view, viewing.at)
    if row is None and viewing.series:
        series = _newest(find(viewing.series), view, viewing.at)
        return series if series is None else _part(viewing, view, series)
    return row


def _newest(rows: Sequence[int], view: CatalogView, at: int) -> int | None:
    out = [row for row in rows if view.year[row] <= int(to_iso(at)[:4])] or list(rows)
    return max(out, key=lambda row: (int(view.year[row]), -row), default=None)


def _part(viewing: Viewing, view: CatalogView, series: int) -> int:
    """The episode of a series that was seen, the series where it is not known."""
    for row in view.families.parts_of(int(view.family[series])).tolist():
        if view.titles[row].casefold() == viewing.episode.casefold():
            return int(row)
        season = view.number[view.parent[row]] if view.parent[row] != view.family[row] else viewing.season or 1
        if viewing.number is not None and (viewing.season or 1, viewing.number) == (season, view.number[row]):
            return int(row)
    return series


def as_events(plays: Iterable[tuple[Viewing, int]], view: CatalogView, members: Mapping[str, str]) -> Iterator[Event]:
    """Matched viewings -> one `play` event each, with its seconds; profiles that `members` does not name are left out.

    Args:
        plays: from `match`.
        view: the catalogue that they were matched to.
        members: name of a profile in the file -> member.
    """
    for viewing, row in plays:
        member = members.get(viewing.profile)
        if member is None:
            continue
        item = view.ids[row]
        yield Event(
            event_id=stable_id(member, item, "play", viewing.at, viewing.seconds),
            kind="play",
            at=viewing.at,
            member=member,
            item=item,
            seconds=viewing.seconds,
            position_seconds=viewing.position_seconds,
            autoplay=viewing.autoplay,
            device=viewing.device,
            surface="other",
            source=SOURCE,
        )
