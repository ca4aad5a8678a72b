"""Three small houses of one's own, made from a list of things and a seed: a streaming service, a shop, a newspaper.

python examples/own/make.py [FOLDER]      # FOLDER/{streaming,shop,newspaper}/{items,events}; without it: examples/own

Titles of films are those of real films of the years 1915 to 1942; goods, articles and everybody's doings are made up.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import sys
from pathlib import Path

FILMS = """
Metropolis;1927;Science fiction|Drama;Fritz Lang|Brigitte Helm;153
M;1931;Crime|Thriller;Fritz Lang|Peter Lorre;117
Woman in the Moon;1929;Science fiction|Romance;Fritz Lang;169
Nosferatu;1922;Horror;F. W. Murnau|Max Schreck;94
Faust;1926;Horror|Drama;F. W. Murnau|Emil Jannings;106
Sunrise;1927;Drama|Romance;F. W. Murnau|Janet Gaynor;94
The Last Laugh;1924;Drama;F. W. Murnau|Emil Jannings;90
The Cabinet of Dr. Caligari;1920;Horror|Thriller;Conrad Veidt;76
Waxworks;1924;Horror;Conrad Veidt|Emil Jannings;84
The Golem;1920;Horror;Paul Wegener;86
Haxan;1922;Horror;Benjamin Christensen;105
The Phantom of the Opera;1925;Horror|Romance;Lon Chaney;93
The Hunchback of Notre Dame;1923;Drama|Horror;Lon Chaney;117
Sherlock Jr.;1924;Comedy;Buster Keaton;45
The General;1926;Comedy|Adventure;Buster Keaton;79
Steamboat Bill, Jr.;1928;Comedy|Romance;Buster Keaton;70
Our Hospitality;1923;Comedy|Romance;Buster Keaton;74
The Navigator;1924;Comedy|Adventure;Buster Keaton;59
Seven Chances;1925;Comedy|Romance;Buster Keaton;56
The Kid;1921;Comedy|Drama;Charlie Chaplin;68
The Gold Rush;1925;Comedy|Adventure;Charlie Chaplin;95
City Lights;1931;Comedy|Romance;Charlie Chaplin;87
The Circus;1928;Comedy;Charlie Chaplin;72
Modern Times;1936;Comedy|Romance;Charlie Chaplin;87
Safety Last!;1923;Comedy;Harold Lloyd;74
The Freshman;1925;Comedy;Harold Lloyd;76
Girl Shy;1924;Comedy|Romance;Harold Lloyd;87
The Thief of Bagdad;1924;Adventure|Romance;Douglas Fairbanks;155
The Mark of Zorro;1920;Adventure;Douglas Fairbanks;79
Robin Hood;1922;Adventure;Douglas Fairbanks;143
The Black Pirate;1926;Adventure;Douglas Fairbanks;94
The Lost World;1925;Adventure|Science fiction;Wallace Beery;106
A Trip to Mars;1918;Science fiction;Gunnar Tolnaes;97
Aelita;1924;Science fiction|Drama;Yakov Protazanov;113
Wings;1927;Adventure|Romance;Clara Bow;144
It;1927;Comedy|Romance;Clara Bow;72
Battleship Potemkin;1925;Drama;Sergei Eisenstein;75
Strike;1925;Drama;Sergei Eisenstein;82
Man with a Movie Camera;1929;Documentary;Dziga Vertov;68
Nanook of the North;1922;Documentary;Robert Flaherty;79
Berlin;1927;Documentary;Walter Ruttmann;65
The Lodger;1927;Crime|Thriller;Alfred Hitchcock;90
Blackmail;1929;Crime|Thriller;Alfred Hitchcock;84
The 39 Steps;1935;Crime|Thriller;Alfred Hitchcock;86
The Lady Vanishes;1938;Thriller|Comedy;Alfred Hitchcock;96
Underworld;1927;Crime|Drama;Josef von Sternberg;80
The Docks of New York;1928;Drama|Romance;Josef von Sternberg;76
Pandora's Box;1929;Drama|Crime;Louise Brooks;133
"""
GOODS = """
Moka pot, three cups;Coffee;Aldo;24.5
Moka pot, six cups;Coffee;Aldo;31
Hand grinder;Coffee;Aldo;49
Espresso beans 1 kg;Coffee;Rosta;17.9
Filter beans 500 g;Coffee;Rosta;11.5
Decaf beans 500 g;Coffee;Rosta;12.5
Paper filters;Coffee;Plain;3.2
Milk jug;Coffee;Plain;14
Green tea 200 g;Tea;Hane;9.8
Black tea 200 g;Tea;Hane;8.5
Herb tea 100 g;Tea;Hane;5.9
Cast iron teapot;Tea;Hane;64
Glass teapot;Tea;Plain;29
Tea strainer;Tea;Plain;6.5
Sourdough starter;Baking;Mill;7.5
Bread flour 5 kg;Baking;Mill;9.9
Rye flour 5 kg;Baking;Mill;10.9
Spelt flour 2 kg;Baking;Mill;6.4
Proving basket;Baking;Plain;18
Dough scraper;Baking;Plain;5
Baking stone;Baking;Plain;38
Loaf tin;Baking;Plain;16
Chef's knife;Knives;Sheff;79
Bread knife;Knives;Sheff;54
Paring knife;Knives;Sheff;24
Whetstone;Knives;Sheff;32
Knife block;Knives;Plain;45
Cutting board, oak;Knives;Plain;39
Iron pan 24 cm;Pans;Ferro;42
Iron pan 28 cm;Pans;Ferro;52
Wok;Pans;Ferro;48
Stock pot;Pans;Ferro;69
Saucepan;Pans;Ferro;37
Pan scrubber;Pans;Plain;4.5
Olive oil 1 l;Larder;Campo;14.9
Sea salt 1 kg;Larder;Campo;4.9
Black pepper 100 g;Larder;Campo;5.5
Tomatoes, six tins;Larder;Campo;8.9
Spaghetti 3 kg;Larder;Campo;7.9
Honey 500 g;Larder;Campo;9.5
"""
ARTICLES = """
Council votes on the new tram line;City
Why the old market hall stays open;City
Night buses return in spring;City
A bridge is closed for a year;City
The river gets a bathing place;City
Rents rise more slowly than last year;City
Who will run for mayor;Politics
What the budget leaves out;Politics
Parliament argues about school meals;Politics
Small parties before the vote;Politics
The minister explains herself;Politics
A coalition after nine weeks;Politics
Late goal saves the draw;Sport
The marathon's youngest winner;Sport
Handball: the cup stays here;Sport
Why the coach left in autumn;Sport
Rowers train before sunrise;Sport
A chess club without a room;Sport
The orchestra plays in a garage;Culture
Three novels for long evenings;Culture
A painter returns after thirty years;Culture
The cinema that shows one film;Culture
New songs from the harbour;Culture
What the theatre costs and brings;Culture
How heat pumps fare in old houses;Science
Bees count to four;Science
The telescope on the school roof;Science
A vaccine against ticks;Science
What the lake's mud remembers;Science
Rain that nobody forecast;Science
The baker who works by day;Economy
Shipyard takes on sixty people;Economy
Fewer parcels, more returns;Economy
A bank branch comes back;Economy
Craftspeople look for heirs;Economy
What bread will cost;Economy
Bread soup as grandmother made it;Life
A balcony full of beans;Life
Learning to swim at sixty;Life
Letters instead of messages;Life
Walking the old railway;Life
Sleep, and how to find it;Life
"""
END = dt.datetime(2026, 11, 21, 22, tzinfo=dt.UTC)
N_MEMBERS, DAYS = 40, 28


def lines(text: str) -> list[list[str]]:
    """The rows of a list above."""
    return [line.split(";") for line in text.strip().splitlines()]


def films() -> list[dict[str, object]]:
    """The streaming service's catalogue."""
    return [
        {
            "item": f"film-{n}", "title": title, "kind": "film", "year": int(year), "genres": genres.split("|"),
            "people": people.split("|"), "seconds": 60 * int(minutes),
        }
        for n, (title, year, genres, people, minutes) in enumerate(lines(FILMS), 1)
    ]  # fmt: skip


