"""Language tasks trained in PyTorch, with the budget and the data of a kvsweep trial.

    python3 language.py characters --data DATA --variant kv --steps 2000
    python3 language.py numbers --variant kv --epochs 15
    python3 language.py translation --data DATA --variant kv --epochs 2

DATA is the data folder of kvsweep. Prints one JSON line. Sizes are those of kvsweep's sweep files.
Random numbers are PyTorch's own; everything else is as kvsweep has it: windows and epochs, words
and vocabularies, batches of similar length, schedules, what is measured on which part.
"""
import argparse
import gzip
import json
import math
import pathlib
import re
import time
import unicodedata
from collections import Counter

import torch
from torch.nn import functional as F

import kv_reference as ref


def text(folder, name):
    path = pathlib.Path(folder, name)
    if path.exists():
        return path.read_text("utf-8")
    return gzip.open(str(path) + ".gz", "rt", encoding="utf-8", newline="").read()


def windows(tokens, length):
    """Features and labels [count, length], one window behind the other."""
    count = (len(tokens) - 1) // length
    return (tokens[:count * length].view(count, length),
            tokens[1:count * length + 1].view(count, length))


def evaluate(model, features, labels, batch=256):
    """Mean cross-entropy and accuracy."""
    model.eval()
    loss = right = 0
    with torch.no_grad():
        for x, y in zip(features.split(batch), labels.split(batch)):
            logits = model(x).flatten(0, 1)
            loss += F.cross_entropy(logits, y.flatten(), reduction="sum").item()
            right += (logits.argmax(-1) == y.flatten()).sum().item()
    model.train()
    return loss / labels.numel(), right / labels.numel()


