"""`matinee vision`: words in; stills, descriptions and heads out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

AsJson = Annotated[bool, typer.Option("--json", help="one JSON object on standard output")]
Images = Annotated[Path, typer.Option("--images", help="CSV with the columns file, item, genres (separated by |)")]
Heads = Annotated[Path, typer.Option("--heads", help="the file of learned heads")]
Cache = Annotated[Path | None, typer.Option("--cache", help="where what was read of pictures is kept, by their hash")]
HEADS = Path("vision-heads.npz")


def cache_folder(given: Path | None) -> Path:
    """The given folder, or the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return given or Path(base) / "matinee" / "vision"


def counting(words: str, total: int | None) -> Progress:
    """A progress bar on standard error."""
    bar = Progress(console=Console(stderr=True), transient=True)
    bar.add_task(words, total=total)
    return bar


@app.command("evaluate")
def evaluate(images: Images, cache: Cache = None, seed: int = 0, as_json: AsJson = False) -> None:
    """Cross-validated quality of heads learned from these pictures, beside prevalence and colour histograms."""
    from matinee.picture.vision.heads.run import evaluate_index

    with counting("pictures", None) as bar:
        found = evaluate_index(images, cache_folder(cache), seed, lambda: bar.advance(bar.task_ids[0]))
    show_heads(found, as_json)


@app.command("learn")
def learn(images: Images, heads: Heads = HEADS, cache: Cache = None, seed: int = 0, as_json: AsJson = False) -> None:
    """Learn heads from the catalogue's own labels and keep them in a file that `describe` and `stills` read."""
    from matinee.picture.vision.heads.learned import save
    from matinee.picture.vision.heads.run import learn_index

    with counting("pictures", None) as bar:
        learned, found = learn_index(images, cache_folder(cache), seed, lambda: bar.advance(bar.task_ids[0]))
    save(learned, heads)
    show_heads({**found, "heads": str(heads)}, as_json)


def show_heads(found: dict[str, Any], as_json: bool) -> None:
    """Print what was measured of heads."""
    if as_json:
        print(json.dumps(found))
        return
    table = Table("class", "pictures", "average precision", "prevalence", "F1", "calibration error")
    for name, row in found["per_class"].items():
        numbers = [f"{row[field]:.3f}" for field in ("average_precision", "prevalence", "f1", "calibration_error")]
        table.add_row(name, str(row["positives"]), *numbers)
    beside = found["baselines"]
    console = Console()
    console.print(table)
    console.print(
        f"mean average precision {found['mean_average_precision']:.3f}; prevalence {beside['prevalence']:.3f}, "
        f"colour histograms {beside['colour_histograms']:.3f}; "
        f"{found['pictures']} pictures, {len(found['skipped'])} skipped",
        highlight=False,
    )


@app.command("stills")
def stills(
    video: Annotated[Path, typer.Argument(help="the film")],
    out: Annotated[Path, typer.Option("--out", help="the folder for stills, stills.json and the contact sheet")],
    most: Annotated[int, typer.Option("--most", min=1, max=500, help="at most so many stills")] = 50,
    cast: Annotated[Path | None, typer.Option("--cast", help="a folder of photographs named after the person")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="RANK=NAME: who a character is")] = None,
    text_share: Annotated[float, typer.Option("--text-share", min=0, max=1, help="reject more text")] = 0.006,
    heads: Annotated[Path | None, typer.Option("--heads", help="learned heads, for genres")] = None,
    item: Annotated[str, typer.Option("--item", help="also write artwork.jsonl for this item")] = "",
    as_json: AsJson = False,
) -> None:
    """Find the stills of a film that are worth showing, with scores, tags, faces and crops."""
    from matinee.picture.vision.artworks import artworks_of_stills, write_lines
    from matinee.picture.vision.heads.learned import load
    from matinee.picture.vision.stills.cast import named_by_hand, read_cast
    from matinee.picture.vision.stills.checks import Rules
    from matinee.picture.vision.stills.review import write_stills
    from matinee.picture.vision.stills.run import find_stills
    from matinee.picture.vision.stills.values import Options

    options = Options(
        most, Rules(text_share=text_share), load(heads) if heads else None, read_cast(cast) if cast else {}
    )
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("film", total=None)
        found = find_stills(video, out, options, lambda now, all: bar.update(task, completed=now, total=all or None))
    found = named_by_hand(found, name or [])
    write_stills(found, out, video.name)
    if item:
        write_lines(artworks_of_stills(found, out, item), out / "artwork.jsonl")
    show_stills(found, out, as_json)


def show_stills(found: dict[str, Any], out: Path, as_json: bool) -> None:
    """Print the stills."""
    if as_json:
        print(json.dumps(found))
        return
    table = Table("still", "seconds", "score", "tags", "faces")
    for one in found["stills"]:
        table.add_row(
            one["file"],
            f"{one['timecode_seconds']:.2f}",
            f"{one['scores']['overall']:.2f}",
            ", ".join(one["tags"]),
            str(len(one["faces"])),
        )
    Console().print(table)
    Console().print(f"{len(found['rejects'])} rejects; look at {out / 'contact-sheet.html'}", highlight=False)