def goods() -> list[dict[str, object]]:
    """The shop's catalogue."""
    return [
        {"item": f"sku-{n}", "title": title, "kind": "product", "genres": genre, "brand": brand, "price": float(price),
         "currency": "EUR", "stock": 100}
        for n, (title, genre, brand, price) in enumerate(lines(GOODS), 1)
    ]  # fmt: skip


def articles() -> list[dict[str, object]]:
    """The newspaper's catalogue: a few articles a day, the newest last."""
    found = []
    order = lines(ARTICLES)
    random.Random(3).shuffle(order)
    for n, (title, section) in enumerate(order, 1):
        added = END - dt.timedelta(days=DAYS * (len(order) - n) / len(order), hours=8)
        found.append(
            {"item": f"article-{n}", "title": title, "kind": "article", "genres": [section], "added_at": iso(added)}
        )
    return found


def iso(at: dt.datetime) -> str:
    """A time as events carry it."""
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def visits(
    items: list[dict[str, object]], seed: int
) -> list[tuple[str, dict[str, object], dt.datetime, random.Random]]:
    """(member, item, time, chance) of everything that is done: each member likes two genres above the others."""
    rng = random.Random(seed)
    genres = sorted({genre for item in items for genre in of(item)})
    found = []
    for n in range(1, N_MEMBERS + 1):
        liked = set(rng.sample(genres, 2))
        weights = [6.0 if liked & set(of(item)) else 1.0 for item in items]
        for item in dict.fromkeys(item["item"] for item in rng.choices(items, weights, k=16)):
            one = next(each for each in items if each["item"] == item)
            at = END - dt.timedelta(days=rng.random() * DAYS, hours=rng.random() * 4)
            found.append((f"m{n}", one, at, rng))
    return sorted(found, key=lambda visit: visit[2])


