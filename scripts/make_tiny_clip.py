"""A seed in, two ONNX files of a few kilobytes out: a CLIP with random weights, for the tests of the adapters.

python scripts/make_tiny_clip.py tests/picture/vision/data      (needs onnx)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, SIDE, WORDS = 16, 32, 64


def model(nodes: list[onnx.NodeProto], weights: dict[str, np.ndarray], given: onnx.ValueInfoProto) -> onnx.ModelProto:
    """A graph from nodes and weights with one output, `vectors`."""
    out = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", WIDTH])
    stored = [numpy_helper.from_array(values, name) for name, values in weights.items()]
    graph = helper.make_graph(nodes, "tiny", [given], [out], stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def main() -> None:
    """Write both halves."""
    out, generator = Path(sys.argv[1]), np.random.default_rng(0)
    patch = generator.normal(size=(24, 3, 8, 8)).astype(np.float32) / 14
    project = generator.normal(size=(24, WIDTH)).astype(np.float32)
    image = [
        helper.make_node("Conv", ["pictures", "patch"], ["grid"], strides=[8, 8]),
        helper.make_node("Relu", ["grid"], ["lit"]),
        helper.make_node("GlobalAveragePool", ["lit"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "project"], ["vectors"]),
    ]
    pictures = helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])
    onnx.save(model(image, {"patch": patch, "project": project}, pictures), str(out / "tiny-clip-image.onnx"))
    words = generator.normal(size=(WORDS, WIDTH)).astype(np.float32)
    text = [
        helper.make_node("Gather", ["words", "tokens"], ["rows"]),
        helper.make_node("ReduceMean", ["rows"], ["vectors"], axes=[1], keepdims=0),
    ]
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["n", "length"])
    onnx.save(model(text, {"words": words}, tokens), str(out / "tiny-clip-text.onnx"))


if __name__ == "__main__":
    main()
