#!/usr/bin/env python3
"""Writes the tiny model that the fuzzers open and the inputs that they begin with: tests/fuzz/tiny
and tests/fuzz/corpus. Figures and sessions are Logitscope's own, from tests/data. To run it:

    tests/fuzz/make_seeds.py
"""

import json
import random
import re
import shutil
import struct
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
CORPUS = HERE / "corpus"
TINY = HERE / "tiny"


def seed(folder, name, contents):
    path = CORPUS / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())


# The tiny model: one layer, two numbers wide.

CONFIG = {
    "model_type": "gpt2", "vocab_size": 258, "n_positions": 8, "n_embd": 2, "n_layer": 1, "n_head": 1,
    "n_inner": 2, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "bos_token_id": 257,
    "eos_token_id": 257,
}
SHAPES = {
    "wte.weight": [258, 2], "wpe.weight": [8, 2],
    "h.0.ln_1.weight": [2], "h.0.ln_1.bias": [2],
    "h.0.attn.c_attn.weight": [2, 6], "h.0.attn.c_attn.bias": [6],
    "h.0.attn.c_proj.weight": [2, 2], "h.0.attn.c_proj.bias": [2],
    "h.0.ln_2.weight": [2], "h.0.ln_2.bias": [2],
    "h.0.mlp.c_fc.weight": [2, 2], "h.0.mlp.c_fc.bias": [2],
    "h.0.mlp.c_proj.weight": [2, 2], "h.0.mlp.c_proj.bias": [2],
    "ln_f.weight": [2], "ln_f.bias": [2],
}


def byte_alphabet():
    """bytes_to_unicode() of GPT-2's encoder.py."""
    own = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in own]
    return {**{b: chr(b) for b in own}, **{b: chr(256 + i) for i, b in enumerate(others)}}


def safetensors(shapes, dtype="F32", prefix="", metadata=None):
    random.seed(1)
    size = {"F32": 4, "F64": 8, "F16": 2, "BF16": 2}[dtype]
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, shape in shapes.items():
        count = 1
        for dimension in shape:
            count *= dimension
        code = {"F32": "f", "F64": "d", "F16": "e"}.get(dtype)
        values = [random.uniform(-1, 1) for _ in range(count)]
        new = (struct.pack(f"<{count}{code}", *values) if code
               else b"".join(struct.pack("<f", v)[2:] for v in values))
        assert len(new) == count * size
        header[prefix + name] = {"dtype": dtype, "shape": shape,
                                 "data_offsets": [len(data), len(data) + len(new)]}
        data += new
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def write_tiny():
    TINY.mkdir(exist_ok=True)
    letters = byte_alphabet()
    vocab = {letters[b]: b for b in range(256)} | {"ab": 256, "<|endoftext|>": 257}
    (TINY / "config.json").write_text(json.dumps(CONFIG, indent=1) + "\n")
    (TINY / "vocab.json").write_text(json.dumps(vocab) + "\n")
    (TINY / "merges.txt").write_text("#version: 0.2\na b\n")
    (TINY / "model.safetensors").write_bytes(safetensors(SHAPES))
    spelled = json.dumps({letters[b]: b for b in range(256)}, separators=(",", ":"))
    (TINY / "byte_tokens.txt").write_text(spelled[1:-1] + "\n")


def safetensors_seeds():
    seed("safetensors", "tiny", safetensors(SHAPES))
    for dtype in ("F16", "BF16", "F64"):
        seed("safetensors", dtype.lower(), safetensors(SHAPES, dtype))
    head = {**SHAPES, "h.0.attn.bias": [1, 1, 2, 2]}
    seed("safetensors", "prefix", safetensors(head, "F16", "transformer.", {"format": "pt"}))
    seed("safetensors", "one", safetensors({"wpe.weight": [8, 2]}))
    seed("safetensors", "scalar_and_empty", safetensors({"a": [], "b": [0, 3], "c": [1]}))


