"""Encoders keep one contract, the default and every adapter: unit vectors, stable spaces, spaces never mixed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from matinee.core.errors import InvalidInput, ShapeError
from matinee.picture.vision.encoders import Embedded, ImageEncoder, similarity
from matinee.picture.vision.encoders.clip import ClipOnnx, OpenClip, TransformersClip, prepared
from matinee.picture.vision.encoders.lite import Lite, probabilities
from matinee.picture.vision.encoders.prompts import ask, name_vectors, zero_shot
from tests.picture.vision.films import scene

DATA = Path(__file__).parent / "data"


def tokens(texts: Sequence[str]) -> np.ndarray:
    rows = [[sum(map(ord, word)) % 64 for word in text.split()] for text in texts]
    longest = max(map(len, rows))
    return np.array([row + [0] * (longest - len(row)) for row in rows], np.int64)


def tiny_onnx() -> ClipOnnx:
    return ClipOnnx("tiny", DATA / "tiny-clip-image.onnx", DATA / "tiny-clip-text.onnx", tokens)


def tiny_transformers() -> TransformersClip:
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 1, "num_attention_heads": 4}
    config = transformers.CLIPConfig(
        text_config={**sizes, "vocab_size": 64},
        vision_config={**sizes, "image_size": 32, "patch_size": 8},
        projection_dim=16,
    )

    def tokenizer(texts: list[str], **_: object) -> dict[str, object]:
        numbers = torch.from_numpy(tokens(texts))
        return {"input_ids": numbers, "attention_mask": torch.ones_like(numbers)}

    return TransformersClip("tiny-transformers", transformers.CLIPModel(config), tokenizer)


def tiny_open_clip() -> OpenClip:
    torch, open_clip = pytest.importorskip("torch"), pytest.importorskip("open_clip")
    torch.manual_seed(0)
    model = open_clip.model.CLIP(
        embed_dim=16,
        vision_cfg=open_clip.model.CLIPVisionCfg(layers=1, width=64, patch_size=8, image_size=32),
        text_cfg=open_clip.model.CLIPTextCfg(context_length=12, vocab_size=64, width=32, heads=4, layers=1),
    )

    def tokenizer(texts: list[str]) -> object:
        found = tokens(texts)
        return torch.from_numpy(np.pad(found, ((0, 0), (0, 12 - found.shape[1]))))

    return OpenClip("tiny-open-clip", model, tokenizer, 32)


TEXT = [tiny_onnx, tiny_transformers, tiny_open_clip]


@pytest.mark.parametrize("make", [Lite, *TEXT])
def test_an_encoder_gives_unit_vectors_that_do_not_depend_on_the_batch(make: Callable[[], ImageEncoder]) -> None:
    encoder = make()
    pictures = [scene(1, (64, 48)), scene(2, (48, 64)), scene(3, (50, 50))]
    together = encoder.encode(pictures)
    assert together.shape == (3, encoder.width)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    alone = np.concatenate([encoder.encode([picture]) for picture in pictures])
    assert (together * alone).sum(1) == pytest.approx([1, 1, 1], abs=1e-3)
    assert float(together[0] @ together[1]) < 0.9999
    assert encoder.encode([]).shape == (0, encoder.width)


@pytest.mark.parametrize("make", TEXT)
def test_a_text_encoder_answers_prompts_with_probabilities(make: Callable[[], ClipOnnx]) -> None:
    encoder = make()
    answers = ask(encoder, [scene(1, (40, 40)), scene(2, (40, 40))], ["dark", "funny", "tense"], "moods")
    assert [sum(answer.values()) for answer in answers] == pytest.approx([1, 1], abs=1e-5)
    assert set(answers[0]) == {"dark", "funny", "tense"}
    same = name_vectors(encoder, ["dark"], "moods").vectors
    assert zero_shot(Embedded(encoder.space_id, same), name_vectors(encoder, ["dark", "x"], "moods"))[0, 0] >= 0.499


@pytest.mark.parametrize("make", [Lite, *TEXT])
def test_a_space_has_a_name_that_is_the_same_each_time(make: Callable[[], ImageEncoder]) -> None:
    assert make().space_id == make().space_id
    assert "@" in make().space_id


def test_vectors_of_two_spaces_are_never_compared(tmp_path: Path) -> None:
    tiny, vectors = tiny_onnx(), np.eye(16, dtype=np.float32)
    with pytest.raises(ShapeError, match="meet"):
        similarity(Embedded(tiny.space_id, vectors), Embedded(Lite().space_id, vectors))
    changed = bytearray(tiny.text_file.read_bytes())
    changed[-20] ^= 1
    (tmp_path / "text.onnx").write_bytes(changed)
    assert ClipOnnx("tiny", tiny.image_file, tmp_path / "text.onnx", tokens).space_id != tiny.space_id
    with pytest.raises(InvalidInput, match="not a file"):
        ClipOnnx("tiny", tmp_path / "no.onnx", tiny.text_file, tokens).encode([scene(1, (32, 32))])


def test_a_picture_is_prepared_as_clip_was_trained() -> None:
    grey = np.full((40, 60, 3), 128, np.uint8)
    found = prepared(grey, 32)
    assert found.shape == (3, 32, 32)
    means, spreads = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
    expected = [(128 / 255 - mean) / spread for mean, spread in zip(means, spreads, strict=True)]
    assert found[:, 5, 7] == pytest.approx(expected, abs=1e-5)


def test_probabilities_of_logits_sum_to_one() -> None:
    found = probabilities(np.array([[1000.0, 1000.0], [0.0, -1000.0]], np.float32))
    assert found == pytest.approx(np.array([[0.5, 0.5], [1.0, 0.0]]))
