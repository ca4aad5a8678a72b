"""Stills: cuts as marked by eye, planted faults rejected for the right reason, none alike, no face cut, leads first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from matinee.cli.vision import app
from matinee.core.errors import InvalidInput
from matinee.picture.vision.crops import SHAPES, crops, cuts_a_face, grown
from matinee.picture.vision.decode import Pixels, read_picture
from matinee.picture.vision.faces import detect_faces, similarity_transform
from matinee.picture.vision.hashes import ALIKE, distance, perceptual_hash
from matinee.picture.vision.salience import salience
from matinee.picture.vision.stills.cast import named_by_hand
from matinee.picture.vision.stills.characters import Sighting, b_cubed, characters
from matinee.picture.vision.stills.choose import Rated, choose
from matinee.picture.vision.stills.run import find_stills
from matinee.picture.vision.stills.shots import mark
from matinee.picture.vision.stills.video import frames
from tests.picture.vision import films, montage
from tests.picture.vision.places import POSTERS, VIDEO, private, with_film

FAULTS: dict[str, Callable[[Pixels], Pixels]] = {
    "black": films.black,
    "blurred": films.blurred,
    "faded": films.faded,
    "text": films.full_of_text,
}


def f1_of_cuts(truth: list[int], found: list[int], within: int = 1) -> float:
    left, hits = list(found), 0
    for cut in truth:
        near = [one for one in left if abs(one - cut) <= within]
        if near:
            left.remove(near[0])
            hits += 1
    return 2 * hits / (len(truth) + len(found))


def cuts_of(path: Path) -> list[int]:
    return [one.frame.number for one in mark(frames(path)) if one.cut]


@pytest.mark.slow
class TestFilm:
    pytestmark = with_film

    @pytest.mark.parametrize("name", ["bbb_trailer", "bbb_clip"])
    def test_cuts_are_found_within_one_frame_of_those_marked_by_eye(self, name: str) -> None:
        marked = json.loads((Path(__file__).parent / "data" / f"{name}_cuts.json").read_text())
        apart = [span for span in marked["dissolves"]]
        found = [one for one in cuts_of(VIDEO / marked["video"]) if not any(a <= one <= b for a, b in apart)]
        assert f1_of_cuts(marked["cuts"] + marked["fades_through_black"], found) >= 0.95

    def test_the_command_writes_stills_that_exist_none_alike_with_crops_and_a_contact_sheet(
        self, tmp_path: Path
    ) -> None:
        run = CliRunner().invoke(app, ["stills", str(VIDEO / "bbb_trailer_720p.mp4"), "--out", str(tmp_path), "--json"])
        found = json.loads(run.stdout)
        assert 5 <= len(found["stills"]) <= 50
        assert all(one["reason"] and one["timecode_seconds"] >= 0 for one in found["rejects"])
        hashes = [perceptual_hash(read_picture(tmp_path / one["file"]).pixels) for one in found["stills"]]
        pairs = [(a, b) for at, a in enumerate(hashes) for b in hashes[at + 1 :]]
        assert min(distance(a, b) for a, b in pairs) > ALIKE - 3
        assert {"contact-sheet.html", "contact-sheet.png", "stills.json"} <= {one.name for one in tmp_path.iterdir()}
        assert not list(tmp_path.glob(".spool*"))

    @pytest.mark.parametrize(("length", "start"), [(10, 90), (1, 75)])
    def test_faults_planted_into_the_clip_are_rejected_for_the_right_reason(
        self, tmp_path: Path, length: int, start: int
    ) -> None:
        names, planted = list(FAULTS), {}

        def spoilt() -> object:
            for frame in frames(VIDEO / "bbb_480p_30s.mp4"):
                turn, place = divmod(frame.number - start, 45)
                pixels = frame.pixels()
                if turn >= 0 and place < length and frame.number < 480:
                    name = names[turn % 4]
                    planted.setdefault(turn, (name, frame.seconds, frame.seconds + (length - 1) / 24))
                    pixels = FAULTS[name](pixels)
                yield pixels

        found = find_stills(films.write_film(tmp_path / "f.mp4", spoilt()), tmp_path / "out")  # type: ignore[arg-type]
        check_planted(found, list(planted.values()))


@pytest.mark.slow
@pytest.mark.parametrize("lines", [3, 8, 20, 30])
@pytest.mark.parametrize("ground", [0, 255, -1])
def test_large_and_small_print_on_any_ground_is_text(tmp_path: Path, lines: int, ground: int) -> None:
    page = films.full_of_text(films.scene(3, (854, 480)), ground, lines)
    found = find_stills(films.write_film(tmp_path / "f.mp4", [page] * 8), tmp_path / "out")
    assert not found["stills"]
    assert {one["reason"] for one in found["rejects"]} == {"text"}


@pytest.mark.slow
@pytest.mark.parametrize("length", [12, 24, 48])
def test_no_still_lies_inside_a_dissolve_or_a_fade(tmp_path: Path, length: int) -> None:
    first, second = films.scene(1, (320, 180)), films.scene(2, (320, 180))

    def film() -> object:
        for at in range(48):
            yield films.moved(first, at * 0.5)
        for at in range(length):
            share = (at + 1) / (length + 1)
            mixed = films.moved(first, 24 + at * 0.5) * (1 - share) + films.moved(second, at * 0.5) * share
            yield mixed.astype(np.uint8)
        for at in range(48):
            yield films.moved(second, (length + at) * 0.5)
        for at in range(length):
            yield films.faded(films.moved(second, (length + 48) * 0.5), 1 - (at + 1) / length)

    found = find_stills(films.write_film(tmp_path / "f.mp4", film()), tmp_path / "out")  # type: ignore[arg-type]
    times = [one["timecode_seconds"] * 24 for one in found["stills"]]
    inner = length // 4
    assert len(times) >= 2
    assert not [at for at in times if 48 + inner <= at <= 48 + length - inner or at >= 96 + length + inner]
    assert "faded" in {one["reason"] for one in found["rejects"]}


def check_planted(found: dict[str, object], planted: list[tuple[str, float, float]]) -> None:
    for name, first, last in planted:
        reasons = {
            one["reason"]
            for one in found["rejects"]  # type: ignore[attr-defined]
            if first - 0.02 <= one["timecode_seconds"] <= last + 0.02
        }
        assert name in reasons, (name, first, reasons)
        times = [one["timecode_seconds"] for one in found["stills"]]  # type: ignore[attr-defined]
        assert not [at for at in times if first - 0.02 <= at <= last + 0.02]


@pytest.mark.slow
def test_planted_faults_are_rejected_in_a_drawn_film_of_pans_and_cuts(tmp_path: Path) -> None:
    planted: list[tuple[str, float, float]] = []

    def film() -> object:
        number = 0
        for shot in range(10):
            base = films.scene(shot)
            for at in range(36):
                pixels = films.moved(base, at * 1.5)
                if shot % 2 and 14 <= at < 20:
                    name = list(FAULTS)[shot // 2 % 4]
                    if at == 14:
                        planted.append((name, number / 24, (number + 5) / 24))
                    pixels = FAULTS[name](pixels)
                number += 1
                yield pixels

    found = find_stills(films.write_film(tmp_path / "f.mp4", film()), tmp_path / "out")  # type: ignore[arg-type]
    assert len(planted) == 5
    check_planted(found, planted)
    starts = [one["frame"] for one in found["shots"]]
    assert f1_of_cuts(list(range(36, 360, 36)), [one for one in starts if one % 36 in (0, 1, 35) and one > 1]) == 1.0
    spread = {int(one["timecode_seconds"] // 1.5) for one in found["stills"]}
    assert len(spread) >= 8


@pytest.mark.full
class TestPeople:
    pytestmark = private

    @pytest.mark.parametrize("seed", [11, 12])
    def test_faces_of_a_montage_are_clustered_the_leads_rank_first_and_cast_photographs_name_them(
        self, tmp_path: Path, seed: int
    ) -> None:
        posters = sorted((POSTERS / "img").glob("*.jpg"))
        order = np.random.default_rng(seed).permutation(len(posters))
        people = montage.lone_faces([posters[at] for at in order], 6)
        shots, truth = montage.montage(people, (8, 5, 3, 2, 1, 1), seed)
        film = films.write_film(tmp_path / "m.mp4", shots, montage.RATE)
        from matinee.picture.vision.faces import identities
        from matinee.picture.vision.stills.values import Options

        cast = {f"person {at}": identities(pixels, [face])[0] for at, (pixels, face) in enumerate(people)}
        found = find_stills(film, tmp_path / "out", Options(cast=cast))
        real, said, names = [], [], []
        for one in found["characters"]:
            who = [next(w for a, b, w in truth if a - 0.01 <= at < b) for at in one["timecodes_seconds"]]
            real += who
            said += [one["character"]] * len(who)
            names.append((one["name"], f"person {Counter(who).most_common(1)[0][0]}"))
        assert b_cubed(real, said) >= 0.9
        assert [given for given, _ in names[:2]] == ["person 0", "person 1"]
        assert all(given == real_name for given, real_name in names if given)
        assert sum(bool(given) for given, _ in names) >= len(names) - 1

    def test_no_crop_of_any_poster_cuts_a_face(self) -> None:
        posters = sorted((POSTERS / "img").glob("*.jpg"))[::25]
        for path in posters:
            pixels = read_picture(path).pixels
            height, width = pixels.shape[:2]
            boxes = [face.box for face in detect_faces(pixels, 640, 0.5)]
            edges = np.array([(x, y, x + w, y + h) for x, y, w, h in boxes]).reshape(-1, 4)
            found = crops((width, height), boxes, salience(pixels))
            for crop in found.values():
                assert not cuts_a_face(np.array([crop], float), np.clip(edges, 0, (width, height) * 2)).any()


boxes = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0.02, 0.6), st.floats(0.02, 0.6))


@settings(max_examples=30, deadline=None)
@given(st.integers(40, 900), st.integers(40, 900), st.lists(boxes, max_size=5))
def test_a_crop_lies_within_the_picture_has_its_shape_and_cuts_no_face(
    width: int, height: int, parts: list[tuple[float, float, float, float]]
) -> None:
    faces = [(x * width, y * height, w * width, h * height) for x, y, w, h in parts]
    found = crops((width, height), faces, np.full((64, 64), 1 / 4096, np.float32))
    edges = grown(faces, (width, height))
    for place, (left, top, wide, high) in found.items():
        assert left >= 0 and top >= 0 and left + wide <= width and top + high <= height
        assert abs(wide - SHAPES[place] * high) <= 1 + SHAPES[place]
        assert not cuts_a_face(np.array([[left, top, wide, high]], float), edges).any()


def test_a_picture_without_faces_has_every_crop_and_a_face_over_everything_has_those_that_hold_it() -> None:
    chart = np.full((64, 64), 1 / 4096, np.float32)
    assert set(crops((640, 360), [], chart)) == set(SHAPES)
    assert "tall" not in crops((640, 360), [(0.0, 0.0, 640.0, 360.0)], chart)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1), st.integers(0, 2**64 - 1)), max_size=30), st.integers(1, 8)
)
def test_the_chosen_are_in_order_at_most_so_many_and_none_nearly_alike(
    rows: list[tuple[float, float, int]], most: int
) -> None:
    rated = [Rated(at, score, bits, frozenset()) for at, score, bits in rows]
    chosen, alike = choose(rated, 100.0, most)
    assert len(chosen) <= most
    assert [rated[at].seconds for at in chosen] == sorted(rated[at].seconds for at in chosen)
    assert not set(chosen) & set(alike)
    for at in chosen:
        assert all(distance(rated[at].hash, rated[other].hash) > ALIKE for other in chosen if other != at)


def test_the_hash_forgives_light_and_size_and_tells_scenes_apart() -> None:
    pixels = films.scene(1)
    dim = (pixels * 0.6 + 20).astype(np.uint8)
    assert distance(perceptual_hash(pixels), perceptual_hash(dim[::2, ::2])) <= 6
    assert distance(perceptual_hash(pixels), perceptual_hash(films.scene(2))) > ALIKE


def test_sightings_become_characters_by_identity_and_the_most_seen_leads() -> None:
    generator = np.random.default_rng(0)
    people = np.linalg.qr(generator.normal(size=(128, 3)))[0].T
    rows = []
    for at in range(60):
        who = 0 if at % 2 else 1 + (at % 6 == 0)
        vector = people[who] + generator.normal(size=128) * 0.05
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        rows.append((who, Sighting(float(at), at // 4, (0.3, 0.3, 0.2, 0.2), unit, 0.9)))
    found = characters([one for _, one in rows], {"Ada": people[0].astype(np.float32)})
    said = {row: one.rank for one in found for row in one.sightings}
    assert b_cubed([who for who, _ in rows], [said[at] for at in range(60)]) == 1.0
    assert (found[0].name, found[0].presence, found[1].name) == ("Ada", 30.0, "")


def test_two_faces_of_one_moment_are_never_one_track() -> None:
    vector = np.eye(128, dtype=np.float32)[0]
    other = (np.eye(128)[0] * 0.3 + np.eye(128)[1]).astype(np.float32)
    pair = [
        Sighting(1.0, 0, (0.1, 0.1, 0.2, 0.2), vector, 0.9),
        Sighting(1.0, 0, (0.15, 0.1, 0.2, 0.2), other / np.linalg.norm(other), 0.9),
    ]
    assert len(characters(pair)) == 2


def test_b_cubed_is_that_of_the_paper() -> None:
    """Amigo et al. 2009, figure 4: two clusters of which one mixes classes."""
    assert b_cubed("aaabb", [1, 1, 2, 2, 2]) == pytest.approx(2 * (11 / 15) * (11 / 15) / (22 / 15))


def test_a_character_is_named_by_hand_and_an_unknown_one_is_told() -> None:
    found = {"stills": [{"faces": [{"character": 1, "name": ""}, {}]}], "characters": [{"character": 1, "name": ""}]}
    named = named_by_hand(found, ["1=Jane Doe"])
    assert named["characters"][0]["name"] == named["stills"][0]["faces"][0]["name"] == "Jane Doe"
    with pytest.raises(InvalidInput, match="names no character"):
        named_by_hand(found, ["2=John"])


def test_the_similarity_transform_undoes_a_turn_scale_and_shift() -> None:
    source = np.array([[0, 0], [4, 0], [2, 3], [1, 5], [3, 5]], np.float32)
    turn = np.array([[0.8, -0.6], [0.6, 0.8]]) * 2.5
    found = similarity_transform((source @ turn.T + (7, -2)).astype(np.float32), source)
    assert found @ np.array([*(turn @ (2, 3) + (7, -2)), 1]) == pytest.approx([2, 3], abs=1e-4)


def test_a_text_a_cut_off_film_and_sound_alone_are_refused_and_a_damaged_film_is_read_as_far_as_it_goes(
    tmp_path: Path,
) -> None:
    words = tmp_path / "words.mp4"
    words.write_text("no film")
    whole = films.write_film(tmp_path / "w.mp4", (films.scene(at // 8, (96, 64)) for at in range(16)))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole.read_bytes()[:2000])
    for path in (words, broken, tmp_path / "none.mp4", sound(tmp_path / "sound.wav")):
        with pytest.raises(InvalidInput):
            list(frames(path))
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    (tmp_path / "damaged.mp4").write_bytes(data)
    assert 0 < len(list(frames(tmp_path / "damaged.mp4"))) <= 16


@pytest.mark.slow
def test_frames_of_8k_are_scaled_down_while_they_are_decoded(tmp_path: Path) -> None:
    import cv2

    large = (cv2.resize(films.scene(at // 3, (960, 540)), (7680, 4320)) for at in range(6))
    seen = list(frames(films.write_film(tmp_path / "8k.mp4", large)))
    assert len(seen) == 6
    assert {(one.held.width, one.held.height) for one in seen} == {(1280, 720)}


@pytest.mark.slow
def test_films_of_odd_sizes_lengths_and_formats_give_stills(tmp_path: Path) -> None:
    import av

    cases = (
        ("yuv444p", (161, 91), 30),
        ("gray", (96, 64), 30),
        ("yuv420p10le", (96, 64), 30),
        ("yuv420p", (90, 160), 1),
    )
    for kind, size, many in cases:
        path = tmp_path / f"{kind}.mkv"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("ffv1", rate=24)
            (stream.width, stream.height), stream.pix_fmt = size, kind
            for at in range(many):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(films.scene(at // 15, size), "rgb24")))
            container.mux(stream.encode())
        found = find_stills(path, tmp_path / kind)
        assert 1 <= len(found["stills"]) <= 2


def sound(path: Path) -> Path:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
    return path
