# ruff: noqa: E501 - a drawing is one long line
"""Things: small silhouettes drawn by hand, each with what it shows and the genres it speaks for."""

from __future__ import annotations

from typing import Final

_ROUND: Final = 'fill="none" stroke="A" stroke-linecap="round" stroke-linejoin="round"'

THINGS: Final[dict[str, tuple[str, str]]] = {
    # name: (genres it speaks for, drawing)
    "rocket": (
        "Sci-Fi Adventure Children",
        '<path d="M0-50Q17-30 14 12H-14Q-17-30 0-50ZM-14-6L-27 20-14 14ZM14-6L27 20 14 14ZM-8 15H8L5 22H-5Z" fill="A"/>'
        '<circle cy="-16" r="7" fill="B"/><path d="M-5 25Q0 52 5 25Z" fill="B"/>',
    ),
    "saucer": (
        "Sci-Fi Comedy Mystery",
        '<path d="M-17-12Q-17-32 0-32 17-32 17-12Z" fill="B"/>'
        '<path d="M-48-4Q-34-16 0-16 34-16 48-4 34 8 0 8-34 8-48-4Z" fill="A"/>'
        '<path d="M-14 9L-34 50H34L14 9Z" fill="B" opacity=".45"/>',
    ),
    "sail": (
        "Adventure Fantasy Drama",
        '<path d="M-44 22H44Q38 42 26 42H-28Q-40 40-44 22Z" fill="A"/>'
        '<path d="M-2-48V18H2V-48ZM5-44Q38-14 34 16H5Z" fill="A"/><path d="M-5-36Q-34-8-30 14H-5Z" fill="B"/>',
    ),
    "steamer": (
        "Drama Romance Adventure",
        '<path d="M-50 16H50L38 40H-40Z" fill="A"/><path d="M-34 2H34V14H-38Z" fill="B"/>'
        '<path d="M-22-24H-12V0H-24ZM-2-24H8V0H-4ZM18-24H28V0H16Z" fill="A"/>',
    ),
    "locomotive": (
        "Western Adventure Thriller",
        '<path d="M-46-30H-18V-24H-20V-10H18V-30H28V-10H34Q42-8 42 4V18H50L44 26H-44V-24H-46Z" fill="A"/>'
        '<circle cx="-30" cy="28" r="13" fill="A"/><circle cx="-30" cy="28" r="5" fill="B"/>'
        '<circle cx="2" cy="31" r="10" fill="A"/><circle cx="2" cy="31" r="4" fill="B"/>'
        '<circle cx="27" cy="31" r="10" fill="A"/><circle cx="27" cy="31" r="4" fill="B"/>'
        '<path d="M-39-20H-27V-8H-39Z" fill="B"/>',
    ),
    "car": (
        "Crime Action Comedy Drama",
        '<path d="M-50 10Q-50 0-40-2L-26-4-14-20Q-11-23-6-23H14Q20-23 24-18L33-4 44-1Q50 1 50 10V16H-50Z" fill="A"/>'
        '<path d="M-17-5L-9-16H1V-5ZM6-16H13Q17-16 20-11L23-5H6Z" fill="B"/>'
        '<g fill="A" stroke="B" stroke-width="3"><circle cx="-28" cy="16" r="9.500"/>'
        '<circle cx="29" cy="16" r="9.500"/></g>',
    ),
    "plane": (
        "Action War Adventure Romance",
        '<path d="M0-48Q6-44 6-30V-14L48 10V19L6 8V30L17 40V46L0 42-17 46V40L-6 30V8L-48 19V10L-6-14V-30'
        'Q-6-44 0-48Z" fill="A"/>',
    ),
    "helicopter": (
        "Action War",
        '<path d="M-50-30H34V-26H-6V-18H4Q24-18 28 4 28 12 18 12H-10Q-22 12-24 0L-46-6-50-16H-44L-24-10-16-18H-10V-26H-50Z'
        'M-16 22H30V25H-16ZM-8 12H-5V23H-8ZM16 12H19V23H16Z" fill="A"/><path d="M6-13Q20-12 23 0H6Z" fill="B"/>',
    ),
    "bicycle": (
        "Drama Romance Children Comedy",
        f'<g {_ROUND} stroke-width="4"><circle cx="-26" cy="14" r="20"/><circle cx="26" cy="14" r="20"/>'
        '<path d="M-26 14L-12-16H16L26 14M-12-16L0 14-26 14M0 14L16-16M-18-22H-6M14-26Q26-28 24-18"/></g>',
    ),
    "balloon": (
        "Adventure Children Fantasy Romance",
        '<path d="M0-50C24-50 36-32 34-14 32 4 16 16 9 27H-9C-16 16-32 4-34-14-36-32-24-50 0-50Z" fill="A"/>'
        '<path d="M0-50C11-40 13-6 4 27H-4C-13-6-11-40 0-50Z" fill="B"/><path d="M-9 33H9L7 47H-7Z" fill="A"/>',
    ),
    "lighthouse": (
        "Mystery Drama Thriller",
        '<path d="M-10-30H10L16 50H-16ZM-13-34H13V-29H-13ZM-8-44H8V-34H-8ZM0-52L11-44H-11Z" fill="A"/>'
        '<path d="M-7-42H7V-35H-7ZM-12-10H12L13 4H-13ZM-14 18H14L15 32H-15Z" fill="B"/>',
    ),
    "windmill": (
        "Drama Adventure Comedy",
        '<path d="M-10-8H10L18 50H-18Z" fill="A"/><path d="M-3 36H5V50H-3Z" fill="B"/>'
        '<g fill="A" transform="translate(0-10) rotate(22)"><path d="M-2-42H9V-6H-2ZM-2 6H-9V42H2V6ZM6-2H42V9H6ZM-6 2H-42V-9H-6Z"/>'
        "</g>",
    ),
    "cactus": (
        "Western Comedy",
        '<path d="M-8 50V-40Q-8-50 0-50T8-40V6H18Q22 6 22 0V-14Q22-20 28-20T34-14V4Q34 20 20 20H8V50ZM-8 26V14H-16Q-20 14-20 8V-4'
        'Q-20-10-26-10T-32-4V12Q-32 28-18 28Z" fill="A"/>',
    ),
    "palm": (
        "Adventure Crime Comedy Romance",
        '<path d="M-3 50Q6 10 0-16L6-18Q14 14 7 50Z" fill="A"/>'
        '<path d="M2-20Q-16-42-44-24-20-28 2-14ZM2-20Q-8-46-24-48-4-38 4-14ZM2-20Q22-48 46-32 20-32 4-14ZM2-20Q24-34 44-4 22-18 2-14Z'
        'M2-20Q-26-22-36 6-18-10 4-14Z" fill="A"/>',
    ),
    "house": (
        "Horror Mystery Drama",
        '<path d="M-40 50V-2L-44 0-20-26V-44H-10V-34L0-46 10-34 22-20 44 0H40V50Z" fill="A"/>'
        '<path d="M-28 6H-14V24H-28ZM12 6H26V24H12ZM-7 30H7V50H-7ZM-5-26H5V-12H-5Z" fill="B"/>',
    ),
    "castle": (
        "Fantasy Children Adventure Horror",
        '<path d="M-46 50V-6H-40V0H-34V-6H-28V8H-18V-22L-22-24-10-50 2-24-2-22V8H6V-2H12V4H18V-8L14-10 24-34 34-10 30-8V4H34V-2H46V50Z"'
        ' fill="A"/><path d="M-8 50V34Q-8 24 2 24T12 34V50ZM-13-14H-7V-2H-13ZM21-2H27V8H21Z" fill="B"/>',
    ),
    "bigtop": (
        "Children Comedy Musical Animation",
        '<path d="M0-40L48-2V6H40V46H-40V6H-48V-2ZM-1-52H1L16-47 1-42H-1Z" fill="A"/>'
        '<path d="M0-36L-16 6H-32ZM0-36L16 6H32ZM-9 46Q-7 18 0 8 7 18 9 46Z" fill="B"/>',
    ),
    "eiffel": (
        "Romance Comedy Musical",
        '<path d="M-1.500-50H1.500L4-22H7V-18H5L11 8H15V13H13L34 50H18Q12 28 0 28T-18 50H-34L-13 13H-15V8H-11L-5-18H-7V-22H-4Z" fill="A"/>'
        '<path d="M0-16L5 8H-5ZM-7 14H7L9 22Q0 18-9 22Z" fill="B"/>',
    ),
    "wheel": (
        "Romance Children Thriller",
        '<g fill="none" stroke="A" stroke-width="3"><circle cy="-8" r="36"/><circle cy="-8" r="9"/>'
        '<path d="M0-44V28M-36-8H36M-25-33L25 17M25-33L-25 17M0-8L-24 50M0-8L24 50"/></g>'
        '<g fill="B"><circle cy="-44" r="5"/><circle cy="28" r="5"/><circle cx="36" cy="-8" r="5"/><circle cx="-36" cy="-8" r="5"/>'
        '<circle cx="25" cy="-33" r="5"/><circle cx="-25" cy="-33" r="5"/></g>',
    ),
    "tent": (
        "Adventure Documentary Comedy",
        '<path d="M0-30L46 40H-46Z" fill="A"/><path d="M0-14L14 40H-14Z" fill="B"/>',
    ),
    "clapper": (
        "Comedy Documentary Drama",
        '<path d="M-44-10H44V44H-44ZM-46-34L40-48 44-26-42-12Z" fill="A"/>'
        '<path d="M-32-36L-18-39-24-17-38-15ZM-4-41L10-43 4-21-10-19ZM24-45L38-47 32-25 18-23ZM-36 6H36V10H-36ZM-36 22H8V26H-36Z"'
        ' fill="B"/>',
    ),
    "camera": (
        "Documentary Comedy Drama",
        '<path d="M-34-4H24V36H-34ZM24 8L46-4V36L24 24Z" fill="A"/><circle cx="-20" cy="-24" r="18" fill="A"/>'
        '<circle cx="14" cy="-20" r="14" fill="A"/><circle cx="-20" cy="-24" r="6" fill="B"/><circle cx="14" cy="-20" r="5" fill="B"/>'
        '<path d="M-26 8H-4V14H-26Z" fill="B"/>',
    ),
    "globe": (
        "Documentary Adventure War",
        '<circle cy="-8" r="34" fill="A"/><g fill="none" stroke="B" stroke-width="2.500"><path d="M-34-8H34M-29-26H29M-29 10H29M0-42V26"/>'
        '<ellipse cy="-8" rx="17" ry="34"/></g><path d="M-4 26H4V38H20V46H-20V38H-4Z" fill="A"/>',
    ),
    "microphone": (
        "Musical Documentary Comedy",
        '<rect x="-17" y="-50" width="34" height="54" rx="17" fill="A"/>'
        '<path d="M-17-30H17M-17-20H17M-17-10H17" stroke="B" stroke-width="4"/>'
        '<path d="M-28-12V-6Q-28 18 0 18T28-6V-12M0 18V42M-18 44H18" fill="none" stroke="A" stroke-width="5"/>',
    ),
    "guitar": (
        "Musical Drama Documentary",
        '<g transform="rotate(28)"><path d="M-3-50H3V-10H-3ZM-6-54H6V-44H-6ZM0-14C18-16 20 4 13 12 30 22 24 48 0 48S-30 22-13 12'
        'C-20 4-18-16 0-14Z" fill="A"/><circle cy="16" r="8" fill="B"/><path d="M-9 34H9V37H-9Z" fill="B"/></g>',
    ),
    "record": (
        "Musical Drama Romance",
        '<circle r="48" fill="A"/><g fill="none" stroke="B" opacity=".35"><circle r="40"/><circle r="33"/><circle r="26"/></g>'
        '<circle r="16" fill="B"/><circle r="3" fill="A"/>',
    ),
    "note": (
        "Musical Animation Romance",
        '<path d="M-22-40L30-50V24H23V-30L-15-22V34H-22Z" fill="A"/><ellipse cx="-28" cy="36" rx="14" ry="10" fill="A"/>'
        '<ellipse cx="17" cy="26" rx="14" ry="10" fill="A"/>',
    ),
    "theatre": (
        "Musical Comedy Drama",
        '<path d="M-44-36Q-24-26-4-36L-2 8Q-24 48-46 8Z" fill="A"/><path d="M4-26Q24-16 44-26L46 18Q24 58 2 18Z" fill="B"/>'
        '<path d="M-36-14Q-31-20-26-14ZM-20-14Q-15-20-10-14ZM-36 6Q-24 24-12 6-24 12-36 6Z" fill="B"/>'
        '<path d="M12-2Q17 4 22-2ZM28-2Q33 4 38-2ZM12 30Q24 14 36 30 24 24 12 30Z" fill="A"/>',
    ),
}
