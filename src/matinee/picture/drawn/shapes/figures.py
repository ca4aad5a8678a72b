# ruff: noqa: E501 - a drawing is one long line
"""Figures: people seen from afar and busts seen from near, feet or chest at the box's lower edge; no one's likeness."""

from __future__ import annotations

from typing import Final

_HEAD: Final = '<circle cy="-41" r="8" fill="A"/>'

FIGURES: Final[dict[str, tuple[str, str]]] = {
    "stranger": (
        "Film-Noir Crime Mystery Thriller",
        '<path d="M-15-41Q0-47 15-41L9-42 7-52Q0-54-7-52L-9-42ZM-6-40H6V-33H-6ZM-6-33Q-19-31-20-14L-21 12-15 12-17 30-9 30-9 50-2 50'
        '-1 30H1L2 50 9 50 9 30 17 30 15 12 21 12 20-14Q19-31 6-33Z" fill="A"/><path d="M-4-33L0-12 4-33Z" fill="B"/>',
    ),
    "man": (
        "Drama Thriller Comedy Action Documentary",
        _HEAD
        + '<path d="M-5-32Q-16-31-17-20L-19 8-13 9-11-10-11 14-9 50-2 50 0 16 2 50 9 50 11 14 11-10 13 9 19 8 17-20Q16-31 5-32Z"'
        ' fill="A"/>',
    ),
    "woman": (
        "Drama Romance Comedy Musical",
        '<path d="M0-50Q11-50 10-38L13-28H-13L-10-38Q-11-50 0-50Z" fill="A"/><path d="M-4-31Q-13-30-14-18L-17 4-12 5-8-12-7-4-20 30'
        "H-7L-6 50H-2L-1 30H1L2 50H6L7 30H20L7-4 8-12 12 5 17 4 14-18Q13-30 4-31Z"
        '" fill="A"/>',
    ),
    "couple": (
        "Romance Drama Comedy",
        '<circle cx="-15" cy="-39" r="7.500" fill="A"/><path d="M-19-31Q-29-30-29-19L-30 8-25 8-24 12-23 50-17 50-15 16-13 50-7 50-6 6 3 12 5 8-5-4'
        '-4-19Q-5-30-12-31Z" fill="A"/><path d="M14-40Q23-41 22-30L24-20H6L7-30Q6-40 14-40Z" fill="A"/>'
        '<path d="M10-23Q3-22 2-12L-2 8 3 11 8-4 2 32H11L12 50H16L17 32H28L21-4 24 6 29 4 26-14Q25-23 18-23Z" fill="A"/>',
    ),
    "rider": (
        "Western Adventure Fantasy",
        '<path d="M-9-44Q2-48 13-44L7-45 6-51H-2L-4-45ZM-2-43H6V-36H-2ZM-4-36Q8-38 9-28L13-14 20-12 19-8 9-10 8-2 12 14 18 16V20H8'
        "L2 4-8 0Q-12-20-4-36Z"
        '" fill="A"/><path d="M16-6L28-24 30-30 33-25 46-14 43-8 34-12 27 4 26 18 34 30 28 50H24L27 32 16 22H-16L-24 32-20 50'
        'H-24L-32 31-28 20Q-36 10-40 28-44 10-34 0-28-5-16-3Z" fill="A"/>',
    ),
    "cowboy": (
        "Western",
        '<path d="M-20-42Q0-50 20-42 10-40 7-41V-34H-7V-41Q-10-40-20-42ZM-8-45L-6-54Q0-51 6-54L8-45ZM-6-33Q-20-32-24-14L-21 6-16 4-17-12-11-18'
        '-12 8-20 50H-12L0 18 12 50H20L12 8 11-18 17-12 16 4 21 6 24-14Q20-32 6-33Z" fill="A"/>',
    ),
    "soldier": (
        "War Action",
        '<path d="M-11-39Q-11-52 0-52T11-39ZM-7-38H7V-32H-7ZM-5-31Q-17-30-17-16L-15 4-11 4-10 14-12 50H-4L0 20 4 50H12L10 14 11 2 16 0 15-18'
        'Q15-30 5-31Z" fill="A"/><path d="M-24 12L20-34 23-31-21 15Z" fill="A"/>',
    ),
    "astronaut": (
        "Sci-Fi",
        '<circle cy="-36" r="14" fill="A"/><path d="M-9-38Q0-46 9-38 9-28 0-28T-9-38Z" fill="B"/>'
        '<path d="M-14-22H14Q26-22 27-6L28 14H19L17-4V16L19 50H4L1 24H-1L-4 50H-19L-17 16V-4L-19 14H-28L-27-6Q-26-22-14-22Z" fill="A"/>'
        '<path d="M-8-12H8V0H-8Z" fill="B"/>',
    ),
    "wizard": (
        "Fantasy Adventure Children",
        '<path d="M2-56L16-32 22-30Q0-24-20-32L-12-34ZM-8-30H8L7-20H-7ZM-8-20Q-18-18-18-4L-26 50H22L14-2 24 2 26-3 12-18Z" fill="A"/>'
        '<path d="M25-40H29V50H25Z" fill="A"/><circle cx="27" cy="-44" r="6" fill="B"/>',
    ),
    "child": (
        "Children Drama Animation Horror",
        '<circle cx="-8" cy="4" r="9" fill="A"/><path d="M-12 13Q-20 14-20 22L-21 32-17 32-16 50H-10L-8 38-6 50H0L1 28 2 24 20-8 17-10-1 16Z" fill="A"/>'
        '<path d="M18-12L20-26" stroke="A"/><path d="M20-56Q36-56 36-42 34-28 20-24 6-28 4-42 4-56 20-56Z" fill="B"/>',
    ),
    "dancer": (
        "Musical Romance",
        '<circle cx="2" cy="-36" r="7" fill="A"/><path d="M-2-28Q-8-26-8-16L-28-34-30-30-9-6-10 2Q-34 18-34 26-14 20-4 20L-14 50H-9L4 20Q20 22 30 34'
        ' 26 14 8 2L8-14 24-44 20-46 6-28Z" fill="A"/>',
    ),
    "runner": (
        "Action Adventure Thriller Sci-Fi",
        '<circle cx="12" cy="-40" r="8" fill="A"/><path d="M6-32Q14-30 14-22L24-12 36-14V-9L22-5 12-14 8 2 24 16 18 40 28 46V50H12L15 20-2 10-16 26-40 24V18L-19 17'
        '-8 0-2-20-12-16-18-2-23-4-17-21-2-31Z" fill="A"/>',
    ),
}

