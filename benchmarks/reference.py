"""What earlier outfit services ran for a photo, as the measure of ours.

YOLOv5s finds a top and a bottom at 640 px, a ResNet-50 names one of them, and the VGG16 features
of the picture are compared with those of 300 others: all in torch, as those services did it. The
networks have random weights, which takes as long; their answers are not used.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engine.models.detector import letterbox, normalise
from engine.training import torchvision_shim

torchvision_shim.install()
_open = Image.open

import timm  # noqa: E402
from ultralytics.nn.tasks import DetectionModel  # noqa: E402

Image.open = _open  # ultralytics puts its own in the whole process's place

DETECTOR_PX: Final = 640
CLASSIFIER_PX: Final = 224
GALLERY: Final = 300


class Reference:
    """The three networks; `analyze` is one photo's way through them."""

    def __init__(self, threads: int) -> None:
        """Build the networks and a gallery of features.

        Args:
            threads: CPU threads of each network.
        """
        torch.set_num_threads(threads)
        self._detector = DetectionModel("yolov5s.yaml", verbose=False).fuse(verbose=False).eval()
        self._classifier = timm.create_model("resnet50", pretrained=False).eval()
        self._features = timm.create_model("vgg16", pretrained=False, num_classes=0).eval()
        gallery = np.random.default_rng(0).normal(size=(GALLERY, 4096)).astype(np.float32)
        self._gallery = gallery / np.linalg.norm(gallery, axis=1, keepdims=True)

    @torch.inference_mode()
    def analyze(self, picture: Image.Image) -> int:
        """Look at a photo and return the number of the gallery picture that is nearest."""
        pixels = np.asarray(picture)
        padded, _, _ = letterbox(pixels, DETECTOR_PX)
        self._detector(torch.from_numpy(normalise(padded[None])))
        crop = torch.from_numpy(normalise(_square(picture)))
        self._classifier(crop)
        features = self._features(crop)[0].numpy()
        return int((self._gallery @ features).argmax())


def _square(picture: Image.Image) -> NDArray[np.uint8]:
    side = (CLASSIFIER_PX, CLASSIFIER_PX)
    return np.asarray(picture.resize(side, Image.Resampling.BILINEAR))[None]
