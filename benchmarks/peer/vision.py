"""What a user would run instead of a vision sweep: the same training in PyTorch, to the end.

    python3 vision.py --data ~/.cache/kvsweep/data --task fashion-mnist --variant kv --seed 0

Reads the files that `kvsweep data fetch` brings, plain or gzipped, trains the model of
kv_reference.py with the settings of sweeps/*.yaml and prints the test accuracy as one JSON line.
CIFAR images are flipped, cropped and resized one by one as torchvision does it, and the test
accuracy is that of the best validation epoch.
"""
import argparse
import copy
import gzip
import json
import math
import pathlib
import time

import numpy as np
import torch
from torch.nn import functional as F

import kv_reference as ref

GREY = ((0.1307,), (0.3081,))
COLOUR = ((0.49139968, 0.48215841, 0.44653091), (0.24703223, 0.24348513, 0.26158784))


def read(folder, pattern):
    """The bytes of all files of that name in their order; CIFAR may be there in part."""
    found = sorted(f for f in folder.glob(pattern + "*") if f.suffix in (".gz", ".bin", ""))
    if not found:
        raise SystemExit(f"Cannot find {folder / pattern}")
    return b"".join(gzip.open(f).read() if f.suffix == ".gz" else f.read_bytes() for f in found)


def load(task, folder):
    """Training and test images as bytes [N, C, side, side], and their labels."""
    parts = []
    if task.endswith("mnist"):
        for part in ("train", "t10k"):
            x = np.frombuffer(read(folder, part + "-images-idx3-ubyte"), np.uint8, offset=16)
            y = np.frombuffer(read(folder, part + "-labels-idx1-ubyte"), np.uint8, offset=8)
            parts.append((x.reshape(-1, 1, 28, 28), y))
    else:
        labels, names = (1, ("data_batch_", "test_batch")) if task == "cifar-10" else (
            2, ("train", "test"))
        for name in names:
            rows = np.frombuffer(read(folder, name), np.uint8).reshape(-1, labels + 3072)
            parts.append((rows[:, labels:].reshape(-1, 3, 32, 32), rows[:, labels - 1]))
    return [(torch.tensor(x), torch.tensor(y, dtype=torch.long)) for x, y in parts]


def crop(images, generator):
    """Flip with probability 0.5, then a random part resized to the whole."""
    def uniform(low, high):
        return low + (high - low) * torch.rand((), generator=generator).item()

    side, out = images.shape[-1], torch.empty_like(images)
    for i, image in enumerate(images):
        if uniform(0, 1) < 0.5:
            image = image.flip(2)
        top, left, height, width = 0, 0, side, side
        for _ in range(10):
            area = side * side * uniform(0.8, 1)
            ratio = math.exp(uniform(math.log(0.9), math.log(1.1)))
            w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < w <= side and 0 < h <= side:
                top = int(uniform(0, side - h + 1))
                left = int(uniform(0, side - w + 1))
                height, width = h, w
                break
        part = image[None, :, top:top + height, left:left + width]
        out[i] = F.interpolate(part, (side, side), mode="bilinear", align_corners=False)[0]
    return out


def accuracy(model, x, y, normal):
    model.eval()
    with torch.no_grad():
        right = sum((model(normal(a)).argmax(-1) == b).sum().item()
                    for a, b in zip(x.split(500), y.split(500)))
    model.train()
    return right / len(y)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--data", type=pathlib.Path, required=True)
    p.add_argument("--task", choices=("mnist", "fashion-mnist", "cifar-10", "cifar-100"),
                   default="fashion-mnist")
    p.add_argument("--variant", default="qkv", choices=ref.VARIANTS)
    for name, value in dict(width=64, depth=2, heads=2, patch=7, epochs=5, batch=200, seed=0,
                            threads=1, validation=0, limit_train=0, limit_test=0).items():
        p.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    p.add_argument("--lr", type=float, default=1e-3)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    (x, y), (test_x, test_y) = load(a.task, a.data / a.task)
    order = torch.randperm(len(x))
    held, kept = order[:a.validation], order[a.validation:]
    kept = kept[:a.limit_train or len(kept)]
    some = torch.randperm(len(test_x))[:a.limit_test or len(test_x)]
    test_x, test_y = test_x[some], test_y[some]
    colour = a.task.startswith("cifar")
    mean, deviation = (torch.tensor(v)[None, :, None, None] for v in (COLOUR if colour else GREY))

    def normal(images):
        return (images.float() / 255 - mean) / deviation

    model = ref.VisionTransformer(a.variant, x.shape[-1], a.patch, x.shape[1],
                                  100 if a.task == "cifar-100" else 10, a.width, a.depth, a.heads,
                                  a.width, fast_pos=True)
    adam = torch.optim.AdamW(model.parameters(), a.lr, weight_decay=0.01)
    steps, best, timed = len(kept) // a.batch, -1.0, []
    for _ in range(a.epochs):
        epoch = kept[torch.randperm(len(kept))]
        for i in range(steps):
            start = time.perf_counter()
            rows = epoch[i * a.batch:(i + 1) * a.batch]
            images = crop(x[rows].float() / 255, None) if colour else x[rows].float() / 255
            adam.zero_grad(set_to_none=True)
            model.loss((images - mean) / deviation, y[rows]).backward()
            adam.step()
            timed.append(time.perf_counter() - start)
        if a.validation:
            score = accuracy(model, x[held], y[held], normal)
            if score > best:
                best, chosen = score, copy.deepcopy(model.state_dict())
    if a.validation:
        model.load_state_dict(chosen)
    print(json.dumps({"engine": f"torch-{torch.__version__}", "task": a.task, "variant": a.variant,
                      "seed": a.seed, "test_accuracy": round(accuracy(model, test_x, test_y, normal), 4),
                      "parameters": ref.count_parameters(model),
                      "step_ms": round(sorted(timed)[len(timed) // 2] * 1e3, 2),
                      "train_seconds": round(sum(timed), 1)}), flush=True)


main()
