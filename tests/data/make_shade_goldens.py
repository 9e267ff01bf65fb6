"""Writes shade_goldens.json: how strong a token's shade is, by each thing that it can be shaded by.

Logits are made up, a token is picked from them, and its numbers are computed with numpy over the
whole vocabulary. A share of 0 is the surface's colour, 1 the palette's strongest.
"""

import json
import pathlib

import numpy as np

rng = np.random.default_rng(54)
cases = []
for vocabulary in (40, 8192, 50257, 128256):
    for sharpness in (0.05, 1.0, 2.5, 8.0):
        logits = rng.normal(size=vocabulary) * sharpness
        order = np.argsort(-logits)
        p = np.exp(logits - logits.max())
        p /= p.sum()
        bits = -np.log2(p[p > 0])
        entropy = float((p[p > 0] * bits).sum())
        for place in (0, 2, 39, vocabulary // 3, vocabulary - 1):
            token = int(order[min(place, vocabulary - 1)])
            surprisal = float(-np.log2(p[token]))
            rank = int((logits > logits[token]).sum())
            cases.append({
                "vocabulary": vocabulary, "token": token, "probability": float(p[token]),
                "rank": rank, "entropy": entropy,
                "shares": {
                    "probability": min(surprisal / float(np.log2(10_000)), 1.0),
                    "surprisal": min(surprisal / 12.0, 1.0),
                    "entropy": entropy / float(np.log2(vocabulary)),
                    "rank": min(float(np.log10(rank + 1)) / 4.0, 1.0),
                },
            })

pathlib.Path(__file__).with_name("shade_goldens.json").write_text(
    json.dumps({"cases": cases}, indent=1) + "\n")
