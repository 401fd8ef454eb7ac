"""Writes pieces.model, a small SentencePiece model in the manner of Gemma's, and pieces.json: what sentencepiece and
open_clip's cleaning make of the texts of hard.json, as SigLIP 2's text models read them.

    python pieces.py        # needs sentencepiece and open_clip_torch
"""
import json
import os
import pathlib

import sentencepiece
from open_clip.tokenizer import _clean_canonicalize

here = pathlib.Path(__file__).resolve().parent
os.chdir(here)
root = here.parent.parent.parent
cases = json.loads((here / "hard.json").read_text())
corpus = here / "pieces.txt"
corpus.write_text("\n".join(line.lower() for page in ["README.md", "datasets/README.md", "kernel_helpers/zoo/README.md"] for line in (root / page).read_text().splitlines() if line))
sentencepiece.SentencePieceTrainer.train(
    input=corpus.name, model_prefix="pieces", vocab_size=700, model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
    add_dummy_prefix=False, remove_extra_whitespaces=False, split_digits=True, allow_whitespace_only_pieces=True, pad_id=0, eos_id=1, bos_id=2, unk_id=3,
    pad_piece="<pad>", eos_piece="<eos>", bos_piece="<bos>")
corpus.unlink()
(here / "pieces.vocab").unlink()
model = sentencepiece.SentencePieceProcessor(model_file=str(here / "pieces.model"))
rows = [{"Text": c["text"], "Clean": _clean_canonicalize(c["text"]), "IDs": model.encode(_clean_canonicalize(c["text"]))} for c in cases]
(here / "pieces.json").write_text("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