def index_seeds():
    parts = dict(zip(SHAPES, ["a.safetensors", "b.safetensors"] * 8))
    whole = {"metadata": {"total_size": 2344}, "weight_map": parts}
    seed("checkpoint_index", "two_files", json.dumps(whole))
    for name, file in {"above": "../model.safetensors", "here": ".", "up": "..", "root": "/etc/passwd",
                       "below": "x/a.safetensors", "none": "c.safetensors", "empty": "",
                       "number": 7}.items():
        seed("checkpoint_index", name, json.dumps({"weight_map": {"wte.weight": file}}))


def config_seeds():
    seed("gpt2_config", "tiny", json.dumps(CONFIG))
    for name, change in {
        "older": {"n_ctx": 8, "n_positions": None, "activation_function": None},
        "other_names": {"hidden_size": 2, "n_embd": None, "num_hidden_layers": 1,
                        "num_attention_heads": 1, "max_position_embeddings": 8},
        "untied": {"tie_word_embeddings": False}, "ends": {"eos_token_id": [3, 257, 99999, -1]},
        "erf": {"activation_function": "gelu"}, "relu": {"activation_function": "relu"},
        "scaled": {"scale_attn_by_inverse_layer_idx": True, "reorder_and_upcast_attn": True},
        "unscaled": {"scale_attn_weights": False}, "neox": {"model_type": "gpt_neox"},
        "huge": {"vocab_size": 2147483647, "n_positions": 2147483647, "n_embd": 2147483647,
                 "n_layer": 2147483647, "n_inner": 2147483647, "n_head": 1},
        "fractions": {"n_embd": 2.0, "n_layer": 1e0, "layer_norm_epsilon": 1e308},
    }.items():
        seed("gpt2_config", name, json.dumps({**CONFIG, **change}))


