"""Writes variant_goldens.json: the logits of small random GPT-2s, one for each thing that a GPT-2
checkpoint may do in its own way.

GPT-2 from its paper with numpy, in double precision; what its variants do, from the documentation
of transformers' GPT2Config and its ACT2FN. The weights are those of tests/fixtures/checkpoint.cpp:
numbers of the Mersenne Twister, which the C++ standard fixes, in the same order and in single
precision, so that the test makes the same checkpoint and no weights are stored here.

A case says how its checkpoint differs: fields of config.json, which of wte and lm_head are stored
("wte", "lm_head", "both", or "other" for a head of its own), the type and the prefix of the tensors,
how many files, whether the causal mask lies in the file, and the precision that the weights are
held in. Beside BF16 and INT8 both factors of a product with a weight matrix are rounded, and so are
keys and values, as they are kept; nothing else is. For every position there are the log-sum-exp of
the logits and every 37th of them.
"""

import json
import math
import pathlib

import numpy as np

WIDTH, HEADS, LAYERS, VOCABULARY, LENGTH, INNER = 12, 3, 2, 300, 16, 48
TOKENS = [17, 255, 299, 0, 64, 64, 131, 258, 7, 200, 33, 90, 180, 5, 77, 299]
TWISTER = np.random.MT19937()
F32 = np.float32


def random_weight(shape, spread, centre=0.0):
    raw = TWISTER.random_raw(math.prod(shape)).astype(np.uint32) >> np.uint32(8)
    unit = raw.astype(F32) * F32(2.0**-23) - F32(1)
    return (F32(centre) + F32(spread) * unit).reshape(shape)


def make_weights(seed):
    TWISTER._legacy_seeding(seed)  # as std::mt19937 is seeded
    even = np.sqrt(F32(8) / F32(WIDTH))
    weights = {}

    def linear(name, rows, columns):
        weights[name + ".weight"] = random_weight((rows, columns), F32(0.6) * even)
        weights[name + ".bias"] = random_weight((columns,), 0.3)

    def norm(name):
        weights[name + ".weight"] = random_weight((WIDTH,), 0.5, 1.0)
        weights[name + ".bias"] = random_weight((WIDTH,), 0.3)

    weights["wte.weight"] = random_weight((VOCABULARY, WIDTH), even)
    weights["wpe.weight"] = random_weight((LENGTH, WIDTH), 0.5)
    for layer in range(LAYERS):
        h = f"h.{layer}"
        norm(h + ".ln_1")
        linear(h + ".attn.c_attn", WIDTH, 3 * WIDTH)
        linear(h + ".attn.c_proj", WIDTH, WIDTH)
        norm(h + ".ln_2")
        linear(h + ".mlp.c_fc", WIDTH, INNER)
        linear(h + ".mlp.c_proj", INNER, WIDTH)
    norm("ln_f")
    return weights


def rounded(values, dtype):
    if dtype == "F16":
        return values.astype(np.float16).astype(F32)
    if dtype == "BF16":
        bits = values.view(np.uint32)
        bits = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
        return (bits & np.uint32(0xFFFF0000)).view(F32)
    return values


def held(weights, precision):
    """The matrices' numbers as a model of that precision has them."""
    if precision == "f32":
        return weights
    weights = dict(weights)
    for name, matrix in weights.items():
        if matrix.ndim != 2 or name == "wpe.weight":
            continue
        if precision == "bf16":
            weights[name] = rounded(matrix, "BF16")
        else:  # of -127 to 127, with a scale for each output
            output = 0 if name in ("wte.weight", "lm_head.weight") else 1
            largest = np.abs(matrix).max(1 - output, keepdims=True)
            weights[name] = np.rint(matrix.astype(np.float64) * 127 / largest) * largest / 127
    return weights


NEAREST_TIE = 1.0


def rounded_factor(x):
    """As BF16, noting how near the next number was, as a part of the distance of two."""
    global NEAREST_TIE
    unit = np.ldexp(1.0, np.frexp(x)[1] - 8)
    NEAREST_TIE = min(NEAREST_TIE, np.abs(np.abs(x / unit - np.rint(x / unit)) - 0.5).min())
    return np.rint(x / unit) * unit


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def gelu(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / np.sqrt(2)))


def relu(x):
    return np.maximum(x, 0)


def silu(x):
    return x / (1 + np.exp(-x))


def quick_gelu(x):
    return x / (1 + np.exp(-1.702 * x))


ACTIVATIONS = {
    "gelu_new": gelu_tanh,
    "gelu_fast": gelu_tanh,
    "gelu_accurate": gelu_tanh,
    "gelu_pytorch_tanh": gelu_tanh,
    "gelu_python_tanh": gelu_tanh,
    "gelu": gelu,
    "gelu_python": gelu,
    "relu": relu,
    "silu": silu,
    "swish": silu,
    "quick_gelu": quick_gelu,
}


def layer_norm(x, weights, name):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    x = (x - mean) / np.sqrt(variance + 1e-5)
    return x * weights[name + ".weight"] + weights[name + ".bias"]


