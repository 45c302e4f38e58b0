"""The rule of S1 on places of the genome whose truth is known: drivers, and far from any."""

import pandas as pd

from resistbook.claims import ledger
from resistbook.genes.copy_number import Locus, amplitude_peak
from resistbook.results.store import stored
from resistbook.studies.scaltriti2011.copies import segments
from resistbook.studies.scaltriti2011.focal_peak import (
    beside,
    drawn,
    focal_segments,
    over_gene,
    peak_columns,
)

STUDY = "scaltriti2011"

ARMS = {
    "1q": Locus("1", 144_000_000, 249_250_621),
    "3q": Locus("3", 93_500_000, 198_022_430),
    "5p": Locus("5", 1, 46_400_000),
    "7p": Locus("7", 1, 58_000_000),
    "8p": Locus("8", 1, 43_800_000),
    "8q": Locus("8", 46_900_000, 146_364_022),
    "10q": Locus("10", 42_900_000, 135_534_747),
    "11q": Locus("11", 54_700_000, 135_006_516),
    "12p": Locus("12", 1, 34_800_000),
    "12q": Locus("12", 37_900_000, 133_851_895),
    "15q": Locus("15", 20_000_000, 102_531_392),
    "17q": Locus("17", 25_300_000, 81_195_210),
    "20q": Locus("20", 29_400_000, 63_025_520),
}
"""Arms without the centromere and the heterochromatin beside it, where the array has no probes
(hg19, to the nearest 100,000 base pairs)."""

DRIVERS = {
    "MCL1": ("1q", 150_547_000, 150_552_000),
    "MDM4": ("1q", 204_485_000, 204_527_000),
    "AKT3": ("1q", 243_652_000, 244_007_000),
    "PIK3CA": ("3q", 178_866_000, 178_953_000),
    "TERT": ("5p", 1_253_000, 1_295_000),
    "EGFR": ("7p", 55_087_000, 55_275_000),
    "FGFR1": ("8p", 38_269_000, 38_326_000),
    "MYC": ("8q", 128_748_000, 128_754_000),
    "FGFR2": ("10q", 123_238_000, 123_358_000),
    "CCND1": ("11q", 69_456_000, 69_469_000),
    "PAK1": ("11q", 77_033_000, 77_185_000),
    "CCND2": ("12p", 4_383_000, 4_415_000),
    "CDK4": ("12q", 58_142_000, 58_146_000),
    "MDM2": ("12q", 69_202_000, 69_239_000),
    "IGF1R": ("15q", 99_193_000, 99_508_000),
    "ERBB2": ("17q", 37_844_000, 37_885_000),
    "PPM1D": ("17q", 58_678_000, 58_742_000),
    "ZNF217": ("20q", 52_184_000, 52_200_000),
}
"""Oncogenes that are taken to drive an amplification of breast cancer, one a locus (hg19, to the
nearest kilobase). The list was fixed before the rule was applied to it."""

FAR = 5_000_000
SPACING = 4_000_000
LENGTH = 40_000
"""Places far from any driver are so long as ERBB2 and stand so far from drivers and each other."""
FEWEST = 10
"""With fewer amplified tumours no share of them could pass."""
DRAWS = 200


@stored(f"{STUDY}/control_loci", sources=["tcga-cnv"], by=["truth", "arm", "start"])
def control_loci() -> pd.DataFrame:
    """Return what decides S1 at loci of known drivers, and at places of their arms far from them.

    Columns as in `focality`, for the threshold of an amplification and segments as deposited;
    ``truth``: ``driver`` or ``far``. Places with fewer than `FEWEST` amplified tumours are left
    out. The peak is drawn `DRAWS` times.
    """
    declared = ledger.parameters(STUDY, "S1")
    weights = drawn(segments()["sample"].unique(), DRAWS)
    rows = []
    for arm_name, arm in ARMS.items():
        on_arm = segments()[segments()["chromosome"] == arm.chromosome]
        gains = focal_segments(on_arm, arm, declared["gain"])
        for truth, name, place in _places(arm_name, arm):
            found = over_gene(on_arm, place, arm, declared["amplified"])
            if found["amplified"] < FEWEST:
                continue
            peak = amplitude_peak(gains, beside(place, arm), place, weights)
            rows.append(
                {"truth": truth, "arm": arm_name, "gene": name}
                | {"start": place.start, "end": place.end}
                | {"extent": "segment", "threshold": declared["amplified"]}
                | found
                | peak_columns(peak, place)
            )
    return pd.DataFrame(rows)


def _places(arm_name: str, arm: Locus) -> list[tuple[str, str, Locus]]:
    """Truth, name and place of the drivers of an arm, and of places far from them."""
    drivers = {
        gene: Locus(arm.chromosome, start, end)
        for gene, (name, start, end) in DRIVERS.items()
        if name == arm_name
    }
    far = [
        Locus(arm.chromosome, start, start + LENGTH)
        for start in range(arm.start + SPACING // 2, arm.end - LENGTH, SPACING)
    ]
    return [("driver", gene, place) for gene, place in drivers.items()] + [
        ("far", "", place)
        for place in far
        if all(
            place.end + FAR < driver.start or place.start - FAR > driver.end
            for driver in drivers.values()
        )
    ]
