"""Writes utf8_goldens.json: bytes in hexadecimal, and the text that Python makes of them.

Python's errors="replace" follows the practice of maximal subparts (Unicode 15, section 3.9).
"""

import json
import pathlib
import random

# The borders of Unicode 15, table 3-7.
BYTES = bytes.fromhex("41 7f 80 81 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 ff")

rng = random.Random(37)
inputs = [bytes([first, second]) for first in BYTES for second in BYTES]
inputs += [bytes(rng.choices(BYTES, k=rng.randint(3, 12))) for _ in range(600)]
# Mostly valid: whole characters with a byte lost, doubled or changed.
for _ in range(300):
    text = bytearray("".join(rng.choices("aé中😀", k=5)).encode())
    at = rng.randrange(len(text))
    text[at:at + 1] = rng.choice([b"", bytes([text[at]] * 2), bytes([rng.choice(BYTES)])])
    inputs.append(bytes(text))

cases = [[data.hex(), data.decode("utf-8", errors="replace")] for data in inputs]
target = pathlib.Path(__file__).with_name("utf8_goldens.json")
target.write_text('{"cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]}\n")
