"""Checks the golden files of this folder, or writes a new one. Needs Python 3 with PyTorch.

    python3 golden.py --check                 # recomputes every file; exit code 1 if one is wrong
    python3 golden.py --write encoder-kv      # writes encoder-kv.json if it does not exist

A model's file holds one tiny model in double precision: its config, every parameter by name, the
inputs of one batch, and what PyTorch makes of them: logits, loss, the gradient of the loss by each
parameter, and the losses after each of five Adam steps on that batch (learning rate 0.01, betas 0.9
and 0.999, epsilon 1e-8). Linear weights are [out, in]. Dropout is off. crop.json holds parts of an
image, resized bilinearly to its full size.

Config, parameters and inputs are the case; everything else is derived from them. A check therefore
does not depend on how a version of PyTorch draws random numbers. Models come from kv_reference.py.
To add a model or an attention, state it there, add its config to CONFIGS where it is a new model,
and write its files.
"""
import argparse
import json
import pathlib
import sys

import torch
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[4] / "benchmarks" / "peer"))

import kv_reference as ref  # noqa: E402 (its folder has to be known first)

# What the tests in Java allow; crop.json holds nine decimals.
TOLERANCE = 1e-9
SEED = 7

MODELS = {
    "encoder": ref.SequenceEncoder,
    "anomaly": ref.SetAnomaly,
    "vision": ref.VisionTransformer,
    "characters": ref.CharacterModel,
    "numbers": ref.NumberModel,
    "translation": ref.Translator,
}

# The smallest models in which no two sizes are equal by accident more often than they must.
CONFIGS = {
    "encoder": dict(classes=6, width=8, depth=2, heads=2, dropout=0.0),
    "anomaly": dict(features=6, width=8, depth=2, heads=2),
    "vision": dict(image=8, patch=4, channels=3, classes=5, width=8, depth=2, heads=2, mlp=12),
    "characters": dict(vocabulary=9, context=6, width=12, depth=2, heads=3, dropout=0.0),
    "numbers": dict(vocabulary=7, width=8, depth=2, heads=4, dropout=0.0, ff_dropout=0.0),
    "translation": dict(source_vocabulary=9, target_vocabulary=8, width=8, depth=2, heads=2,
                        dropout=0.0),
}


def drawn_inputs(name, config):
    """One batch for a new case; the second array holds the labels."""
    if name == "encoder":
        tokens = torch.randint(0, config["classes"], (3, 5))
        return [tokens, tokens.flip(1)]
    if name == "anomaly":
        return [torch.randn(3, 5, config["features"]), torch.randint(0, 5, (3,))]
    if name == "vision":
        images = torch.randn(3, config["channels"], config["image"], config["image"])
        return [images, torch.randint(0, config["classes"], (3,))]
    if name == "translation":  # 1 pads, 2 begins and 3 ends a sentence
        source = torch.tensor([[2, 4, 5, 8, 3, 1], [2, 6, 7, 5, 4, 3], [2, 8, 3, 1, 1, 1]])
        target = torch.tensor([[2, 4, 7, 3, 1], [2, 5, 6, 4, 3], [2, 7, 3, 1, 1]])
        return [source, target]
    windows = torch.randint(0, config["vocabulary"], (3, 7))
    return [windows[:, :6], windows[:, 1:]]


def drawn_case(name, variant):
    """A new case: a model with no parameter at a special value such as 0 or 1, and a batch."""
    torch.manual_seed(SEED)
    model = MODELS[name](variant, **CONFIGS[name])
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return {
        "model": name, "variant": variant, "config": CONFIGS[name],
        "parameters": {n: p.tolist() for n, p in model.named_parameters()},
        "inputs": [i.tolist() for i in drawn_inputs(name, CONFIGS[name])],
    }