def of(item: dict[str, object]) -> list[str]:
    """The genres of an item, a list or one word."""
    genres = item["genres"]
    return list(genres) if isinstance(genres, list) else [str(genres)]


def plays(items: list[dict[str, object]]) -> list[dict[str, object]]:
    """What members of the streaming service watch, mostly to the end, and sometimes rate."""
    events: list[dict[str, object]] = []
    for member, item, at, rng in visits(items, 1):
        share = rng.choice((0.1, 0.5, 1.0, 1.0, 1.0))
        base = {"member": member, "item": item["item"], "at": iso(at)}
        events.append({"kind": "play", **base, "seconds": round(share * float(str(item["seconds"]))), "device": "tv"})
        if share == 1.0 and rng.random() < 0.3:
            events.append({"kind": "thumb", **base, "value": 1})
    return events


def sales(items: list[dict[str, object]]) -> list[dict[str, object]]:
    """What customers of the shop look at, put into the cart and buy."""
    events: list[dict[str, object]] = []
    for member, item, at, rng in visits(items, 2):
        base = {"member": member, "item": item["item"], "at": iso(at)}
        events.append({"kind": "open", **base})
        if rng.random() < 0.6:
            sold = {"quantity": rng.choice((1, 1, 2)), "price": item["price"], "currency": "EUR"}
            events += [{"kind": "cart_add", **base}, {"kind": "purchase", **base, **sold}]
    return events


def reads(items: list[dict[str, object]]) -> list[dict[str, object]]:
    """What readers of the newspaper open and how long they stay; nobody reads what is not printed yet."""
    events: list[dict[str, object]] = []
    for member, item, at, rng in visits(items, 3):
        if iso(at) < str(item["added_at"]):
            continue
        base = {"member": member, "item": item["item"], "at": iso(at)}
        events += [{"kind": "open", **base}, {"kind": "dwell", **base, "seconds": rng.choice((4, 40, 90, 150))}]
    return events


def write(path: Path, rows: list[dict[str, object]]) -> None:
    """JSON lines, or CSV by the file's name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        names = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, names, lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def main(folder: Path) -> None:
    """Write the three houses."""
    write(folder / "streaming" / "items.jsonl", films())
    write(folder / "streaming" / "events.jsonl", plays(films()))
    write(folder / "shop" / "items.csv", goods())
    write(folder / "shop" / "events.csv", sales(goods()))
    write(folder / "newspaper" / "items.jsonl", articles())
    write(folder / "newspaper" / "events.jsonl", reads(articles()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
