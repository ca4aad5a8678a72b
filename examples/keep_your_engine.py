"""Keep your engine: a log that another system made goes in, verdicts and judgement of its policies come out.

The log is that of the Open Bandit Dataset as published (ZOZOTOWN's shop, two policies): each round is a page of one
slot, with the probability with which it was chosen, and perhaps a click.

    python examples/keep_your_engine.py FOLDER        # holds random/ and bts/, each with a CSV of rounds
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from matinee.app.home import open_home
from matinee.app.importing import run_import
from matinee.app.report_table import Asked, report
from matinee.app.setup import init_home
from matinee.core.clock import from_iso


def rounds(folder: Path, policy: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each line of a policy's log with an id of its own."""
    path = next((folder / policy).glob("**/all.csv"), None) or next((folder / policy).glob("**/*.csv"))
    with path.open(newline="", encoding="utf-8") as stream:
        for n, line in enumerate(csv.DictReader(stream)):
            yield f"{policy}-{n}", line


def convert(folder: Path, out: Path) -> None:
    """Write items.jsonl, decisions.jsonl and events.jsonl: what any system can say of its own pages."""
    items = set()
    with (out / "decisions.jsonl").open("w") as pages, (out / "events.jsonl").open("w") as events:
        for policy in ("random", "bts"):
            for key, line in rounds(folder, policy):
                at, item = from_iso(line["timestamp"].replace(" ", "T")[:26]), f"item {line['item_id']}"
                items.add(item)
                column = int(line["position"]) - 1
                slot = {"item": item, "propensity": float(line["propensity_score"])}
                row = {"kind": "recommended", "items": [*[f"blank {c}" for c in range(column)], slot]}
                items.update(f"blank {c}" for c in range(column))
                page = {"decision": key, "at": at, "member": f"visitor {key}", "policy": policy, "rows": [row]}
                pages.write(json.dumps(page) + "\n")
                told = {"item": item, "member": page["member"], "decision": key, "row": 0, "column": column}
                events.write(json.dumps({**told, "event_id": f"{key}-seen", "kind": "impression", "at": at}) + "\n")
                if line["click"] == "1":
                    click = {**told, "event_id": f"{key}-click", "kind": "play", "at": at + 1_000_000, "seconds": 60.0}
                    events.write(json.dumps(click) + "\n")
    (out / "items.jsonl").write_text("".join(json.dumps({"item": i, "title": i}) + "\n" for i in sorted(items)))


def main(folder: Path) -> dict[str, object]:
    """Convert, import, and print what the reports say."""
    with tempfile.TemporaryDirectory() as place:
        out, path = Path(place), Path(place) / "home"
        convert(folder, out)
        init_home(path, "Another engine")
        (path / "matinee.toml").write_text(
            'clock = "data"\n[feedback]\nabandoned_seconds = 1.0\n[feedback.rewards]\nplay = 1.0\ncompletion = 0.0\n'
            "[verdict]\nsettle_hours = 0.0\n"
        )
        home = open_home(path)
        for kind in ("items", "decisions", "events"):
            done = run_import(home, kind, out / f"{kind}.jsonl", lambda _: None)
            print(f"{kind}: {done.items or done.decisions or done.events:,} in, {len(done.refused)} refused")
        found = {
            name: report(name).make(home, Asked()) for name in ("policies", "verdicts", "discovery", "titles", "map")
        }
        home.close()
    for line in found["policies"]["policies"]:
        print(f"{line['policy']}: {line['exposures']:,} slots, success {line['success']:.4f}")
    for pair in found["policies"]["judged"]:
        print(f"{pair['target']} judged on the log of {pair['log']}: {pair['chosen']}, verdict: {pair['verdict']}")
    print("items:", found["verdicts"]["words"])
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
