"""Writes sampler_chain_goldens.json: what sampler chains make of made-up logits.

Every stage is written from its paper's formula, with numpy, over a plain set of candidates. A case
has the logits, the chain as on the command line, the text so far and what some stages need beside
it; then the token ids by rank, for each the stage that removed it (or null), and its probability.
"""

import json
import pathlib
import re

import numpy as np

TOLERANCE = 1e-7  # logits are F32: so much may a sum or a quotient miss its bound
rng = np.random.default_rng(8)


def softmax(logits, temperature):
    if temperature == 0:
        return np.eye(1, len(logits))[0]
    weights = np.exp((logits - logits[0]) / temperature)
    return weights / weights.sum()


def nats(p):
    p = p[p > 0]
    return float(-(p * np.log(p)).sum())


def smallest_set(p, mass):
    return int(np.argmax(np.append(np.cumsum(p) >= mass - TOLERANCE, True))) + 1


def reaches(p, bound):
    return p >= bound * (1 - TOLERANCE)


def penalise(stage, values, logits, prompt, sampled):
    text = prompt + sampled
    for token in range(len(logits)):
        count = sampled.count(token)
        if stage == "repetition-penalty" and token in text:
            logits[token] = logits[token] / values[0] if logits[token] > 0 else logits[token] * values[0]
        if stage == "presence-penalty" and count:
            logits[token] -= values[0]
        if stage == "frequency-penalty":
            logits[token] -= values[0] * count
        if stage == "dry":
            longest = 0
            for place in range(1, len(text)):
                if text[place] == token:
                    length = 0
                    while length < place and text[place - 1 - length] == text[-1 - length]:
                        length += 1
                    longest = max(longest, length)
            if longest >= values[2]:
                logits[token] -= values[0] * values[1] ** (longest - values[2])


def keep(stage, values, p, logits, case):
    """Which of the living, by rank, a stage keeps."""
    v = values[0]
    if stage == "top-k":
        kept = np.arange(len(p)) < v if v else np.full(len(p), True)
    elif stage == "top-p":
        kept = np.arange(len(p)) < (smallest_set(p, v) if v < 1 else len(p))
    elif stage == "min-p":
        kept = reaches(p, v * p[0])
    elif stage == "typical-p":
        with np.errstate(divide="ignore"):
            distance = np.abs(-np.log(p) - nats(p))
        order = np.argsort(distance, kind="stable")
        kept = np.full(len(p), False)
        kept[order[: smallest_set(p[order], v)]] = True
        return kept
    elif stage == "top-a":
        kept = reaches(p, v * p[0] ** 2)
    elif stage == "epsilon":
        kept = reaches(p, v)
    elif stage == "eta":
        kept = reaches(p, min(v, np.sqrt(v) * np.exp(-nats(p))))
    elif stage == "top-n-sigma":
        reach = v * np.std(logits)
        kept = logits[0] - logits <= reach + TOLERANCE * max(1, reach) if v else p >= 0
    elif stage == "xtc":
        kept = np.full(len(p), True)
        above = int(reaches(p, v).sum())
        if case["chance"] < values[1] and above > 1:
            kept[: above - 1] = False
        return kept
    elif stage == "mirostat":
        kept = reaches(p, 2.0 ** -(case["mu"] if case["mu"] is not None else 2 * v))
    kept[0] = True
    return kept


def run(case):
    logits = np.array(case["logits"], dtype=np.float64)
    stages = [(s.split("=")[0], [float(x) for x in s.split("=")[1].split(":")]) for s in case["chain"].split(",")]
    for stage, values in stages:
        penalise(stage, values, logits, case["prompt"], case["sampled"])
    logits = logits.astype(np.float32).astype(np.float64)
    order = np.argsort(-logits, kind="stable")
    removed = {}
    temperature = 1.0
    for stage, values in stages:
        living = np.array([t for t in order if t not in removed])
        p = softmax(logits[living], temperature)
        if stage == "temperature":
            temperature *= values[0]
        elif stage == "dynamic-temperature":
            if len(living) > 1:
                share = nats(p) / np.log(len(living))
                temperature *= values[0] + (values[1] - values[0]) * share ** values[2]
        elif stage not in ("repetition-penalty", "presence-penalty", "frequency-penalty", "dry"):
            for token in living[~keep(stage, values, p, logits[living], case)]:
                removed[int(token)] = stage
    living = [t for t in order if t not in removed]
    p = dict(zip(living, softmax(logits[living], temperature)))
    case["tokens"] = [int(t) for t in order]
    case["removed_by"] = [removed.get(int(t)) for t in order]
    case["probabilities"] = [float(f"{p.get(t, 0.0):.10g}") for t in order]