def derived(case):
    """What PyTorch makes of a case: logits, loss, gradients and losses under Adam."""
    model = MODELS[case["model"]](case["variant"], **case["config"])
    given = {n: torch.tensor(p) for n, p in case["parameters"].items()}
    model.load_state_dict(given, strict=True)
    inputs = [torch.tensor(i) for i in case["inputs"]]
    first = (inputs[0], inputs[1][:, :-1]) if case["model"] == "translation" else inputs[:1]
    result = {"logits": model(*first).tolist()}
    loss = model.loss(*inputs)
    loss.backward()
    result["loss"] = loss.item()
    result["gradients"] = {n: p.grad.tolist() for n, p in model.named_parameters()}
    adam, losses = torch.optim.Adam(model.parameters(), lr=0.01), []
    for _ in range(5):
        adam.zero_grad()
        model.loss(*inputs).backward()
        adam.step()
        losses.append(model.loss(*inputs).item())
    result["adam_losses"] = losses
    return result


def derived_crops(case):
    """The pixels of each crop of crop.json: the image flipped, cut, resized and normalised."""
    side = case["side"]
    image = torch.tensor(case["image"], dtype=torch.float64).reshape(1, -1, side, side) / 255
    means = torch.tensor(case["means"]).reshape(1, -1, 1, 1)
    deviations = torch.tensor(case["deviations"]).reshape(1, -1, 1, 1)
    crops = []
    for box in case["cases"]:
        top, left = box["top"], box["left"]
        turned = image.flip(3) if box["flipped"] else image
        part = turned[:, :, top:top + box["height"], left:left + box["width"]]
        part = F.interpolate(part, size=(side, side), mode="bilinear", align_corners=False)
        crops.append({**box, "pixels": ((part - means) / deviations).flatten().tolist()})
    return {"cases": crops}


def difference(path, mine, theirs):
    """The first place where two results differ by more than rounding, in words; None if nowhere."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        if mine.keys() != theirs.keys():
            return f"{path}: has {sorted(theirs)}, should have {sorted(mine)}"
        pairs = [(f"{path}.{key}", mine[key], theirs[key]) for key in mine]
    elif isinstance(mine, list) and isinstance(theirs, list):
        if len(mine) != len(theirs):
            return f"{path}: has {len(theirs)} numbers, should have {len(mine)}"
        pairs = [(f"{path}[{i}]", *both) for i, both in enumerate(zip(mine, theirs))]
    else:
        numbers = all(isinstance(x, (int, float)) for x in (mine, theirs))
        close = numbers and abs(mine - theirs) <= TOLERANCE
        return None if close else f"{path}: is {theirs}, should be {mine}"
    return next(filter(None, (difference(*pair) for pair in pairs)), None)


def wrong(file):
    """What is wrong with a golden file, in words; None if nothing is."""
    case = json.loads(file.read_text())
    if file.stem == "crop":
        right = derived_crops(case)
    elif file.stem != f"{case['model']}-{case['variant']}":
        return f"holds {case['model']}-{case['variant']}"
    else:
        right = derived(case)
    found = {key: case[key] for key in right if key in case}
    return difference(file.stem, right, found)


def check():
    files = sorted(FOLDER.glob("*.json"))
    names = {file.stem for file in files}
    faults = [f"{name}: no such file" for name in
              sorted({"crop", *(f"{m}-{v}" for m in MODELS for v in ref.VARIANTS)} - names)]
    faults += [fault for fault in map(wrong, files) if fault]
    for fault in faults:
        print(fault)
    print(f"{len(files)} golden files checked, {len(faults)} wrong or missing")
    return 1 if faults else 0


def write(case_name):
    name, _, variant = case_name.partition("-")
    if name not in MODELS or variant not in ref.VARIANTS:
        print(f"Cannot write {case_name}: expected MODEL-VARIANT, a model of {', '.join(MODELS)}"
              f" and a variant of {', '.join(ref.VARIANTS)}", file=sys.stderr)
        return 2
    file = FOLDER / f"{case_name}.json"
    if file.exists():
        print(f"Cannot write {file}: it exists; --check says whether it is right", file=sys.stderr)
        return 2
    case = drawn_case(name, variant)
    file.write_text(json.dumps({**case, **derived(case)}))
    print(f"Written: {file}")
    return 0


def main():
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    what = cli.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="recompute every golden file")
    what.add_argument("--write", metavar="MODEL-VARIANT", help="write a golden file that is missing")
    args = cli.parse_args()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    sys.exit(check() if args.check else write(args.write))


if __name__ == "__main__":
    main()