def tokenizer_seeds():
    vocab = '{@bytes,"ab":256,"abc":257,"<|endoftext|>":258}'
    merges = "#version: 0.2\na b\nab c\n"
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True,
                  "use_regex": True}

    def whole(pairs, **more):
        merged = [["a", "b"], ["ab", "c"]] if pairs else ["a b", "ab c"]
        text = json.dumps({"added_tokens": [{"id": 258, "content": "<|endoftext|>", "special": True},
                                            {"id": 259, "content": "[[", "special": False}],
                           "normalizer": None, "pre_tokenizer": byte_level,
                           "post_processor": byte_level, "decoder": byte_level,
                           "model": {"type": "BPE", "dropout": None, "vocab": "VOCAB",
                                     "merges": merged}, **more})
        return text.replace('"VOCAB"', vocab)

    def files(name, *sections):
        seed("tokenizer", name, b"\x1e".join(s.encode() for s in sections))

    files("two_files", vocab, merges, "", "", "", "abc the abc<|endoftext|> né ")
    files("all_files", vocab, merges, json.dumps({"added_tokens": [{"id": 259, "content": "<p>"}]}),
          '{"[[x": 260, "[[": 261}',
          '{"eos_token": "abc", "pad_token": {"content": "<p>"}, "more": ["[["]}',
          "a [[x[[[ <p>abc 'll 12 \n\n  ")
    files("strings", "", "", whole(False), "", "", "abc [[abc ab<|endoftext|>")
    files("pairs", "", "", whole(True), "", "", "\u6771\u4eac  abc [[ ")
    files("sequences", "", "", whole(True, normalizer={"type": "Sequence", "normalizers": []},
          pre_tokenizer={"type": "Sequence", "pretokenizers": [byte_level]},
          post_processor={"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}]}),
          "", "", "abc")
    files("refused", "", "", whole(False, pre_tokenizer={"type": "Metaspace"}), "", "", "abc")
    files("windows", vocab, "a b\r\n\r\nab c\r\na b", "", "", "", "aabbcabc \r\n ab")


def run_seeds():
    for name in ("1.logitscope", "2.logitscope"):
        session = json.loads((DATA / "sessions" / name).read_text())
        seed("run_json", name, json.dumps(shortened(session), separators=(",", ":")))
    rows = json.loads((DATA / "figure.json").read_text())
    seed("run_json", "rows", json.dumps(shortened(rows), separators=(",", ":")))
    seed("run_json", "row", json.dumps(shortened(rows)[0], separators=(",", ":")))


def shortened(value):
    """Lists cut to their first elements, so that an input is a few kilobytes."""
    if isinstance(value, dict):
        return {key: shortened(v) if key != "nodes" else [shortened(n) for n in v]
                for key, v in value.items()}
    if isinstance(value, list):
        kept = value if all(isinstance(v, (int, float)) for v in value) else value[:3]
        return [shortened(v) for v in kept]
    return value


def http_seeds():
    host = "Host: localhost\r\n"

    def post(body, more="", path="/v1/completions"):
        return (f"POST {path} HTTP/1.1\r\n{host}Content-Type: application/json\r\n{more}"
                f"Content-Length: {len(body)}\r\n\r\n{body}")

    seed("http_request", "models", f"GET /v1/models HTTP/1.1\r\n{host}\r\n")
    seed("http_request", "model", f"GET /models/tiny%20x?y HTTP/1.1\r\n{host}Authorization: Bearer key\r\n\r\n")
    seed("http_request", "health", "HEAD /health HTTP/1.0\r\n\r\n")
    seed("http_request", "absolute", f"GET http://[::1]:80/health HTTP/1.1\r\n{host}\r\n")
    seed("http_request", "preflight", f"OPTIONS /v1/completions HTTP/1.1\r\n{host}Origin: "
         "https://example.org\r\nAccess-Control-Request-Headers: authorization, x-a\r\n\r\n")
    seed("http_request", "origin", f"GET /health HTTP/1.1\r\n{host}Origin: null\r\n\r\n")
    for name, body in {
        "prompt": {"model": "m", "prompt": "ab", "max_tokens": 4, "temperature": 0.5, "seed": -1},
        "lists": {"prompt": [[97, 98], [257]], "n": 2, "best_of": 3, "logprobs": 5, "echo": True,
                  "stop": ["a", "b"], "logit_bias": {"97": -100, "98": 1.5}},
        "chain": {"prompt": "", "top_p": 0.9, "top_k": 3.0, "min_p": 0.1, "typical_p": 0.9,
                  "samplers": ["top_k", "temperature"], "stream": True,
                  "stream_options": {"include_usage": True}, "sampling_info": True,
                  "parse_special": False, "pick": "gumbel", "presence_penalty": 1},
        "strategy": {"prompt": ["a", "b"], "strategy": "nucleus", "order": "filter_first"},
    }.items():
        seed("http_request", name, post(json.dumps(body)))
    for name, body in {
        "completion": {"prompt": [97, 98], "n_predict": 1, "n_probs": 5, "cache_prompt": True,
                       "post_sampling_probs": False, "repeat_penalty": 1.0},
        "tokenize": {"content": "ab", "add_special": True, "parse_special": False},
        "detokenize": {"tokens": [97, 257]},
    }.items():
        seed("http_request", name, post(json.dumps(body), path="/" + name))
    seed("http_request", "props", f"GET /props HTTP/1.1\r\n{host}\r\n")
    seed("http_request", "chunks", f"POST /completions HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n"
         'Expect: 100-continue\r\n\r\n5;x=y\r\n{"a":\r\n2\r\n1}\r\n0\r\nA: b\r\n\r\n')


def room_seeds():
    host = "Host: 127.0.0.1:8001\r\n"
    who = "X-Room-Key: abc234\r\nX-Room-Person: 00000000000000ad\r\n"
    for name, request in {
        "page": f"GET / HTTP/1.1\r\n{host}\r\n",
        "script": f"HEAD /room.js HTTP/1.1\r\n{host}\r\n",
        "state": f"GET /state HTTP/1.1\r\n{host}{who}\r\n",
        "stranger": f"GET /state HTTP/1.1\r\n{host}X-Room-Key: guess2\r\n\r\n",
        "origin": f"GET /state HTTP/1.1\r\n{host}{who}Origin: http://127.0.0.1:8001\r\n\r\n",
    }.items():
        seed("room_request", name, request)
    for name, body in {
        "word": {"round": 1, "word": "time", "confidence": 0.5, "name": "Ada"},
        "rude": {"round": 1.0, "word": "s.h.1.t \u202e\n", "confidence": None},
        "late": {"round": 0, "word": "a"},
    }.items():
        text = json.dumps(body)
        seed("room_request", name, f"POST /predictions HTTP/1.1\r\n{host}{who}Content-Type: "
             f"application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}")


def hub_seeds():
    commit = "X-Repo-Commit: 607a30d783dfa663caf39e06633721c8d4cfcd7e\r\n"
    sha256 = "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707"
    index = json.dumps({"weight_map": {"a": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors"}})
    for name, head in {
        "large": f'HTTP/1.1 302 Found\r\n{commit}X-Linked-Etag: "{sha256}"\r\nX-Linked-Size: 548105171\r\n'
                 "Location: https://cdn.example/repos/a?sign=b%20c&d\r\nContent-Length: 1365\r\n",
        "small": f'HTTP/2 200\r\n{commit}ETag: W/"10c66461e4c109db5a2196bff4bb59be30396ed8"\r\n'
                 "Content-Length: 665\r\n",
        "relative": "HTTP/1.1 307 Temporary Redirect\r\nLocation: ../../../gpt2/b\r\n",
        "same": "HTTP/1.1 301 Moved\r\nLocation: //HUB.example:443/b#c\r\n",
        "user": "HTTP/1.1 301 Moved\r\nLocation: https://hub.example@[::1]:80/b\r\n",
        "plain": "HTTP/1.1 301 Moved\r\nLocation: http://hub.example/b\r\n",
        "part": "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 100-199/200\r\nContent-Length: 100\r\n",
        "wait": "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n",
        "date": "HTTP/1.1 503 Busy\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n",
    }.items():
        seed("hub_answer", name, f"{head}\r\n{index}")


def remote_seeds():
    def item(token, logprob):
        return {"id": token, "token": "a", "bytes": [97], "logprob": logprob}

    def llama(*items, **more):
        return {"model": "tiny", "tokens_evaluated": 3, "truncated": False,
                "completion_probabilities": [{"top_logprobs": list(items)}], **more}

    def completion(top, prompt=None):
        return {"model": "tiny", "choices": [{"text": "a", "logprobs": {"top_logprobs": [top]},
                                              "prompt_logprobs": prompt}],
                "usage": {"prompt_tokens": 3}}

    for name, answer in {
        "llama": llama(item(2, -0.7), item(0, -1.4)),
        "order": llama(item(0, -1.4), item(2, -0.7)),
        "twice": llama(item(2, -0.7), item(2, -0.7)),
        "sum": llama(item(2, -0.1), item(0, -0.2)),
        "positive": llama(item(2, 0.5)),
        "null": llama(item(2, None)),
        "least": llama(item(2, 0.0), item(0, -3.4028234663852886e38)),
        "cut_short": llama(item(2, -0.7), tokens_evaluated=2),
        "vllm": completion({"token_id:1": -2.5, "token_id:3": -0.5, "token_id:0": -1.5},
                           [None, {"1": {"logprob": -0.25}}, {"3": {"logprob": -0.125}}]),
        "openai": completion({" b": -1.5, "bytes:\\xe2\\x80": -0.75, "\ufffd": -3.0}),
        "models": {"data": [{"id": "tiny", "owned_by": "llamacpp", "max_model_len": 16,
                             "meta": {"n_vocab": 259, "n_ctx_train": 16, "n_params": 1234}}]},
        "props": {"default_generation_settings": {"n_ctx": 16}, "bos_token": "<s>", "eos_token": "</s>"},
        "tokens": {"tokens": [1, 2, 299]},
        "content": {"content": "a"},
        "too_many": {"error": {"message": "Requested sample logprobs of 300, which is greater than max "
                                          "allowed: 20 (parameter=logprobs)"}},
    }.items():
        seed("remote_answer", name, json.dumps(answer))
    seed("remote_answer", "page", "<!DOCTYPE html><html>Hello</html>")


def png(text):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"tEXt", b"logitscope\0" + text[:40])
            + chunk(b"zTXt", b"logitscope-2\0\0" + zlib.compress(text[40:]))
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def pdf(text):
    name = "(logitscope.json)"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[{name} 4 0 R]>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        f"<</Type/Filespec/F{name}/EF<</F 5 0 R>>>>",
        f"<</Type/EmbeddedFile/Length {len(text)}>>\nstream\n{text}\nendstream",
    ]
    out, places = "%PDF-1.4\n", []
    for number, contents in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{contents}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010} 00000 n \n" for place in places)
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"


def figure_seeds():
    rows = json.loads((DATA / "figure.json").read_text())
    text = json.dumps([shortened(rows)[0]], separators=(",", ":"))
    seed("figure_file", "json", text)
    seed("figure_file", "png", png(text.encode()))
    seed("figure_file", "pdf", pdf(text))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    seed("figure_file", "svg", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">'
         f'<title>a</title><metadata id="logitscope">{escaped}</metadata><g><text>b</text></g></svg>')


def lesson_seeds():
    """Small lessons; the whole ones in resources/lessons are long for a fuzzer."""
    front = "---\ntitle: a\nminutes: 8\npacks: 15, 60\norder: 1\nlimits: \"a \\\"b\\\"\"\n---\n"
    block = ("```scene\npage: explore\nprompt: \"a\\nb\"\nseed: 7\nchain: top-k=40,temperature=0.8\n"
             "begin: 3\ntokens: 9\nhide: sliders, random-number\nlock: none\npredict: yes\nask: b?\nstep: 2\n"
             "done: stage = \"sampled\"\nexpect: p(\" a\") > 5% and rank(\" a\") <= 3\n"
             "then: text contains \"b\"\n```\n")
    seed("lesson", "whole", front + "## a\n\n" + block + "\nb {{p(\" a\") at temperature=0.5}}\n\n"
         "### Example\n| a | {{kept}} |\n\n### Note\n![c](d.png)\n")
    seed("lesson", "compare", front + "## a\n```scene\npage: compare\nstrategies: greedy, nucleus\n"
         "done: tokens(\"greedy\") >= 20 and distinct-2(\"greedy\") < distinct-2(\"nucleus\")\n```\nb\n## c\nd\n")
    seed("lesson", "text", front + "## a\n[b](glossary:top-p) `c` \\< **d** ![e](f/g.svg \"h\")\n"
         "~~~x\n<b>\n~~~\n- i\n> j\n")
    seed("lesson", "refused", "---\ntitle: a\n<b>\n## c\n{{d}} ![e](http://f) `\n[g]: h\n")
    seed("lesson", "measures", front + "## a\n```scene\nexpect: u >= from(\"a\") and weight(\"a\") at nucleus != weights\n"
         "expect: sum(3) = 50% and token(2) = \"b\" and perplexity > prompt-p(2)\n```\nb\n")


def dictionary(folder):
    """The words of the seeds, which mutations put together anew: keys, header names, short texts."""
    words = set()
    for path in (CORPUS / folder).iterdir():
        found = re.findall(rb'"[A-Za-z_|<>.-]{2,30}"|[A-Z][A-Za-z-]{3,20}:|@bytes', path.read_bytes())
        words |= {word.decode() for word in found}
    quoted = ['"' + word.replace('"', "\\x22") + '"' for word in sorted(words)]
    (HERE / "dictionaries").mkdir(exist_ok=True)
    (HERE / "dictionaries" / folder).write_text("\n".join(quoted) + "\n")


def lesson_dictionary():
    """The words of lessons, their settings and their claims."""
    words = set()
    for path in (CORPUS / "lesson").iterdir():
        words |= set(re.findall(r"[a-z][a-z0-9-]+: |[a-z][a-z0-9-]+\(|#+ [A-Z]?[a-z]+|[<>!]=|```[a-z]*|~~~|!?\[|\]\(|"
                                r"\{\{|\}\}| and | at | contains ", path.read_text()))
    quoted = ['"' + word.replace('"', "\\x22") + '"' for word in sorted(words)]
    (HERE / "dictionaries" / "lesson").write_text("\n".join(quoted) + "\n")


if __name__ == "__main__":
    shutil.rmtree(CORPUS, ignore_errors=True)
    write_tiny()
    safetensors_seeds()
    index_seeds()
    config_seeds()
    tokenizer_seeds()
    run_seeds()
    http_seeds()
    hub_seeds()
    remote_seeds()
    room_seeds()
    figure_seeds()
    lesson_seeds()
    for name in ("safetensors", "gpt2_config", "tokenizer", "run_json", "http_request", "hub_answer",
                 "remote_answer", "room_request", "figure_file"):
        dictionary(name)
    lesson_dictionary()