def pick(*values):
    return values[rng.integers(len(values))]


def number(low, high, digits=3):
    return round(float(rng.uniform(low, high)), digits)


def random_chain():
    stages = {
        "repetition-penalty": lambda: f"{number(0.8, 1.6)}",
        "presence-penalty": lambda: f"{number(-2, 2)}",
        "frequency-penalty": lambda: f"{number(-2, 2)}",
        "dry": lambda: f"{number(0.1, 2)}:{number(1, 2)}:{rng.integers(1, 4)}",
        "temperature": lambda: pick("0", "0.3", "0.7", "1", "1.5", f"{number(0, 3)}"),
        "dynamic-temperature": lambda: f"{number(0, 1)}:{number(1, 2)}:{number(0.2, 3)}",
        "top-k": lambda: f"{rng.integers(0, 20)}",
        "top-p": lambda: pick("0", "0.5", "0.9", "1", f"{number(0, 1)}"),
        "min-p": lambda: pick("0", "0.05", "0.5", "1", f"{number(0, 1)}"),
        "typical-p": lambda: pick("0.2", "0.9", f"{number(0, 0.99)}"),
        "top-a": lambda: pick("0.2", "1", f"{number(0, 1)}"),
        "epsilon": lambda: pick("0.0003", "0.02", f"{number(0, 0.1, 4)}"),
        "eta": lambda: pick("0.0003", "0.02", f"{number(0, 0.3, 4)}"),
        "top-n-sigma": lambda: pick("1", "0.5", f"{number(0.1, 3)}"),
        "xtc": lambda: f"{number(0, 0.3)}:{pick('0.5', '1')}",
        "mirostat": lambda: f"{number(0.5, 6)}:{number(0, 1)}",
    }
    names = list(stages)
    chosen = [names[i] for i in rng.permutation(len(names))[: rng.integers(1, 7)]]
    chosen.sort(key=lambda name: names.index(name) >= 4)  # penalties first
    return ",".join(f"{name}={stages[name]()}" for name in chosen)


cases = []
for i in range(400):
    size = int(rng.integers(1, 28))
    logits = rng.normal(0, pick(0.3, 2, 5), size)
    if i % 5 == 1:
        logits = np.round(logits)  # ties
    if i % 20 == 2:
        logits = np.full(size, -7.5)
    if i % 20 == 3:
        logits[rng.integers(size)] = 60
    text = [int(t) for t in rng.integers(0, min(size, 5), int(rng.integers(0, 14)))]
    case = {
        "logits": [float(x) for x in np.round(logits * 64) / 64],  # exact as F32
        "chain": random_chain(),
        "prompt": text[: len(text) // 2],
        "sampled": text[len(text) // 2 :],
        "chance": number(0, 1),
        "mu": None if i % 3 else number(0, 8),
    }
    # Typical-p's rule for tokens that are equally far from the entropy is ours, not the paper's.
    if "typical-p" in case["chain"] and len(set(case["logits"])) < size:
        continue
    run(case)
    cases.append(case)



def judged_text():
    """A text whose every step is judged under one chain: what became of its token, and what u picks."""
    size = 40
    text = {
        "prompt": [int(t) for t in rng.integers(0, 6, 4)],
        # XTC always: its random numbers are the program's
        "chain": re.sub(r"(xtc=[0-9.]+):0.5", r"\1:1", random_chain()),
        "steps": [],
    }
    sampled = []
    for _ in range(12):
        logits = np.round(rng.normal(0, 2, size) * 64) / 64
        token = int(np.argsort(-logits)[rng.integers(0, 12)])
        mu = text["steps"][-1]["mu"] if text["steps"] else None
        case = {"logits": [float(x) for x in logits], "chain": text["chain"], "prompt": text["prompt"],
                "sampled": list(sampled), "chance": 0.0, "mu": mu}
        run(case)
        u = number(0, 0.999, 6)
        # Too near to a border to be sure of.
        ends = np.cumsum(case["probabilities"])
        if np.min(np.abs(ends[:-1] - u)) < 1e-6:
            return judged_text()
        picked = case["tokens"][int(np.searchsorted(ends, u, side="right"))]
        text["steps"].append({"logits": case["logits"], "token": token, "u": u, "mu": number(0, 8),
                              "removed_by": case["removed_by"][case["tokens"].index(token)],
                              "picked": picked})
        sampled.append(token)
    return text


texts = [judged_text() for _ in range(60)]


def lines(items):
    return ",\n".join(json.dumps(item, separators=(",", ":")) for item in items)


target = pathlib.Path(__file__).with_name("sampler_chain_goldens.json")
target.write_text(f'{{"cases": [\n{lines(cases)}\n],\n"texts": [\n{lines(texts)}\n]}}\n')
