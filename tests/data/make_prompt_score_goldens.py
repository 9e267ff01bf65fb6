"""Writes prompt_score_goldens.json: how well the bundled model expected prompts, token by token.

GPT-2 from its paper with numpy, in double precision, over the bundled model's weights. A prompt is
its pieces as vocab.json has them. Each token but the first has its model probability, rank (from 0),
surprisal and entropy in bits, and how near the next logit is: where that is next to nothing, single
precision may rank the two the other way round.
"""

import json
import pathlib
import struct

import numpy as np

here = pathlib.Path(__file__).parent
folder = here.parent.parent / "resources/models/starter"
config = json.loads((folder / "config.json").read_text())
vocabulary = json.loads((folder / "vocab.json").read_text())

PROMPTS = [
    "Once Ġupon Ġa Ġtime",
    "Once Ġupon Ġa Ġtime Ġthere Ġlived Ġan Ġold Ġwoman , Ġwho Ġknew Ġ ze br as",
    "The Ġship Ġcame Ġback . Ċ The Ġsea Ġwas Ġcalm , Ġand Ġn a Ã¯ ve Ġpeople Ġslept .",
    "The Ġ ð Ł ĺ Ģ Ġn Ã©",
    "The",
]


def read_weights(path):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    weights = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        kind = {"F16": np.float16, "F32": np.float32}[entry["dtype"]]
        values = np.frombuffer(data[begin:end], kind).reshape(entry["shape"])
        weights[name.removeprefix("transformer.")] = values.astype(np.float64)
    return weights


weights = read_weights(folder / "model.safetensors")


def layer_norm(x, name):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    x = (x - mean) / np.sqrt(variance + config["layer_norm_epsilon"])
    return x * weights[name + ".weight"] + weights[name + ".bias"]


def linear(x, name):
    return x @ weights[name + ".weight"] + weights[name + ".bias"]


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def softmax(x):
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def attend(x, name):
    length, width = x.shape
    heads = config["n_head"]
    query, key, value = (
        part.reshape(length, heads, width // heads).transpose(1, 0, 2)
        for part in np.split(linear(x, name + ".c_attn"), 3, axis=-1)
    )
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(width // heads)
    scores[:, np.triu(np.ones((length, length), bool), 1)] = -np.inf
    mixed = (softmax(scores) @ value).transpose(1, 0, 2).reshape(length, width)
    return linear(mixed, name + ".c_proj")


def logits_of(tokens):
    x = weights["wte.weight"][tokens] + weights["wpe.weight"][: len(tokens)]
    for layer in range(config["n_layer"]):
        name = f"h.{layer}."
        x = x + attend(layer_norm(x, name + "ln_1"), name + "attn")
        inner = gelu(linear(layer_norm(x, name + "ln_2"), name + "mlp.c_fc"))
        x = x + linear(inner, name + "mlp.c_proj")
    return layer_norm(x, "ln_f") @ weights["wte.weight"].T


def bytes_of(piece):
    """GPT-2's letters for bytes: printable ones stand for themselves."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    letters |= {chr(256 + i): byte for i, byte in enumerate(others)}
    return bytes(letters[letter] for letter in piece)


def score(logits, token):
    p = softmax(logits)
    others = np.delete(logits, token)
    return {
        "probability": float(p[token]),
        "rank": int((logits > logits[token]).sum()),
        "surprisal": float(-np.log2(p[token])),
        "entropy": float(-(p * np.log2(p)).sum()),
        "nearest": float(np.abs(others - logits[token]).min()),
    }


cases = []
for prompt in PROMPTS:
    pieces = prompt.split(" ")
    tokens = [vocabulary[piece] for piece in pieces]
    logits = logits_of(tokens)
    scores = [score(logits[i - 1], tokens[i]) for i in range(1, len(tokens))]
    mean = np.mean([one["surprisal"] for one in scores]) if scores else None
    text = b"".join(bytes_of(piece) for piece in pieces).decode()
    cases.append(
        {
            "prompt": text,
            "tokens": tokens,
            "scores": scores,
            "perplexity": None if mean is None else float(2**mean),
        }
    )
(here / "prompt_score_goldens.json").write_text(json.dumps({"cases": cases}, indent=1) + "\n")
