"""Writes draws_goldens.json: many draws from a few probabilities, and Pearson's test of them.

Draws are numpy's searchsorted in the cumulative sum. Their random numbers are written here too:
Philox4x32-10 from its paper, checked by the paper's test vectors, with the counters that
core/sampling/draw_counts.h says. The p-value is the upper incomplete gamma function by its closed
forms for whole degrees of freedom: for even ones a finite sum (the Poisson distribution's tail), for
odd ones erfc and a finite sum (Abramowitz and Stegun, 26.4.4 and 26.4.5), with 60 digits.
"""

import json
import pathlib
from decimal import Decimal, getcontext

import numpy as np

getcontext().prec = 60
MASK = 0xFFFFFFFF


def philox(counter, key):
    counter, key = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(b >> 32) ^ counter[1] ^ key[0], b & MASK, (a >> 32) ^ counter[3] ^ key[1], a & MASK]
        key = [(key[0] + 0x9E3779B9) & MASK, (key[1] + 0xBB67AE85) & MASK]
    return counter


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
assert philox([MASK] * 4, [MASK] * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]


def uniform(seed, stream, index):
    words = philox([index & MASK, index >> 32, stream & MASK, stream >> 32], [seed & MASK, seed >> 32])
    return ((words[1] << 32 | words[0]) >> 11) * 2.0**-53


PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def erfc(x):
    term, total, n = x, x, 0  # erf's series of positive terms: 2/√π · e^-x² · Σ 2^n x^(2n+1) / (2n+1)!!
    while term > Decimal(10) ** -58 * max(total, Decimal(10) ** -58):
        n += 1
        term *= 2 * x * x / (2 * n + 1)
        total += term
    return 1 - 2 / PI.sqrt() * (-x * x).exp() * total


def p_value(statistic, degrees):
    half = Decimal(statistic) / 2
    if degrees % 2 == 0:
        term = total = Decimal(1)
        for k in range(1, degrees // 2):
            term *= half / k
            total += term
        return float((-half).exp() * total)
    tail, term = Decimal(0), half.sqrt() / (PI.sqrt() / 2)
    for k in range(1, (degrees + 1) // 2):
        tail += term
        term *= half / (Decimal(k) + Decimal("0.5"))
    return float(erfc(half.sqrt()) + (-half).exp() * tail)


def pools(counts, expected):
    made, open_count, open_expected = [], 0, 0.0
    for count, e in zip(counts, expected):
        open_count, open_expected = open_count + count, open_expected + e
        if open_expected >= 5:
            made.append([open_count, open_expected])
            open_count, open_expected = 0, 0.0
    if made:
        made[-1][0] += open_count
        made[-1][1] += open_expected
    return made


def test(counts, p):
    made = pools(counts, sum(counts) * np.array(p))
    if len(made) < 2:
        return None
    statistic = float(sum((o - e) ** 2 / e for o, e in made))
    return {"statistic": statistic, "degrees": len(made) - 1, "p": p_value(statistic, len(made) - 1)}


rng = np.random.default_rng(21)
cases = []
for i in range(72):
    size = int(rng.integers(1, 12)) if i % 3 else int(rng.integers(20, 90))
    logits = np.round(rng.normal(0, rng.choice([0.5, 1.5, 4]), size) * 64) / 64  # exact as F32
    logits = -np.sort(-logits)
    p = np.exp(logits - logits[0])
    p /= p.sum()
    seed, step, again = int(rng.integers(1, 2**31)), int(rng.integers(0, 500)), i % 4
    n = int(rng.choice([10, 100, 1000, 10000]))
    stream = 2**63 + again * 2**32 + step
    u = np.array([uniform(seed, stream, k) for k in range(n)])
    ranks = np.minimum(np.searchsorted(np.cumsum(p), u, side="right"), size - 1)
    counts = np.bincount(ranks, minlength=size)
    deviation = np.abs(counts / n - p)
    cases.append({
        "logits": [float(x) for x in logits],
        "seed": seed, "step": step, "round": again, "n": n,
        "u": [float(x) for x in u[:3]],
        "counts": [int(x) for x in counts],
        "deviation": float(deviation.max()), "deviation_rank": int(deviation.argmax()),
        "test": test(counts, p),
    })

# Statistics near and far, at few and many degrees of freedom.
values = [
    {"statistic": s, "degrees": d, "p": p_value(s, d)}
    for d in (1, 2, 3, 4, 7, 10, 21, 50, 99, 250)
    for s in (0.0, d * 0.25, d * 0.9, float(d), d * 1.5, d * 3.0)
]
target = pathlib.Path(__file__).with_name("draws_goldens.json")
rows = lambda each: ",\n".join(json.dumps(c, separators=(",", ":")) for c in each)
target.write_text('{"cases": [\n' + rows(cases) + '\n],\n"p_values": [\n' + rows(values) + "\n]}\n")
