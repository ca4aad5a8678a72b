"""Where private and bundled test material lies, and the marks that skip tests without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("MATINEE_DATA", ROOT.parent / "shared" / "data"))
POSTERS = DATA / "posters"
COCO = DATA / "coco128"
VIDEO = DATA / "video"

private = [pytest.mark.private, pytest.mark.skipif(not POSTERS.exists(), reason="needs the private data folder")]
with_film = [pytest.mark.private, pytest.mark.skipif(not VIDEO.exists(), reason="needs the films of the data folder")]
