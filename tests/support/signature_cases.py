"""Three cohorts of made-up patients: in two of them the first genes foretell the outcome."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts import CohortError
from resistbook.genes.published_scores import Scored
from resistbook.signature import analysis, tested
from resistbook.signature.tested import Tested

GENES = [f"GEN{number}" for number in range(200)]
LIST = GENES[:8]
EFFECT = {"TCGA": 1.2, "SCAN-B": 1.2, "GSE3143": 0.0}


def outcome(name, survival=True, patients=150):
    rng = np.random.default_rng(sum(map(ord, name)))
    samples = [f"p{number}" for number in range(patients)]
    values = pd.DataFrame(rng.normal(size=(len(GENES), patients)), GENES, samples)
    risk = EFFECT.get(name, 1.2) * values.loc[LIST].mean() * np.sqrt(len(LIST))
    if not survival:
        event = (rng.logistic(size=patients) < risk).astype(float)
        return Tested(
            name, "complete response", False, values, 2.0 - event, event, None,
            pd.DataFrame({"age": rng.normal(size=patients)}, samples), (),
        )  # fmt: skip
    until, censored = rng.exponential(np.exp(-risk)), rng.exponential(2.0, patients)
    time = pd.Series(np.minimum(until, censored), samples)
    event = pd.Series((until <= censored).astype(float), samples)
    clinical = pd.DataFrame({"age": rng.normal(size=patients)}, samples)
    return Tested(name, "death", True, values, time, event, None, clinical, ())


OUTCOMES = {
    **{name: outcome(name) for name in EFFECT},
    "GSE25066, response": outcome("GSE25066, response", survival=False),
}


def stand_in(monkeypatch):
    """Let the made-up cohorts stand for those of the book."""

    def found(name, patients):
        if patients == "er-positive" and name == "SCAN-B":
            raise CohortError("SCAN-B has no er-positive patient with an outcome; leave it out")
        return OUTCOMES[name]

    def published(expression):
        score = expression.loc["GEN9"]
        missing = pd.Series(np.nan, expression.columns)
        return {"21-gene": Scored(score, 16, 12, 0.8), "GGI": Scored(missing, 99, 4, 0.04)}

    monkeypatch.setattr(tested, "names", lambda: list(OUTCOMES))
    monkeypatch.setattr(analysis, "tested", found)
    monkeypatch.setattr(analysis, "published_scores", published)
    monkeypatch.setattr(analysis, "msigdb", lambda _: {analysis.PROLIFERATION: GENES[20:40]})
