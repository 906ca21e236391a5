"""What a trial of Ray Tune costs beyond its own time: trials that sleep, on two CPUs."""

import argparse
import os
import tempfile
import time

os.environ.setdefault("RAY_AIR_NEW_OUTPUT", "0")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import ray
from ray import tune

SLOTS = 2


def sleep(config):
    time.sleep(config["millis"] / 1000)
    return {"loss": 0.0}


def run(trials, millis, folder):
    tuner = tune.Tuner(
        tune.with_resources(sleep, {"cpu": 1}),
        param_space={"millis": millis, "seed": tune.grid_search(list(range(trials)))},
        tune_config=tune.TuneConfig(metric="loss", mode="min", reuse_actors=True),
        run_config=tune.RunConfig(storage_path=folder, verbose=0),
    )
    started = time.time()
    results = tuner.fit()
    took = time.time() - started
    if len(results) != trials or results.errors:
        raise SystemExit(f"expected {trials} trials without errors, got {results}")
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--millis", type=int, default=100)
    args = parser.parse_args()
    ray.init(num_cpus=SLOTS, include_dashboard=False, log_to_driver=False)
    with tempfile.TemporaryDirectory() as folder:
        run(2 * SLOTS, 1, folder)  # so that the workers are there and warm
        took = run(args.trials, args.millis, folder)
    floor = args.trials * args.millis / 1000 / SLOTS
    print(
        f"ray {ray.__version__}: {args.trials} trials of {args.millis} ms: {took:.2f} s,"
        f" floor {floor:.2f} s ({took / floor:.3f} times),"
        f" {(took - floor) * 1000 / args.trials:.2f} ms a trial over the floor",
        flush=True,
    )


if __name__ == "__main__":
    main()
