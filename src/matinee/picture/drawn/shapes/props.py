# ruff: noqa: E501 - a drawing is one long line
"""Props: the things that stand for a crime, a war, a love or a fright, each with the genres it speaks for."""

from __future__ import annotations

from typing import Final

PROPS: Final[dict[str, tuple[str, str]]] = {
    "skull": (
        "Horror Adventure Action",
        '<path d="M0-46C30-46 40-26 38-4 37 8 28 12 26 18V34H-26V18C-28 12-37 8-38-4-40-26-30-46 0-46Z" fill="A"/>'
        '<path d="M-28-8Q-26-18-15-17-5-16-7-4-10 7-19 5-29 3-28-8ZM28-8Q26-18 15-17 5-16 7-4 10 7 19 5 29 3 28-8ZM0 4L6 16H-6Z'
        'M-15 22H-12V36H-15ZM-2 22H2V36H-2ZM12 22H15V36H12Z" fill="B"/>',
    ),
    "knife": (
        "Horror Thriller Crime",
        '<g transform="rotate(35)"><path d="M-7-52Q9-40 8 6H-7Z" fill="B"/><path d="M-11 6H12V12H-11Z" fill="A"/>'
        '<path d="M-7 12H8L7 48Q0 52-6 48Z" fill="A"/></g>',
    ),
    "revolver": (
        "Crime Western Action Film-Noir",
        '<path d="M-48-24H34L38-30 42-24Q46-22 44-14L32-4 44 40Q32 48 22 42L10 4H2Q-4 14-14 8L-12-6H-16V-10H-48Z" fill="A"/>'
        '<rect x="-8" y="-22" width="24" height="16" rx="4" fill="B"/>',
    ),
    "bullets": (
        "Action War Crime Western",
        '<g id="q"><path d="M-8-10Q-8-36 0-42 8-36 8-10Z" fill="B"/><path d="M-8-6H8V40H-8ZM-10 43H10V48H-10Z" fill="A"/></g>'
        '<use href="#q" x="-30"/><use href="#q" x="30"/>',
    ),
    "key": (
        "Mystery Fantasy Children",
        '<path d="M-5-6H5V48H-5ZM5 22H20V31H5ZM5 36H16V44H5Z" fill="A"/>'
        '<circle cy="-26" r="18" fill="none" stroke="A" stroke-width="9"/>',
    ),
    "keyhole": (
        "Mystery Thriller Comedy",
        '<path d="M0-50C34-50 40-20 40 0S34 50 0 50-40 20-40 0-34-50 0-50Z" fill="A"/>'
        '<path d="M0-26A15 15 0 0 1 8 2L14 32H-14L-8 2A15 15 0 0 1 0-26Z" fill="B"/>',
    ),
    "eye": (
        "Mystery Thriller Sci-Fi Horror",
        '<path d="M-50 0Q-24-30 0-30T50 0Q24 30 0 30T-50 0Z" fill="B"/><circle r="22" fill="A"/><circle r="9" fill="B"/>'
        '<circle cx="8" cy="-8" r="4" fill="B"/>',
    ),
    "glass": (
        "Mystery Crime Children",
        '<circle cx="-8" cy="-12" r="28" fill="B" opacity=".5"/><circle cx="-8" cy="-12" r="28" fill="none" stroke="A" stroke-width="7"/>'
        '<path d="M11 14L18 7 46 38Q48 46 38 46Z" fill="A"/>',
    ),
    "hourglass": (
        "Sci-Fi Mystery Fantasy Drama",
        '<path d="M-30-50H30V-42H-30ZM-30 42H30V50H-30ZM-24-42H24Q24-14 5 0 24 14 24 42H-24Q-24 14-5 0-24-14-24-42Z" fill="A"/>'
        '<path d="M-15-24H15Q10-10 0-2-10-10-15-24ZM0 14Q16 22 18 38H-18Q-16 22 0 14Z" fill="B"/>',
    ),
    "clock": (
        "Thriller Mystery Sci-Fi Drama",
        '<circle r="46" fill="A"/><circle r="38" fill="B"/>'
        '<path d="M-2-30H2V-2L20 10 18 14-2 3ZM-2 30H2V36H-2ZM30-2H36V2H30ZM-36-2H-30V2H-36Z" fill="A"/>',
    ),
    "candle": (
        "Horror Drama Mystery",
        '<path d="M0-50Q16-30 9-20 0-10-9-20-14-32 0-50Z" fill="B"/><path d="M-10-10H10V34H-10ZM-28 34H28Q24 46 12 46H-12Q-24 46-28 34Z" fill="A"/>',
    ),
    "bat": (
        "Horror Action Fantasy",
        '<path d="M0-8L4-18 8-8Q24-30 50-22 40-10 42 8 34 0 26 12 18 6 12 20L0 30-12 20Q-18 6-26 12-34 0-42 8-40-10-50-22-24-30-8-8L-4-18Z"'
        ' fill="A"/>',
    ),
    "crow": (
        "Horror Mystery Fantasy",
        '<path d="M-46 46Q-30 14-10-2-4-30 18-32 30-32 34-24L50-18 34-14Q32 16 6 26L10 46H6L0 28-8 28-6 46H-10L-16 28Q-34 36-46 46Z" fill="A"/>'
        '<circle cx="22" cy="-22" r="3" fill="B"/>',
    ),
    "cat": (
        "Children Comedy Animation Mystery",
        '<path d="M-14-46L-4-32H8L18-46Q24-30 20-18 16-10 12-8 30 10 24 46H-18Q-22 6-8-8-16-12-18-20-20-34-14-46Z" fill="A"/>'
        '<path d="M22 40Q48 44 44 20 42 8 34 12" fill="none" stroke="A" stroke-width="7" stroke-linecap="round"/>'
        '<path d="M-10-24Q-6-28-2-24-6-20-10-24ZM6-24Q10-28 14-24 10-20 6-24Z" fill="B"/>',
    ),
    "whale": (
        "Adventure Documentary Animation",
        '<path d="M-50 4C-46-24-8-30 14-16 28-8 34-2 40-12 34-18 32-28 38-34 42-30 44-28 46-22 50-26 52-28 54-28 58-20 52-10 46-6'
        ' 46 18 20 32-8 32-36 32-52 22-50 4Z" fill="A"/><path d="M-48 12Q-20 26 16 22-8 34-30 28-44 24-48 12Z" fill="B"/>'
        '<circle cx="-30" cy="2" r="3" fill="B"/>',
    ),
    "rose": (
        "Romance Drama Film-Noir",
        '<path d="M-2 0Q6 24 0 50H5Q10 24 3 0ZM3 30Q10 14 26 16 22 32 3 34Z" fill="A"/>'
        '<path d="M0-48C16-50 28-38 24-22 22-8 10 0 0 2-10 0-22-8-24-22-28-38-16-50 0-48Z" fill="B"/>'
        '<path d="M0-38Q14-36 12-24 6-12-4-18-10-28 0-30M-22-26Q-14-4 0-2 18-8 22-26" fill="none" stroke="A" stroke-width="3"/>',
    ),
    "heart": (
        "Romance Comedy Musical",
        '<path d="M0 44C-30 20-48 2-44-20-40-42-12-44 0-20 12-44 40-42 44-20 48 2 30 20 0 44Z" fill="A"/>',
    ),
    "split": (
        "Drama Romance Comedy",
        '<path d="M-4 40C-32 18-50 0-46-22-42-42-18-44-8-24L0-10-10 2 2 14Z" fill="A"/>'
        '<path d="M6 44L10 14 0 2 10-10 2-24C14-44 42-40 46-18 48 4 30 22 6 44Z" fill="B"/>',
    ),
    "wine": (
        "Romance Comedy Drama Crime",
        '<path d="M-24-48H24Q28-8 3 0V38Q16 40 18 46H-18Q-16 40-3 38V0Q-28-8-24-48Z" fill="A"/>'
        '<path d="M-20-32H20Q20-10 0-7-20-10-20-32Z" fill="B"/>',
    ),
    "martini": (
        "Crime Comedy Romance Action",
        '<path d="M-42-44H42L4 0V40H20V46H-20V40H-4V0Z" fill="A"/><path d="M-26-34H26L0-4Z" fill="B"/>'
        '<path d="M-4-20L24-60" stroke="A" stroke-width="3"/><circle cx="2" cy="-26" r="7" fill="A"/>',
    ),
    "cup": (
        "Comedy Romance Drama",
        '<path d="M-34-8H26V18Q26 40 4 40H-12Q-34 40-34 18ZM-42 43H34V48H-42Z" fill="A"/>'
        '<path d="M26-2Q44-4 42 12T24 24" fill="none" stroke="A" stroke-width="6"/>'
        '<path d="M-16-16Q-24-28-14-34T-12-48M6-16Q-2-28 8-34T10-48" fill="none" stroke="B" stroke-width="4" stroke-linecap="round"/>',
    ),
    "letter": (
        "Romance Drama Mystery",
        '<path d="M-46-30H46V32H-46Z" fill="A"/><path d="M-44-28L0 8 44-28" fill="none" stroke="B" stroke-width="4"/>'
        '<circle cy="8" r="9" fill="B"/>',
    ),
    "telephone": (
        "Thriller Comedy Horror",
        '<path d="M-46-22Q-46-42 0-42T46-22V-10H24V-20Q0-28-24-20V-10H-46ZM-20-14H20Q22 0 36 16V38H-36V16Q-22 0-20-14Z" fill="A"/>'
        '<circle cy="14" r="15" fill="B"/><circle cy="14" r="6" fill="A"/>',
    ),
    "umbrella": (
        "Musical Romance Comedy Drama",
        '<path d="M0-46C32-46 48-22 48-2Q40-10 32-2 24-10 16-2 8-10 0-2-8-10-16-2-24-10-32-2-40-10-48-2-48-22-32-46 0-46Z" fill="A"/>'
        '<path d="M0-50V38Q0 48-9 48T-18 38" fill="none" stroke="A" stroke-width="4"/>'
        '<path d="M0-46Q14-28 16-2 8-10 0-2-8-10-16-2-14-28 0-46Z" fill="B"/>',
    ),
    "gent": (
        "Comedy Crime Musical",
        '<path d="M-24-50H24V-22H44V-15H-44V-22H-24Z" fill="A"/><path d="M-24-30H24V-23H-24Z" fill="B"/>'
        '<path d="M0 2Q10-4 16 2T32 4Q24 16 10 12L0 8-10 12Q-24 16-32 4-22 8-16 2T0 2Z" fill="A"/>'
        '<path d="M0 34L24 22V48L0 38-24 48V22Z" fill="B"/>',
    ),
    "shades": (
        "Comedy Crime Action",
        '<path d="M-50-16H50V-8H46Q46 20 24 20 8 20 4-6H-4Q-8 20-24 20-46 20-46-8H-50Z" fill="A"/>'
        '<path d="M-38-6L-22-6-34 8ZM12-6L28-6 16 8Z" fill="B"/>',
    ),
    "suitcase": (
        "Comedy Crime Adventure Drama",
        '<path d="M-16-20V-34H16V-20" fill="none" stroke="A" stroke-width="6"/><rect x="-46" y="-20" width="92" height="60" rx="7" fill="A"/>'
        '<path d="M-30-20H-24V40H-30ZM24-20H30V40H24Z" fill="B"/>',
    ),
    "duck": (
        "Comedy Children Animation",
        '<path d="M-46 2Q-30 14-12 6-20-6-16-20-10-40 8-40 26-38 26-20L26-16Q44 0 40 20 34 42 0 42-44 42-46 2Z" fill="A"/>'
        '<path d="M25-24Q38-26 46-20 38-10 25-14Z" fill="B"/><circle cx="12" cy="-24" r="4" fill="B"/>',
    ),
    "kite": (
        "Children Drama Animation",
        '<path d="M10-50L40-18 2 16-20-26Z" fill="A"/><path d="M10-50L2 16M-20-26L40-18" stroke="B" stroke-width="3"/>'
        '<path d="M2 16Q-12 24-2 34T-14 52" fill="none" stroke="A" stroke-width="3"/>',
    ),
    "paperboat": (
        "Drama Children Horror",
        '<path d="M-50 4H-24L0-36 24 4H50L30 36H-30Z" fill="A"/><path d="M0-36L24 4-8 36-24 4Z" fill="B"/>',
    ),
    "crown": (
        "Drama Fantasy Adventure",
        '<path d="M-44-24L-22 2 0-40 22 2 44-24 36 36H-36Z" fill="A"/><path d="M-36 22H36V28H-36Z" fill="B"/>'
        '<g fill="A"><circle cx="-44" cy="-28" r="6"/><circle cy="-44" r="6"/><circle cx="44" cy="-28" r="6"/></g>',
    ),
    "sword": (
        "Fantasy Adventure Action",
        '<path d="M0-56L7-46V14H-7V-46Z" fill="B"/><path d="M-28 12H28V20H-28ZM-5 20H5V42H-5Z" fill="A"/><circle cy="46" r="7" fill="A"/>',
    ),
    "helmet": (
        "War Drama Action",
        '<path d="M-48 14Q-44-36 0-36T48 14Q24 6 0 6T-48 14Z" fill="A"/>'
        '<path d="M-34 16Q-26 40 0 44 26 40 34 16" fill="none" stroke="A" stroke-width="4"/>'
        '<path d="M0-28L4-17H16L6-10 10 1 0-6-10 1-6-10-16-17H-4Z" fill="B"/>',
    ),
    "medal": (
        "War Drama Documentary",
        '<path d="M-26-50H-4L0-34 4-50H26L12-4H-12Z" fill="B"/><circle cy="22" r="27" fill="A"/>'
        '<path d="M0 4L5 17H19L8 25 12 39 0 31-12 39-8 25-19 17H-5Z" fill="B"/>',
    ),
    "wire": (
        "War Drama Documentary",
        '<path d="M-50-20H50M-50 4H50M-50 28H50M-34-40V50M34-40V50" stroke="A" stroke-width="4"/>'
        '<path d="M-14-27L-6-13M-6-27L-14-13M12-3L20 11M20-3L12 11M-18 21L-10 35M-10 21L-18 35M14 21L6 35M6 21L14 35" stroke="B" stroke-width="3"/>',
    ),
    "knight": (
        "Drama Thriller War Mystery",
        '<path d="M-28 50V40H-22Q-24 20-4 2-14 4-22 12L-34 4Q-30-24-10-36L-8-48 2-40Q32-34 26 10 24 28 26 40H32V50Z" fill="A"/>'
        '<circle cx="-8" cy="-20" r="3.500" fill="B"/>',
    ),
    "antenna": (
        "Sci-Fi Documentary Comedy",
        '<rect x="-44" y="-22" width="88" height="62" rx="8" fill="A"/><rect x="-34" y="-13" width="54" height="44" rx="10" fill="B"/>'
        '<circle cx="32" cy="-4" r="4" fill="B"/><circle cx="32" cy="10" r="4" fill="B"/>'
        '<path d="M0-22L-22-50M0-22L22-50M-28 40V48M28 40V48" stroke="A" stroke-width="4"/>',
    ),
    "robot": (
        "Sci-Fi Animation Children",
        '<path d="M-2-50H2V-40H26V-8H-26V-40H-2ZM-32-2H32V34H-32ZM-46 0H-36V28H-46ZM36 0H46V28H36ZM-22 38H-8V50H-22ZM8 38H22V50H8Z" fill="A"/>'
        '<circle cx="-11" cy="-25" r="6" fill="B"/><circle cx="11" cy="-25" r="6" fill="B"/><path d="M-16 8H16V24H-16Z" fill="B"/>',
    ),
    "mushroom": (
        "Fantasy Animation Children",
        '<path d="M0-44C34-44 46-16 44 4H-44C-46-16-34-44 0-44Z" fill="A"/><path d="M-12 4H12Q10 28 18 46H-18Q-10 28-12 4Z" fill="B"/>'
        '<g fill="B"><circle cx="-18" cy="-16" r="7"/><circle cx="6" cy="-28" r="6"/><circle cx="22" cy="-8" r="6"/></g>',
    ),
    "teapot": (
        "Fantasy Children Comedy Animation",
        '<path d="M-24-14Q0-28 24-14 36 14 22 40H-22Q-32 22-26 12L-48-12-42-16-24-4ZM-8-24Q0-40 8-24Z" fill="A"/>'
        '<path d="M26-4Q50-8 46 12T24 26" fill="none" stroke="A" stroke-width="6"/><path d="M-26 8H29V14H-27Z" fill="B"/>',
    ),
}
