"""Names for what is drawn: numbers in, titles, genres, themes and people's names out; the same for every seed."""

from __future__ import annotations

from typing import Final

FILM_GENRES: Final = (
    "Drama", "Comedy", "Thriller", "Romance", "Action", "Science Fiction", "Documentary", "Horror", "Adventure",
    "Crime", "Fantasy", "Animation", "Mystery", "War", "Western", "Musical", "Family", "History",
)  # fmt: skip
SHOP_GENRES: Final = (
    "Dresses", "Shirts", "Shoes", "Jackets", "Jewellery", "Bags", "Home", "Kitchen", "Bedding", "Toys", "Books",
    "Coffee", "Tea", "Snacks", "Cosmetics", "Perfume", "Skin Care", "Hair Care", "Baby", "Sports", "Garden", "Pets",
    "Stationery", "Gifts",
)  # fmt: skip
_THEMES: Final = (
    "heist", "love", "revenge", "family", "friendship", "space", "time travel", "courtroom", "road trip", "small town",
    "spy", "survival", "coming of age", "ghosts", "detective", "politics", "music", "sea", "winter", "desert",
    "robots", "magic", "cooking", "sport", "school", "hospital", "war", "art", "money", "faith",
)  # fmt: skip
_STYLES: Final = ("silk", "cotton", "wool", "gold", "silver", "oak", "vintage", "modern", "floral", "striped",
    "organic", "handmade", "light", "warm", "classic", "bright", "dark", "soft", "slim", "large",
)  # fmt: skip
_FIRST: Final = (
    "Ada", "Bilal", "Chen", "Daria", "Emeka", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kavya", "Liam", "Mira",
    "Noor", "Omar", "Paula", "Quinn", "Rosa", "Sven", "Tariq",
)  # fmt: skip
_LAST: Final = (
    "Okafor", "Siddiqui", "Wei", "Novak", "Silva", "Haddad", "Berg", "Sato", "Costa", "Meyer", "Iyer", "Murphy",
    "Kovac", "Rahman", "Khan", "Lopez", "Stone", "Marin", "Lund", "Aziz",
)  # fmt: skip
_ADJECTIVES: Final = (
    "Quiet", "Last", "Golden", "Broken", "Hidden", "Distant", "Second", "Silent", "Crimson", "Restless", "Empty",
    "Northern", "Paper", "Burning", "Little", "Endless",
)  # fmt: skip
_NOUNS: Final = (
    "River", "House", "Promise", "Garden", "City", "Letter", "Summer", "Bridge", "Harbour", "Witness", "Crown",
    "Mirror", "Journey", "Song", "Island", "Lantern", "Winter", "Road",
)  # fmt: skip


def _numbered(words: tuple[str, ...], number: int) -> str:
    word = words[number % len(words)]
    turn = number // len(words)
    return word if turn == 0 else f"{word} {turn + 1}"


def genre_name(number: int, shop: bool) -> str:
    """The n-th genre, or category of a shop."""
    return _numbered(SHOP_GENRES if shop else FILM_GENRES, number)


def theme_name(number: int, shop: bool) -> str:
    """The n-th theme, or style of a product."""
    return _numbered(_STYLES if shop else _THEMES, number)


def person_name(number: int, shop: bool) -> str:
    """The n-th person, or maker of a product."""
    turn, rest = divmod(number, len(_FIRST) * len(_LAST))
    first, last = _FIRST[rest % len(_FIRST)], _LAST[rest // len(_FIRST) % len(_LAST)]
    name = f"{last} & Co" if shop else f"{first} {last}"
    number_of = number // len(_LAST) if shop else turn
    return name if number_of == 0 else f"{name} {number_of + 1}"


def title(number: int, category: str, shop: bool) -> str:
    """The n-th title: two words, of a product its category behind them, and a number once they run out.

    Example:
        >>> title(0, "Drama", False), title(17, "Shoes", True)
        ('The Quiet River', 'Last House Shoes')
    """
    turn, rest = divmod(number, len(_ADJECTIVES) * len(_NOUNS))
    if shop:
        name = f"{_ADJECTIVES[rest % len(_ADJECTIVES)]} {_NOUNS[rest // len(_ADJECTIVES)]} {category}"
    else:
        name = f"The {_ADJECTIVES[rest // len(_NOUNS)]} {_NOUNS[rest % len(_NOUNS)]}"
    return name if turn == 0 else f"{name} {turn + 1}"