@app.command("describe")
def describe(
    images: Annotated[list[Path], typer.Argument(help="pictures")],
    heads: Annotated[Path | None, typer.Option("--heads", help="learned heads, for genres")] = None,
    moods: Annotated[Path | None, typer.Option("--moods", help="learned heads of moods")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is on pictures: objects, label, faces, text, colours, crops; with heads also genres and moods."""
    from matinee.picture.vision.describe import describe_all
    from matinee.picture.vision.heads.learned import load

    found = describe_all(images, load(heads) if heads else None, load(moods) if moods else None)
    if as_json:
        print(json.dumps(found))
    else:
        show_pictures(found)
    if not found["pictures"]:
        raise typer.Exit(1)


def show_pictures(found: dict[str, Any]) -> None:
    """Print descriptions."""
    table = Table("picture", "objects", "label", "faces", "text", "colours")
    for one in found["pictures"]:
        names = ", ".join(sorted({thing["name"] for thing in one["objects"]}))
        label = ", ".join(said["name"] for said in one["labels"])
        colours = ", ".join(said["name"] for said in one["colours"])
        table.add_row(
            one["file"], names, label, f"{len(one['faces'])} ({one['kind']})", f"{one['text']['share']:.1%}", colours
        )
    Console().print(table)
    for one in found["errors"]:
        Console(stderr=True).print(f"{one['file']}: {one['reason']}", highlight=False)


@app.command("index")
def index(
    images: Annotated[Path, typer.Argument(help="a folder of pictures, or a CSV with a column file")],
    out: Annotated[Path, typer.Option("--out", help="the index, made or added to")] = Path("vision-index.npz"),
    cache: Cache = None,
    as_json: AsJson = False,
) -> None:
    """Describe each picture of a folder or list once, by its content; what is known is not read again."""
    from matinee.picture.vision.heads.index_file import read_index
    from matinee.picture.vision.index import index_pictures, load, pictures_under, save

    files = pictures_under(images) if images.is_dir() else list(read_index(images).files)
    before = load(out)
    with counting("pictures", len(files)) as bar:
        root = images if images.is_dir() else images.parent
        found, skipped = index_pictures(files, before, cache_folder(cache), root, lambda: bar.advance(bar.task_ids[0]))
    save(found, out)
    told = {"pictures": len(found.hashes), "added": len(found.hashes) - len(before.hashes), "space": found.space}
    if as_json:
        print(json.dumps({**told, "index": str(out), "skipped": skipped}))
        return
    Console().print(f"{told['pictures']} pictures, {told['added']} of them new, in {out}; {len(skipped)} skipped")


@app.command("objects")
def objects(
    photographs: Annotated[Path, typer.Argument(help="a folder of photographs with boxes in YOLO form")],
    as_json: AsJson = False,
) -> None:
    """Measure how well objects are found on photographs with boxes: average precision per class, with its count."""
    from matinee.picture.vision.detection import evaluate_objects

    found = evaluate_objects(photographs)
    if as_json:
        print(json.dumps(found))
        return
    table = Table("class", "boxes", "average precision", "at IoU .5", "label prior at .5")
    for name, row in found["per_class"].items():
        fields = ("average_precision", "average_precision_50", "label_prior_50")
        table.add_row(name, str(row["boxes"]), *(f"{row[field]:.3f}" for field in fields))
    Console().print(table)


@app.command("moods")
def moods(
    images: Images,
    movielens: Annotated[Path, typer.Option("--movielens", help="folder with movies.csv, tags.csv and links.csv")],
    tmdb: Annotated[Path | None, typer.Option("--tmdb", help="tmdb_5000_movies.csv, plain or gzipped")] = None,
    heads: Annotated[Path, typer.Option("--heads", help="the file of moods' heads")] = Path("vision-moods.npz"),
    cache: Cache = None,
    seed: int = 0,
    as_json: AsJson = False,
) -> None:
    """Moods of items from words, and heads for those moods that pictures show; the others are named, not shown."""
    from matinee.picture.vision.heads.learned import save
    from matinee.picture.vision.moods.measure import across_sources
    from matinee.picture.vision.moods.picture import learn_moods
    from matinee.picture.vision.moods.tables import read_words

    words = read_words(movielens, tmdb)
    with counting("pictures", None) as bar:
        learned, found = learn_moods(images, words, cache_folder(cache), seed, lambda: bar.advance(bar.task_ids[0]))
    if learned is not None:
        save(learned, heads)
    found = {**found, "words": across_sources(words.values())}
    show_heads(found, as_json)
    if not as_json:
        Console().print(f"shown: {', '.join(found['shown'])}; {found['note']}", highlight=False)


@app.command("review")
def review(
    folder: Annotated[Path, typer.Argument(help="what `stills` wrote")],
    approve: Annotated[list[str] | None, typer.Option("--approve", help="a still's file")] = None,
    reject: Annotated[list[str] | None, typer.Option("--reject", help="a still's file")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="RANK=NAME: who a character is")] = None,
    item: Annotated[str, typer.Option("--item", help="also write artwork.jsonl for this item")] = "",
    as_json: AsJson = False,
) -> None:
    """Approve and reject stills and name characters; the contact sheet follows."""
    from matinee.picture.vision.artworks import artworks_of_stills, write_lines
    from matinee.picture.vision.stills.review import read_stills, reviewed, write_stills

    found = reviewed(read_stills(folder), approve or [], reject or [], name or [])
    write_stills(found, folder, found.get("title", folder.name))
    if item:
        write_lines(artworks_of_stills(found, folder, item), folder / "artwork.jsonl")
    show_stills(found, folder, as_json)
