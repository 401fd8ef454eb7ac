"""Writes exports/parsed.json: what huggingface_hub reads of the model cards in exports.

    pip install huggingface_hub==1.33.0
    python modelindex.py > exports/parsed.json
"""
import json
import pathlib

import huggingface_hub
from huggingface_hub import ModelCard
from huggingface_hub.repocard_data import eval_results_to_model_index, model_index_to_eval_results

cards = {}
for path in sorted(pathlib.Path(__file__).parent.glob("exports/*.md")):
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---"):
        continue  # report.md
    card = ModelCard(text)
    again = eval_results_to_model_index(card.data.model_name, card.data.eval_results)
    assert model_index_to_eval_results(again) == (card.data.model_name, card.data.eval_results), path
    cards[path.stem] = {
        "name": card.data.model_name,
        "results": [
            {
                "task": r.task_type,
                "dataset": r.dataset_type,
                "title": r.dataset_name,
                "metric": r.metric_name,
                "type": r.metric_type,
                "value": r.metric_value,
                "low": r.metric_args["low"],
                "high": r.metric_args["high"],
                "n": r.metric_args["n"],
            }
            for r in card.data.eval_results
        ],
    }
print(json.dumps({"huggingface_hub": huggingface_hub.__version__, "cards": cards}, indent=1, ensure_ascii=False))
