"""Writes pretokenizer_goldens.json: texts and the pieces that GPT-2's own pattern cuts them into.

The pattern and the "regex" module that runs it are those of GPT-2's encoder.py:
    pip install regex && python3 make_pretokenizer_goldens.py
"""

import json
import pathlib
import random

import regex

GPT2_PATTERN = regex.compile(
    r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")

# One of each kind that a pattern might take for another: characters that some \s has and some
# lacks, marks, digits and letters that are not ASCII, symbols outside the first plane.
ALPHABET = [
    " ", " ", " ", "\n", "\t", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0",
    "\u1680", "\u180e", "\u2000", "\u200a", "\u200b", "\u200d", "\u2028", "\u2029", "\u202f",
    "\u205f", "\u2060", "\u3000", "\ufeff", "\0", "\x7f",
    "a", "Z", "é", "ß", "ж", "中", "ªº", "ʰ", "ǅ", "𝔘", "i\u0307", "\u0301", "\u093e", "\u20dd",
    "0", "9", "٣", "१", "½", "²", "Ⅷ", "①", "𝟙", "〇",
    ".", ",", "!", "-", "_", "'", "\u2019", "€", "+", "©", "😀", "\U0001f1eb", "\ue000", "\ufffd",
    "'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'LL", "'lls",
]

rng = random.Random(2019)
texts = [" ".join(pair) for pair in zip(ALPHABET, ALPHABET[1:])]
texts += ["x" + space + "y " + space + " z" + space for space in ALPHABET[:29]]
texts += ["".join(rng.choices(ALPHABET, k=rng.randint(2, 24))) for _ in range(300)]

cases = [GPT2_PATTERN.findall(text) for text in texts]
assert ["".join(pieces) for pieces in cases] == texts

# ASCII only, so that invisible characters can be seen.
target = pathlib.Path(__file__).with_name("pretokenizer_goldens.json")
target.write_text('{"cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]}\n")
