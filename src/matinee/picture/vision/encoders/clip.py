"""Adapters: CLIP models that are on this machine already, as `TextEncoder`s; nothing is fetched.

Each takes a model that its library has loaded; `space_id` is the name given plus a hash of weights, so that vectors of
two models, or of two versions of one, are never compared. What the tests verify of them, and what they cannot, is
written in docs/vision-encoders.md.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput, MissingExtra, ShapeError
from matinee.picture.vision.decode import Pixels, resized
from matinee.picture.vision.encoders import Vectors, unit

MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
SPREAD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)
"""OpenAI CLIP's normalisation."""

Tokenize = Callable[[Sequence[str]], NDArray[np.int64]]
"""Texts -> token numbers (n, length)."""


def prepared(picture: Pixels, side: int) -> NDArray[np.float32]:
    """The middle square, scaled to `side` and normalised, (3, side, side)."""
    height, width = picture.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    square = resized(np.ascontiguousarray(picture[top : top + edge, left : left + edge]), (side, side))
    return np.asarray(((square / 255 - MEAN) / SPREAD).transpose(2, 0, 1), np.float32)


def weights_digest(parameters: Sequence[tuple[str, NDArray[Any]]]) -> str:
    """12 digits that change with any weight."""
    total = hashlib.sha256()
    for name, values in sorted(parameters, key=lambda one: one[0]):
        total.update(name.encode())
        total.update(np.ascontiguousarray(values).tobytes())
    return total.hexdigest()[:12]


@dataclass(frozen=True)
class ClipOnnx:
    """A CLIP as two ONNX files: pictures (n, 3, side, side) -> (n, width), tokens (n, length) -> (n, width)."""

    name: str
    image_file: Path
    text_file: Path
    tokenize: Tokenize
    threads: int = 1

    @cached_property
    def _sessions(self) -> tuple[Any, Any]:
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtra.named("vision") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        for path in (self.image_file, self.text_file):
            if not path.is_file():
                raise InvalidInput(f"{path} is not a file", "give the ONNX files of the CLIP")
        image, text = (
            onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            for path in (self.image_file, self.text_file)
        )
        if image.get_outputs()[0].shape[-1] != text.get_outputs()[0].shape[-1]:
            raise ShapeError(f"{self.image_file} and {self.text_file} differ in width", "give two halves of one CLIP")
        return image, text

    @cached_property
    def space_id(self) -> str:
        """The name and a hash of both files."""
        data = self.image_file.read_bytes() + self.text_file.read_bytes()
        return f"{self.name}@{hashlib.sha256(data).hexdigest()[:12]}"

    @property
    def width(self) -> int:
        """Numbers per vector."""
        return int(self._sessions[0].get_outputs()[0].shape[-1])

    def encode(self, pictures: Sequence[Pixels]) -> Vectors:
        """Pictures of any sizes -> (n, width)."""
        session = self._sessions[0]
        given = session.get_inputs()[0]
        if not pictures:
            return np.empty((0, self.width), np.float32)
        stack = np.stack([prepared(picture, int(given.shape[-1])) for picture in pictures])
        return unit(session.run(None, {given.name: stack})[0])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Texts -> (n, width)."""
        session = self._sessions[1]
        return unit(session.run(None, {session.get_inputs()[0].name: self.tokenize(texts)})[0])


@dataclass(frozen=True)
class OpenClip:
    """A model of the library open_clip, its validation transform's side in pixels, and its tokenizer."""

    name: str
    model: Any
    tokenizer: Callable[[list[str]], Any]
    side: int = 224

    @cached_property
    def space_id(self) -> str:
        """The name and a hash of the weights."""
        return f"{self.name}@{_torch_digest(self.model)}"

    @cached_property
    def width(self) -> int:
        """Numbers per vector."""
        return int(self.encode_texts(["a"]).shape[1])

    def encode(self, pictures: Sequence[Pixels]) -> Vectors:
        """Pictures of any sizes -> (n, width)."""
        return _torch_images(self.model.encode_image, pictures, self.side, self)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Texts -> (n, width)."""
        with _torch().no_grad():
            return unit(self.model.eval().encode_text(self.tokenizer(list(texts))).float().numpy())


@dataclass(frozen=True)
class TransformersClip:
    """A CLIPModel of the library transformers and a tokenizer giving `input_ids` and `attention_mask` as tensors."""

    name: str
    model: Any
    tokenizer: Callable[..., Any]

    @cached_property
    def space_id(self) -> str:
        """The name and a hash of the weights."""
        return f"{self.name}@{_torch_digest(self.model)}"

    @property
    def width(self) -> int:
        """Numbers per vector."""
        return int(self.model.config.projection_dim)

    def encode(self, pictures: Sequence[Pixels]) -> Vectors:
        """Pictures of any sizes -> (n, width)."""
        side = int(self.model.config.vision_config.image_size)
        return _torch_images(lambda batch: self.model.get_image_features(pixel_values=batch), pictures, side, self)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Texts -> (n, width)."""
        with _torch().no_grad():
            given = self.tokenizer(list(texts), padding=True, return_tensors="pt")
            return unit(_tensor(self.model.eval().get_text_features(**given)).float().numpy())


def _torch_images(encode: Callable[[Any], Any], pictures: Sequence[Pixels], side: int, owner: Any) -> Vectors:
    torch = _torch()
    if not pictures:
        return np.empty((0, owner.width), np.float32)
    owner.model.eval()
    with torch.no_grad():
        stack = torch.from_numpy(np.stack([prepared(picture, side) for picture in pictures]))
        return unit(_tensor(encode(stack)).float().numpy())


def _torch() -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise MissingExtra("this encoder needs torch", "install it as your CLIP library says") from error


def _tensor(found: Any) -> Any:
    """Newer transformers hand out a record whose pooler_output is the vector."""
    return found.pooler_output if hasattr(found, "pooler_output") else found


def _torch_digest(model: Any) -> str:
    return weights_digest([(name, values.detach().cpu().numpy()) for name, values in model.state_dict().items()])
