"""How good the best of so many samples of Optuna is: see ../tuning.sh.

Prints the median and the quartiles over the repeats, of the least value less the minimum where that
is known.
"""

import argparse
import csv
import math

import numpy as np
import optuna

AFTER = (20, 40, 80)


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    valley = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.397887357729738


ALPHA = np.array([1.0, 1.2, 3.0, 3.2])
A = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
P = np.array(
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
)


def hartmann(trial):
    x = np.array([trial.suggest_float(f"x{i}", 0, 1) for i in range(6)])
    return 3.32236801141551 - float(ALPHA @ np.exp(-(A * (x - P) ** 2).sum(axis=1)))


def grid(file):
    with open(file, newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    axes = [list(dict.fromkeys(column)) for column in zip(*[row[:-1] for row in rows])]
    values = {tuple(row[:-1]): float(row[-1]) for row in rows}

    def value(trial):
        chosen = [axis[trial.suggest_int(f"x{i}", 0, len(axis) - 1)] for i, axis in enumerate(axes)]
        return values[tuple(chosen)]

    return value


def best(objective, sampler, parallel):
    study = optuna.create_study(sampler=sampler)
    values = []
    while len(values) < AFTER[-1]:
        trials = [study.ask() for _ in range(min(parallel, AFTER[-1] - len(values)))]
        # A trial suggests its values when they are asked for: all of a round before any is told.
        found = [objective(trial) for trial in trials]
        for trial, value in zip(trials, found):
            study.tell(trial, value)
        values += found
    return [min(values[:count]) for count in AFTER]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("repeats", type=int)
    arguments.add_argument("grid")
    given = arguments.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    samplers = {
        "random": (lambda seed: optuna.samplers.RandomSampler(seed=seed), 1),
        "TPE": (lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True), 1),
        "TPE, one key at a time": (
            lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
            1,
        ),
        "TPE, rounds of 5": (
            lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True),
            5,
        ),
    }
    objectives = {"branin": branin, "hartmann6": hartmann, "grid": grid(given.grid)}
    for name, objective in objectives.items():
        for label, (sampler, parallel) in samplers.items():
            found = np.array([best(objective, sampler(seed), parallel) for seed in range(given.repeats)])
            line = f"{name:10} {'Optuna ' + label:34}"
            for column in found.T:
                low, median, high = np.percentile(column, [25, 50, 75])
                line += f"  {median:8.4f} ({low:7.4f} to {high:7.4f})"
            print(line, flush=True)


if __name__ == "__main__":
    main()
