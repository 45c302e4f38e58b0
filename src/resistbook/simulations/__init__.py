"""How the tests and intervals of the book behave on data whose truth is known.

Each simulation is a short function with a seed of its own, in the size of the study that uses the
test. ``resistbook calibrate`` runs them all and writes ``results/calibration.csv``.
"""

import pandas as pd

from resistbook.paths import CALIBRATION
from resistbook.simulations import associations, gene_sets, genes, pooled, prediction, survival
from resistbook.simulations.monte_carlo import REGISTERED, Simulation, judged

__all__ = ["SIMULATIONS", "Simulation", "calibrate", "judged"]

SIMULATIONS: dict[str, Simulation] = {
    name: one
    for module in (genes, gene_sets, pooled, associations, survival, prediction)
    for name, one in REGISTERED.items()
    if one.group == module.GROUP
}


def calibrate() -> pd.DataFrame:
    """Run every simulation and write ``results/calibration.csv``.

    Returns
    -------
    DataFrame
        One row a quantity: ``group``, ``test``, ``chapter``, ``setting``, ``quantity``,
        ``nominal``, ``observed`` with its 95% Monte-Carlo interval ``mc_low`` to ``mc_high``,
        ``simulations``, ``seed``, and the ``simulation`` (the function's name).
    """
    table = pd.concat([one.run() for one in SIMULATIONS.values()], ignore_index=True)
    table.to_csv(CALIBRATION, index=False, float_format="%.6g", lineterminator="\n")
    return table
