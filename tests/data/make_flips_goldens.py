"""Writes flips_goldens.json: at which values of a slider the sampled token changes.

The chain is written from its definition, with numpy; every pick is made over the whole vocabulary.
Between two neighbouring values of the slider with different picks it halves the way until two
doubles (or whole numbers) are side by side, and goes on from there where a third token came
between; of more than two flips there it keeps the first and the last. The logits come from a linear congruential generator, so that the test can make them again.
"""

import json
import pathlib

import numpy as np

TOLERANCE = 1e-7  # as in make_sampler_chain_goldens.py
MASK = (1 << 64) - 1


def logits_of(seed, size):
    state, logits = seed, np.empty(size)
    for i in range(size):
        total = 0
        for _ in range(4):
            state = (state * 6364136223846793005 + 1442695040888963407) & MASK
            total += state >> 48
        logits[i] = (total - 131070) / 8192
    return logits.astype(np.float32).astype(np.float64)


def softmax(logits, temperature):
    if temperature == 0:
        return np.eye(1, len(logits))[0]
    weights = np.exp((logits - logits[0]) / temperature)
    return weights / weights.sum()


def pick(ranked, order, stages, u):
    living, temperature = len(ranked), 1.0
    for stage, value in stages:
        p = softmax(ranked[:living], temperature)
        if stage == "temperature":
            temperature *= value
        elif stage == "top-k":
            living = min(living, int(value))
        elif stage == "top-p" and value < 1:
            living = int(np.argmax(np.append(np.cumsum(p) >= value - TOLERANCE, True))) + 1
            living = min(living, len(p))
        elif stage == "min-p":
            living = max(1, int((p >= value * p[0] * (1 - TOLERANCE)).sum()))
        elif stage == "epsilon":
            living = max(1, int((p >= value * (1 - TOLERANCE)).sum()))
    cumulative = np.cumsum(softmax(ranked[:living], temperature))
    return int(order[min(int(np.searchsorted(cumulative, u, side="right")), living - 1)])


def flips_between(low, high, whole, picked):
    found = []
    below, at_end, end = picked(low), picked(high), high
    while below != at_end:
        high, above = end, at_end
        while True:
            middle = (low + high) // 2 if whole else (low + high) / 2
            if not low < middle < high:
                break
            token = picked(middle)
            if token == below:
                low = middle
            else:
                high, above = middle, token
        found.append([high, below, above])
        low, below = high, above
    return [found[0], found[-1]] if len(found) > 2 else found


def golden(seed, size, chain, stage, values, u):
    logits = logits_of(seed, size)
    order = np.argsort(-logits, kind="stable")
    ranked = logits[order]
    stages = [(s.split("=")[0], float(s.split("=")[1])) for s in chain.split(",")]

    def picked(value):
        return pick(ranked, order, [(s, value if s == stage else v) for s, v in stages], u)

    flips = []
    for low, high in zip(values, values[1:]):
        flips += flips_between(low, high, stage == "top-k", picked)
    return {"seed": seed, "size": size, "chain": chain, "stage": stage, "u": u, "values": values, "flips": flips}


hundredths = [i / 100 for i in range(101)]
grids = {
    "temperature": [i / 10 for i in range(1, 21)],  # from 0.1 on: nearer to 0, exp is another's
    "top-p": [i / 20 for i in range(21)],
    "min-p": hundredths,
    "epsilon": [i / 1000 for i in range(51)],
    "top-k": [1, 2, 3, 4, 6, 10, 16, 25, 40, 63, 100, 160],
}
chains = [
    "top-k=40,top-p=0.9,temperature=0.8",
    "temperature=1.3,min-p=0.05,top-k=150",
    "temperature=0.7,epsilon=0.003",
]
cases = []
for size in (7, 300, 4000):
    for number, chain in enumerate(chains):
        for stage in [s.split("=")[0] for s in chain.split(",")]:
            for u in (0.31, 0.77):
                cases.append(golden(size + number, size, chain, stage, [v for v in grids[stage] if stage != "top-k" or v <= size], u))
for stage in ("top-k", "top-p"):  # the vocabulary of GPT-2
    cases.append(golden(1, 50257, "top-k=40,top-p=0.9,temperature=0.8", stage, grids[stage][:8], 0.64))

target = pathlib.Path(__file__).with_name("flips_goldens.json")
target.write_text('{"cases": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}\n")
print(len(cases), sum(len(c["flips"]) for c in cases))