def forward(weights, config, precision):
    factor = (lambda x: x) if precision == "f32" else rounded_factor

    def linear(x, name):
        return factor(x) @ weights[name + ".weight"] + weights[name + ".bias"]

    def attend(x, layer):
        length = len(x)
        query, key, value = (
            part.reshape(length, HEADS, WIDTH // HEADS).transpose(1, 0, 2)
            for part in np.split(linear(x, f"h.{layer}.attn.c_attn"), 3, axis=-1)
        )
        key, value = factor(key), factor(value)
        scores = query @ key.transpose(0, 2, 1)
        if config.get("scale_attn_weights", True):
            scores = scores / np.sqrt(WIDTH // HEADS)
        if config.get("scale_attn_by_inverse_layer_idx", False):
            scores = scores / (layer + 1)
        scores[:, np.triu(np.ones((length, length), bool), 1)] = -np.inf
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        return linear(mixed.transpose(1, 0, 2).reshape(length, WIDTH), f"h.{layer}.attn.c_proj")

    activation = ACTIVATIONS[config.get("activation_function", "gelu_new")]
    x = weights["wte.weight"][TOKENS] + weights["wpe.weight"][: len(TOKENS)]
    for layer in range(LAYERS):
        h = f"h.{layer}"
        x = x + attend(layer_norm(x, weights, h + ".ln_1"), layer)
        inner = activation(linear(layer_norm(x, weights, h + ".ln_2"), h + ".mlp.c_fc"))
        x = x + linear(inner, h + ".mlp.c_proj")
    head = weights.get("lm_head.weight", weights["wte.weight"])
    return factor(layer_norm(x, weights, "ln_f")) @ head.T


def logits_of(case):
    weights = make_weights(case["seed"])
    if case["stored"] == "other":  # each row is the token embedding's of the token before it
        weights["lm_head.weight"] = np.roll(weights["wte.weight"], 1, axis=0)
    weights = {name: rounded(values, case["dtype"]) for name, values in weights.items()}
    weights = held(weights, case["precision"])
    weights = {name: values.astype(np.float64) for name, values in weights.items()}
    return forward(weights, case["config"], case["precision"])


cases = []


def add(name, config=None, differs=True, **more):
    usual = {"dtype": "F32", "prefix": "", "stored": "wte", "files": 1, "buffers": False}
    usual["precision"] = "f32"
    case = {"name": name, "seed": 100, "config": config or {}, **usual, **more}
    logits = logits_of(case)
    if cases:  # a program that leaves out what the case is about is far from its logits
        distance = np.abs(logits - FIRST).max()
        assert distance > 1e-3 if differs else distance == 0, (name, distance)
    case["log_sum_exp"] = [float(np.log(np.exp(row).sum())) for row in logits]
    case["logits"] = [[float(f"{value:.8g}") for value in row[::37]] for row in logits]
    cases.append(case)
    return logits


FIRST = add("as it was published")
for activation, function in ACTIVATIONS.items():
    add(activation, {"activation_function": activation}, differs=function is not gelu_tanh)
add("scale_attn_weights: false", {"scale_attn_weights": False})
add("scale_attn_by_inverse_layer_idx", {"scale_attn_by_inverse_layer_idx": True})
both = {"scale_attn_weights": False, "scale_attn_by_inverse_layer_idx": True}
add("both scalings", both)
add("reorder_and_upcast_attn", {"reorder_and_upcast_attn": True}, differs=False)
add("reorder_and_upcast_attn, both scalings", {"reorder_and_upcast_attn": True, **both})
add("lm_head alone", stored="lm_head", differs=False)
add("wte and lm_head, equal", stored="both", differs=False)
add("equal and untied", {"tie_word_embeddings": False}, stored="both", differs=False)
add("another lm_head", stored="other")
add("another lm_head, untied", {"tie_word_embeddings": False}, stored="other")
for dtype in ("F64", "F16", "BF16"):
    add(dtype, dtype=dtype, differs=dtype != "F64")
add("transformer.", prefix="transformer.", differs=False)
add("attn.bias and attn.masked_bias", buffers=True, differs=False)
add("three files", files=3, differs=False)
add(
    "much at once",
    {"activation_function": "gelu", **both},
    seed=101,
    stored="other",
    dtype="F64",
    prefix="transformer.",
    buffers=True,
    files=3,
)

# With a seed whose activations are not so near the middle of two BF16 that single precision may
# round them to the other one.
for precision in ("bf16", "int8"):
    for seed in range(200, 2000):
        NEAREST_TIE = 1.0
        add("held as " + precision, seed=seed, stored="other", precision=precision)
        if NEAREST_TIE > 1e-3:
            break
        cases.pop()

sizes = {"width": WIDTH, "heads": HEADS, "layers": LAYERS, "vocabulary": VOCABULARY}
sizes |= {"context_length": LENGTH, "inner_width": INNER}
path = pathlib.Path(__file__).parent / "variant_goldens.json"
path.write_text(
    json.dumps({"sizes": sizes, "tokens": TOKENS, "every": 37})[:-1]
    + ', "cases": [\n'
    + ",\n".join(json.dumps(case) for case in cases)
    + "\n]}\n"
)