def characters(a):
    everything = text(a.data, "tiny-shakespeare/input.txt")
    cut = int(len(everything) * 0.9)
    known = {c: i for i, c in enumerate(sorted(set(everything[:cut])))}
    train = torch.tensor([known[c] for c in everything[:cut]])
    features, labels = windows(torch.tensor([known[c] for c in everything[cut:]]), a.length)
    model = ref.CharacterModel(a.variant, len(known), a.length, a.width, a.depth, a.heads, 0.2, True)
    adam = torch.optim.AdamW(model.parameters(), a.lr)
    steps, order = 0, []
    while steps < a.steps:
        if len(order) < a.batch:
            order = torch.randperm((len(train) - 1) // a.length)
        rows, order = order[:a.batch], order[a.batch:]
        # As in kvsweep, a window begins somewhere in its share of the text.
        start = (rows * a.length + torch.randint(0, a.length, rows.shape)).clamp(
            max=len(train) - 1 - a.length)
        at = start.unsqueeze(1) + torch.arange(a.length)
        adam.zero_grad(set_to_none=True)
        model.loss(train[at], train[at + 1]).backward()
        adam.step()
        steps += 1
    loss, _ = evaluate(model, features, labels)
    return {"validation_loss": loss}


def number_words():
    ones = ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
            " sixteen seventeen eighteen nineteen").split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()

    def words(n):
        out = []
        if n >= 1000:
            out += [ones[n // 1000 - 1], "thousand"]
        if n % 1000 >= 100:
            out += [ones[n % 1000 // 100 - 1], "hundred"]
        n %= 100
        if n >= 20:
            out.append(tens[n // 10 - 2])
            n %= 10
        return out + ([ones[n - 1]] if n else [])

    everything = []
    for n in range(1, 10000):
        if n != 8000:
            everything += ["."] * bool(everything) + words(n)
    return everything


def one_cycle(adam, peak, steps):
    return torch.optim.lr_scheduler.OneCycleLR(adam, peak, total_steps=steps, pct_start=0.25,
                                               div_factor=25, final_div_factor=1e5 / 25,
                                               base_momentum=0.85, max_momentum=0.95)


def numbers(a):
    words = number_words()
    ids = {}
    tokens = torch.tensor([ids.setdefault(w, len(ids)) for w in words])
    features, labels = windows(tokens, a.length)
    cut = int(len(features) * 0.8)
    model = ref.NumberModel(a.variant, len(ids), a.width, a.depth, a.heads, fast_pos=True)
    adam = torch.optim.AdamW(model.parameters(), a.lr, (0.95, 0.99), 1e-5, 0.01)
    per_epoch = cut // a.batch
    schedule = one_cycle(adam, a.lr, a.epochs * per_epoch)
    for _ in range(a.epochs):
        for rows in torch.randperm(cut).split(a.batch)[:per_epoch]:
            adam.zero_grad(set_to_none=True)
            model.loss(features[rows], labels[rows]).backward()
            adam.step()
            schedule.step()
    loss, accuracy = evaluate(model, features[cut:], labels[cut:])
    return {"validation_loss": loss, "validation_accuracy": accuracy}


WORD = re.compile(r"[^\W_]+(?:(?:['-]|(?<=\d)[.,](?=\d))[^\W_]+)*|\S")


def tokenize(line, english):
    line = unicodedata.normalize("NFC", line).replace("’", "'")
    out = []
    for word in WORD.findall(line):
        if not english:
            out.append(word)
            continue
        parts = re.split("-", word) if not word.startswith("-") else [word]
        for i, part in enumerate(parts):
            out += ["-"] * (i > 0)
            low = part.lower()
            end = next((e for e in ("'s", "'m", "'d", "'re", "'ve", "'ll", "n't")
                        if low.endswith(e) and len(part) > len(e)), None)
            out += [part[:-len(end)], part[-len(end):]] if end else [part]
    return out


def vocabulary(sentences):
    counts = Counter(w for s in sentences for w in s)
    known = sorted((w for w in counts if counts[w] >= 2), key=lambda w: (-counts[w], w))
    return {w: i for i, w in enumerate(["<unknown>", "<padding>", "<begin>", "<end>"] + known)}


def padded(rows):
    width = max(map(len, rows))
    return torch.tensor([r + [1] * (width - len(r)) for r in rows])


def length_batches(pairs, size):
    """Runs of 100 batches of a permutation, each run sorted by length; batches in random order."""
    order = torch.randperm(len(pairs)).tolist()
    count = len(pairs) // size
    order = order[:count * size]
    for start in range(0, len(order), 100 * size):
        order[start:start + 100 * size] = sorted(
            order[start:start + 100 * size], key=lambda i: (len(pairs[i][0]), len(pairs[i][1])))
    return [order[i * size:(i + 1) * size] for i in torch.randperm(count).tolist()]


def translation(a):
    source, target = a.pair.split("-")
    parts = {}
    for part in ("train", "val", "test"):
        lines = [[tokenize(line, lang == "en")
                  for line in text(a.data, f"multi30k/{part}.{lang}").splitlines()]
                 for lang in (source, target)]
        parts[part] = list(zip(*lines))
    train = [p for p in parts["train"] if 1 <= min(map(len, p)) and max(map(len, p)) <= 100]
    vocabularies = [vocabulary(s) for s in zip(*train)]

    def ids(part):
        return [tuple([2] + [v.get(w, 0) for w in s] + [3] for s, v in zip(p, vocabularies))
                for p in part]

    def batch(pairs, rows):
        return [padded([pairs[i][side] for i in rows]) for side in (0, 1)]

    pairs, held = ids(train), ids(parts["val"])
    model = ref.Translator(a.variant, len(vocabularies[0]), len(vocabularies[1]), a.width, a.depth,
                           a.heads, 0.1, True)
    adam = torch.optim.Adam(model.parameters(), 1, (0.9, 0.98), 1e-9)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda s: a.width ** -0.5 * min((s + 1) ** -0.5, (s + 1) * a.warmup ** -1.5))
    steps = 0
    for _ in range(a.epochs):
        for rows in length_batches(pairs, a.batch):
            adam.zero_grad(set_to_none=True)
            model.loss(*batch(pairs, rows)).backward()
            adam.step()
            schedule.step()
            steps += 1
    # Per token that is not padding, with the smoothed labels of training and without.
    model.eval()
    held.sort(key=lambda p: (len(p[0]), len(p[1])))
    rows = count = smooth = plain = 0
    with torch.no_grad():
        for start in range(0, len(held), a.batch):
            x, y = batch(held, range(start, min(start + a.batch, len(held))))
            here = int((y[:, 1:] != 1).sum())
            smooth += model.loss(x, y).item() * y[:, 1:].numel()
            plain += F.cross_entropy(model(x, y[:, :-1]).flatten(0, 1), y[:, 1:].flatten(),
                                     ignore_index=1, reduction="sum").item()
            rows, count = rows + y[:, 1:].numel(), count + here
    return {"steps": steps, "vocabularies": [len(v) for v in vocabularies],
            "validation_loss": smooth / rows, "validation_loss_per_token": smooth / count,
            "validation_perplexity": math.exp(plain / count)}


TASKS = {"characters": (characters, dict(length=32, width=64, depth=1, heads=1, batch=64, lr=5e-3)),
         "numbers": (numbers, dict(length=16, width=64, depth=4, heads=8, batch=64, lr=1e-3)),
         "translation": (translation, dict(width=64, depth=2, heads=4, batch=50))}


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("task", choices=TASKS)
    p.add_argument("--data", default=".")
    p.add_argument("--pair", default="de-en")
    p.add_argument("--variant", default="qkv", choices=ref.VARIANTS)
    for name in ("length", "width", "depth", "heads", "batch"):
        p.add_argument("--" + name, type=int)
    for name, value in dict(steps=2000, epochs=15, warmup=4000, seed=0, threads=1).items():
        p.add_argument("--" + name, type=int, default=value)
    p.add_argument("--lr", type=float)
    a = p.parse_args()
    run, sizes = TASKS[a.task]
    for name, value in sizes.items():
        if getattr(a, name) is None:
            setattr(a, name, value)
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    wall, cpu = time.perf_counter(), time.process_time()
    result = run(a)
    print(json.dumps({"task": a.task, "variant": a.variant, "seed": a.seed}
                     | {k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}
                     | {"seconds": round(time.perf_counter() - wall, 1),
                        "cpu_seconds": round(time.process_time() - cpu, 1)}))


main()