BUSTS: Final[dict[str, str]] = {
    # near figures for the lead's poster; A is the silhouette, B a second ink for hair, hat or collar
    "profile": (
        '<path d="M-30 50Q-30 30-14 22L-12 10Q-30 2-30-20-28-48 2-50 26-50 28-28L27-22 35-8Q35-4 29-4L30 1 28 4 29 8 26 11Q26 20 10 18L9 24Q24 32 28 50Z"'
        ' fill="A"/>'
    ),
    "bun": (
        '<path d="M-30 50Q-28 32-12 24L-10 12Q-20 6-22-6A13 13 0 1 1-20-28Q-14-48 6-48 26-46 26-26L25-20 32-8Q32-4 27-4L28 0 26 3 27 7 24 10Q22 18 9 17'
        'L9 24Q26 32 28 50Z" fill="A"/>'
    ),
    "fedora": (
        '<path d="M-48-14Q0-30 48-14 44-8 30-11L27 6Q18 24 0 26-18 24-27 6L-30-11Q-44-8-48-14Z" fill="A"/>'
        '<path d="M-29-20L-24-44Q-10-54 0-46 10-54 24-44L29-20Q0-30-29-20Z" fill="A"/><path d="M-28-25Q0-34 28-25L29-20Q0-29-29-20Z" fill="B"/>'
        '<path d="M-50 50L-44 34-16 22 0 40 16 22 44 34 50 50Z" fill="A"/><path d="M-7 34L0 40 7 34 4 50H-4Z" fill="B"/>'
    ),
    "suit": (
        '<path d="M0-50C17-50 23-36 21-20 20-2 12 14 0 14S-20-2-21-20C-23-36-17-50 0-50Z" fill="A"/>'
        '<path d="M-10 8H10V20L42 30 50 50H-50L-42 30-10 20Z" fill="A"/><path d="M-9 20L0 26 9 20 6 50H-6Z" fill="B"/>'
        '<path d="M-2.500 27H2.500L4 34 2 50H-2L-4 34Z" fill="A"/>'
    ),
    "waves": (
        '<path d="M0-50C24-52 32-32 28-14 34 0 30 16 34 26 22 34 14 26 12 20H-12C-14 26-22 34-34 26-30 16-34 0-28-14-32-32-24-52 0-50Z" fill="B"/>'
        '<path d="M-4-38Q16-36 18-20 18 0 0 10-18 0-18-20-16-30-4-38ZM-8 4H8V18Q30 24 38 34L44 50H-44L-38 34Q-30 24-8 18Z" fill="A"/>'
    ),
    "bob": (
        '<path d="M0-50C26-50 30-26 28 2L12 8H-12L-28 2C-30-26-26-50 0-50Z" fill="B"/>'
        '<path d="M-18-24H18Q20 2 0 14-20 2-18-24ZM-8 6H8V20Q32 24 40 36L44 50H-44L-40 36Q-32 24-8 20Z" fill="A"/>'
    ),
    "short": (
        '<path d="M-22-20C-26-44-10-52 4-50 24-50 26-36 22-18Q18-30 6-32-12-30-18-34-20-28-22-20Z" fill="B"/>'
        '<path d="M-19-33Q-10-30 6-32 16-30 20-20 20 0 12 8 0 18-12 8-20 0-20-20ZM-9 8H9V20L0 30-9 20ZM-12 19L0 32 12 19 42 30 50 50H-50L-42 30Z"'
        ' fill="A"/>'
    ),
    "collar": (
        '<path d="M0-50C18-50 23-36 20-18 18 2 10 12 0 12S-18 2-20-18C-23-36-18-50 0-50Z" fill="A"/>'
        '<path d="M-14-2L-24 16 0 42 24 16 14-2 10 16 0 24-10 16Z" fill="B"/><path d="M-24 16L0 42 24 16 44 30 50 50H-50L-44 30Z" fill="A"/>'
    ),
    "quiff": (
        '<path d="M-30 50Q-30 30-14 22L-12 10Q-26 4-26-18L-18-24-6-32 14-30 24-32 27-22 34-8Q34-4 29-4L30 1 28 4 29 8 26 11Q26 20 10 18'
        'L9 24Q24 32 28 50Z" fill="A"/><path d="M-26-16Q-34-42-10-48 16-54 34-42 30-32 12-30L0-28-10-14-16-6Q-24-6-26-16Z" fill="B"/>'
    ),
    "curls": (
        '<g fill="B"><circle cy="-32" r="20"/><circle cx="-20" cy="-22" r="14"/><circle cx="20" cy="-22" r="14"/><circle cx="-24" cy="-4" r="12"/>'
        '<circle cx="24" cy="-4" r="12"/></g><path d="M-18-20Q0-30 18-20 20 4 0 14-20 4-18-20ZM-8 6H8V20Q32 24 40 36L44 50H-44L-40 36Q-32 24-8 20Z" fill="A"/>'
    ),
}
