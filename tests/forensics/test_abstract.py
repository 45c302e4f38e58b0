"""Abstracts as they are printed: which numbers are found, how they are read, how judged."""

import shlex

import pytest
from abstracts import judged, rows_of

from resistbook.forensics.abstract import find

ABSTRACTS = [
    (
        "Scaltriti 2011",
        "In 34 HER2(+) patients, clinical benefit was 33.3% compared with 87.5% (P < 0.02), "
        "and median progression-free survival 6 mo vs. 14 mo (P < 0.002).",
        [
            ("percentages 33.3 87.5 --p-below=0.02 --n 34", "fits"),
            ("", "not judged"),
        ],
    ),
    (
        "Xu 2016",
        "Of 32 patients, the response rate was 81.3% (95% CI, 63.6–92.8%); 59.4% had a "
        "complete and 21.9% a partial response.",
        [
            ("rate 81.3 --ci '63.6 to 92.8' --n 32", "fits"),
            ("percentage 59.4 --n 32", "fits"),
            ("percentage 21.9 --n 32", "fits"),
        ],
    ),
    (
        "Cvetanovic 2019",
        "Among 121 patients CR was seen in 8%, PR in 37%, SD in 38% and PD in 24%.",
        [("parts 8 37 38 24", "cannot")],
    ),
    (
        "Seo 2018",
        "pCR was 17.6% vs. 33.7% (17 vs 83 patients, p=0.191); HR 3.540, 95% CI 1.001–12.589, "
        "p = .050.",
        [
            ("percentages 17.6 33.7 --p=0.191 --n1 17 --n2 83", "fits"),
            ("ratio 3.540 --ci '1.001 to 12.589' --p=.050", "fits"),
        ],
    ),
    (
        "Loibl 2016",
        "Pathological complete response was rarer (34/210 [16.2%] v 224/757 [29.6%]; P < .001); "
        "hazard ratio for relapse, 1.56; 95% CI, 1.00 to 2.45; P = .050.",
        [
            ("percentages 16.2 29.6 '--p-below=.001' --n1 210 --n2 757", "fits"),
            ("percentage 16.2 --n 210 --count 34", "fits"),
            ("percentage 29.6 --n 757 --count 224", "fits"),
            ("ratio 1.56 --ci '1.00 to 2.45' --p=.050", "fits"),
        ],
    ),
    (
        "PALOMA-3",
        "Median progression-free survival was 9·5 months (95% CI 9·2–11·0) and 4·6 months "
        "(3·5–5·6; hazard ratio 0·46, 95% CI 0·36–0·59, p<0·0001); neutropenia occurred in "
        "223 [65%] of 345 patients and one [1%] of 172.",
        [
            ("ratio 0.46 --ci '0.36 to 0.59' '--p=<0.0001'", "fits"),
            ("percentage 65 --n 345 --count 223", "fits"),
            ("percentage 1 --n 172 --count 1", "fits"),
        ],
    ),
    (
        "BJC 2014",
        "Tissue of 125 patients was stained; 62.4% had a mutation and 78.1% a PTEN score above 20.",
        [
            ("percentage 62.4 --n 125", "fits"),
            ("percentage 78.1 --n 125", "unexplained"),
        ],
    ),
    (
        "an outcome over time",
        "The 5-year disease-free survival was 85% (95% CI 80-89) in 300 women, 75.4% vs 87.1% by "
        "arm.",
        [("", "not judged"), ("", "not judged")],
    ),
    (
        "a diagnostic test",
        "In 100 patients sensitivity and specificity were 80% and 90%, with a PPV of 84.2% and an "
        "NPV of 87.1%.",
        [("diagnostic --sensitivity 80 --specificity 90 --ppv 84.2 --npv 87.1 --n 100", "fits")],
    ),
    (
        "tests as psychologists print them",
        "Scores differed, t(28) = 2.20, p = .037, as did shares, χ2(1, N = 90) = 3.84, p = .01.",
        [
            ("test t 2.20 --p=.037 --df 28", "fits"),
            ("test chi2 3.84 --p=.01 --df 1", "cannot"),
        ],
    ),
    (
        "KATHERINE: a count of an arm, whose size the text names elsewhere",
        "Among 1486 patients (743 in the T-DM1 group and 743 in the trastuzumab group), disease or "
        "death had occurred in 91 patients in the T-DM1 group (12.2%) and 165 patients in the "
        "trastuzumab group (22.2%).",
        [
            ("percentage 12.2 --n 743 --count 91", "fits"),
            ("percentage 22.2 --n 743 --count 165", "fits"),
        ],
    ),
    (
        "OlympiAD: the denominator of the last percentage is not in the abstract",
        "Of the 302 patients, 205 were assigned to receive olaparib and 97 were assigned to "
        "receive standard therapy. Adverse events occurred in 36.6% and 50.5%; treatment ended for "
        "toxic effects in 4.9% and 7.7%, respectively.",
        [
            ("percentage 36.6 --n 205", "fits"),
            ("percentage 50.5 --n 97", "fits"),
            ("percentage 4.9 --n 205", "fits"),
            ("percentage 7.7 --n 302", "not judged"),
        ],
    ),
    (
        "PALOMA-2: a count of an arm whose size is not in the abstract",
        "A total of 666 patients were assigned, in a 2:1 ratio, to palbociclib or placebo. It was "
        "discontinued in 43 patients (9.7%) in the palbociclib group.",
        [("percentage 9.7 --n 666 --count 43", "not judged")],
    ),
    (
        "NeoSphere: intervals in bare brackets, once one is named",
        "Response was 49 of 107 patients; 45·8% [95% CI 36·1–55·7] in group B, and 23 of 96 (24·0% "
        "[15·8–33·7]) in group D.",
        [
            ("rate 45.8 --ci '36.1 to 55.7' --n 107", "fits"),
            ("percentage 45.8 --n 107 --count 49", "fits"),
            ("rate 24.0 --ci '15.8 to 33.7' --n 96", "fits"),
            ("percentage 24.0 --n 96 --count 23", "fits"),
        ],
    ),
    (
        "NeoALTTO: counts whose arm follows from the count, and a difference",
        "154 received lapatinib, 149 received trastuzumab, and 152 the combination; 27 [17·5%] of "
        "them, 15 [9·9%] and 11 [7·4%] had changes; difference 21·1%, 9·1–34·2, p=0·0001.",
        [
            ("percentage 17.5 --n 154 --count 27", "fits"),
            ("percentage 9.9 --n 154 --count 15", "not judged"),
            ("percentage 7.4 --n 149 --count 11", "fits"),
            ("", "not judged"),
        ],
    ),
    (
        "TAILORx: a ratio far from its name",
        "It was not inferior (hazard ratio for invasive disease recurrence, second primary cancer, "
        "or death [endocrine vs. chemoendocrine therapy], 1.08; 95% confidence interval, 0.94 to "
        "1.24; P=0.26).",
        [("ratio 1.08 --ci '0.94 to 1.24' --p=0.26", "fits")],
    ),
    (
        "TILs: further ratios of a sentence, and a percentage that is a unit",
        "Each 10% increase in TILs was associated with survival in TNBC (hazard ratio 0.93 [95% CI "
        "0.87-0.98], p=0.011) and HER2-positive cancer (0.94 [0.89-0.99], p=0.017).",
        [
            ("", "not judged"),
            ("ratio 0.93 --ci '0.87 to 0.98' --p=0.011", "fits"),
            ("ratio 0.94 --ci '0.89 to 0.99' --p=0.017", "fits"),
        ],
    ),
    (
        "a P of an interaction, of non-inferiority or of one side is not that of the ratio",
        "HR 0.95, 95% CI 0.74-1.22 in ER-positive tumours; interaction P=0.03. Tamoxifen was not "
        "worse (HR 1.08; 95% CI, 0.94 to 1.24; P<0.001 for noninferiority). One more: HR 0.75; 95% "
        "CI, 0.58 to 0.97; one-sided P = 0.014.",
        [
            ("ratio 0.95 --ci '0.74 to 1.22'", "fits"),
            ("ratio 1.08 --ci '0.94 to 1.24'", "fits"),
            ("ratio 0.75 --ci '0.58 to 0.97'", "fits"),
        ],
    ),
    (
        "a P of another test is no proof against a ratio",
        "The adjusted HR was 0.70 (95% CI 0.50-0.98; log-rank P = 0.4).",
        [("ratio 0.70 --ci '0.50 to 0.98' --p=0.4", "unexplained")],
    ),
    (
        "responses that were not evaluable",
        "Forty-three patients entered; 40 were evaluable. CR, PR, SD and PD were 5%, 37.5%, 35% "
        "and 17.5%.",
        [("parts 5 37.5 35 17.5", "unexplained")],
    ),
    (
        "thresholds, power and changes",
        "In 214 women Ki-67 was high (≥20%) in 61.2%, with 80% power to detect a 15% difference; "
        "the drug gave a 20 percent reduction of risk.",
        [
            ("", "not judged"),
            ("percentage 61.2 --n 214", "fits"),
            *[("", "not judged")] * 3,
        ],
    ),
    (
        "EMILIA: too many tables for an answer",
        "Among 991 patients adverse events were commoner with lapatinib (57% vs. 41%).",
        [("percentages 57 41 --n 991", "not judged")],
    ),
    (
        "a count of other things than the percentage is no contradiction",
        "Bone was hit in 12 of 40 patients, 50% of lesions shrank.",
        [("percentage 50 --n 40 --count 12", "not judged")],
    ),
    (
        "KEYNOTE-522: a rate over time against another",
        "Event-free survival at 36 months was 84.5% (95% CI, 81.7 to 86.9) in the pembrolizumab "
        "group (n=784), as compared with 76.8% (95% CI, 72.2 to 80.7) in the placebo group (n=390) "
        "(hazard ratio, 0.63; 95% CI, 0.48 to 0.82; P<0.001).",
        [
            ("", "not judged"),
            ("", "not judged"),
            ("ratio 0.63 --ci '0.48 to 0.82' '--p=<0.001'", "fits"),
        ],
    ),
    (
        "two shares of one group are no two groups",
        "Of 63 patients, 36 (57%) were premenopausal vs 27 (43%) postmenopausal (p=0.25).",
        [
            ("percentage 57 --n 63 --count 36", "fits"),
            ("percentage 43 --n 63 --count 27", "fits"),
        ],
    ),
    (
        "decimal commas, an interval in another language, and a ratio per unit",
        "Cox: HR=0,58 (IC 95% 0,36–0,93; p=0,024); age (OR 1.04 per year, 95% CI 1.01 to 1.07).",
        [
            ("ratio 0,58 --ci '0,36 to 0,93' --p=0,024", "fits"),
            ("ratio 1.04 --ci '1.01 to 1.07'", "fits"),
        ],
    ),
    (
        "sizes of two groups behind n, and of each group",
        "Response was 39.3% and 21.8% (n = 112 and 110); 590 patients came, 295 in each group, and "
        "60% vs 53.2% (p=0.1) responded.",
        [
            ("percentage 39.3 --n 112", "fits"),
            ("percentage 21.8 --n 110", "fits"),
            ("percentages 60 53.2 --p=0.1 --n1 295 --n2 295", "fits"),
        ],
    ),
    (
        "grades, stages, scores and ages are no counts",
        "Of 121 patients, neutropenia of grade 3 (22%) of 121 patients, grade 3/4 (12%), grade 3 "
        "or 4 (9%), ECOG PS 1 (45%) or BI-RADS 4 (20%) was seen; aged over 65 (33%) of 121.",
        [
            ("percentage 22 --n 121", "fits"),
            ("percentage 12 --n 121", "fits"),
            ("percentage 9 --n 121", "fits"),
            ("percentage 45 --n 121", "fits"),
            ("percentage 20 --n 121", "fits"),
            ("percentage 33 --n 121", "fits"),
        ],
    ),
    (
        "a P of other women is not that of the ratio before it",
        "HR 0.95 (95% CI 0.74-1.22) and fewer recurrences in node-positive women (p=0.001). HR "
        "0.70 (99% CI, 0.51 to 0.96; stratified log-rank P = .0035).",
        [
            ("ratio 0.95 --ci '0.74 to 1.22'", "fits"),
            ("ratio 0.70 --ci '0.51 to 0.96' --level 99 --p=.0035", "fits"),
        ],
    ),
    (
        "PD-L1 is no progressive disease, and a share before the first label is none of its own",
        "With PD-L1 in 50%, CR 5%, PR 30%, SD 40%, PD 25%.",
        [
            ("parts 5 30 40 25", "fits"),
            ("", "not judged"),
        ],
    ),
    (
        "no events, all events, and a size with a comma",
        "We enrolled n = 1,234 women, of whom 617 (50.0%) relapsed; 0 of 45 (0%; 95% CI 0-7.9%) "
        "died, and 12/12 (100%; 95% CI 73.5–100) responded.",
        [
            ("percentage 50.0 --n 1234 --count 617", "fits"),
            ("rate 0 --ci '0 to 7.9' --n 45", "fits"),
            ("percentage 0 --n 45 --count 0", "fits"),
            ("rate 100 --ci '73.5 to 100' --n 12", "fits"),
            ("percentage 100 --n 12 --count 12", "fits"),
        ],
    ),
    (
        "a comparison of predictive values is none of all patients",
        "The PPV was 88.9% vs 75% (P=0.04) in 51 patients.",
        [("", "not judged"), ("", "not judged")],
    ),
    (
        "of the size that stands behind it, and of no other",
        "Of 300 women, 98.9% of 200 patients complied.",
        [("percentage 98.9 --n 200", "unexplained")],
    ),
    (
        "a P that leads its ratio, one of two that might be meant, and one of the ratio before",
        "Rash (P = 0.5; HR 2.03, 95% CI 1.38–2.97), age (P = 0.04; HR 0.70, 95% CI 0.50-0.98; P = "
        "0.5; HR 1.1, 95% CI 0.8-1.5). HR 1.2, P = .3; HR 2.03 (95% CI 1.38–2.97). Interaction P = "
        "0.03; HR 0.95 (95% CI 0.74-1.22). OR 2.31, 95% CI 1.02-5.25, p: 0.045; OR 1.59 "
        "(1.03-2.46).",
        [
            ("ratio 2.03 --ci '1.38 to 2.97' --p=0.5", "cannot"),
            ("ratio 0.70 --ci '0.50 to 0.98'", "fits"),
            ("ratio 1.1 --ci '0.8 to 1.5' --p=0.5", "fits"),
            ("ratio 2.03 --ci '1.38 to 2.97'", "fits"),
            ("ratio 0.95 --ci '0.74 to 1.22'", "fits"),
            ("ratio 2.31 --ci '1.02 to 5.25' --p=0.045", "fits"),
            ("ratio 1.59 --ci '1.03 to 2.46'", "fits"),
        ],
    ),
    (
        "the level in brackets behind the name",
        "Hazard ratio [95% CI]: 0.63 [0.48, 0.82]. HR (95% CI) = 0.63 (0.48 – 0.82), p-value = "
        "0.0007. HR, 3.47; CI (confidence interval), 1.52–7.91.",
        [
            ("ratio 0.63 --ci '0.48 to 0.82'", "fits"),
            ("ratio 0.63 --ci '0.48 to 0.82' --p=0.0007", "fits"),
            ("ratio 3.47 --ci '1.52 to 7.91'", "fits"),
        ],
    ),
    (
        "a share of some of the patients",
        "Of 31 patients, 12 patients (39%) had active disease, of which 75% went into remission.",
        [
            ("percentage 39 --n 31 --count 12", "fits"),
            ("percentage 75 --n 31", "not judged"),
        ],
    ),
    (
        "no guess",
        "The response rate was 81.4% and P53 was positive in 45 (37%) of 121 tumours.",
        [
            ("percentage 81.4 --n 121", "unexplained"),
            ("percentage 37 --n 121 --count 45", "fits"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [each[1:] for each in ABSTRACTS], ids=[each[0] for each in ABSTRACTS]
)
def test_the_numbers_of_an_abstract_are_found_read_and_judged(text, expected, tmp_path):
    rows = rows_of(text, tmp_path)
    assert judged(rows) == [(shlex.split(command), verdict) for command, verdict in expected]
    for row in rows:
        assert row["label"]
        assert row["answer"]


def test_no_number_is_read_twice_or_out_of_another():
    for name, text, _ in ABSTRACTS:
        quotes = [mention.quote for mention in find(text)]
        assert len(quotes) == len(set(quotes)), name


def test_what_the_text_leaves_open_is_told_with_what_would_settle_it():
    medians, share = find(
        "Median survival was 12 months vs not reached (P = 0.02) in 300 women; toxicity ended it "
        "in 13 women (5.9%)."
    )
    assert medians.readings == ()
    assert medians.remark == (
        "needs the sizes of both groups: medians 12 NR --p-below 0.025 --n1 N --n2 N"
    )
    assert share.at_worst == "not judged"
    assert share.remark == (
        "None of the sizes that were read, 300, gives it; 13 is 5.9% of 219 to 222."
    )


@pytest.mark.parametrize(
    "arms",
    [
        "41 received drug A and 43 placebo",
        "41 received drug A, and 43 received a placebo",
        "41 received drug A at 20 mg and 43 a matching placebo",
        "41 were randomly assigned to tamoxifen, and 43 to letrozole",
        "41 took tamoxifen (7 late) and 43 no treatment",
        "41 patients were given docetaxel, while 43 chemotherapy alone",
    ],
)
def test_an_arm_that_is_named_by_its_treatment_has_a_size(arms):
    first, second = find(f"We enrolled 84 patients; {arms}. Response was 22.0% and 16.3%.")
    assert ("percentage", "22.0", "--n", "41") in first.readings
    assert ("percentage", "16.3", "--n", "43") in second.readings


def test_every_arm_of_three_has_a_size():
    *_, last = find("41 received drug A, 40 drug B and 43 placebo. Response was 16.3%.")
    assert [reading[3] for reading in last.readings] == ["41", "40", "43"]


@pytest.mark.parametrize(
    "words",
    [
        "41 received drug A and 43 doses of placebo",
        "41 received drug A and 6 chemotherapy cycles",
        "41 received drug A and 43 stopped",
        "41 received drug A and 6 placebo tablets",
        "41 received drug A and 6 letrozole-resistant cells",
        "41 received drug A and 6 treatment-related events were seen",
        "41 received drug A and 43 placebo (51.2%) responders",
        "41 were older. Later, and 43 placebo",
        "41 received 20 mg of drug A and 43 mg of tamoxifen",
    ],
)
def test_other_numbers_beside_an_arm_are_no_sizes(words):
    *_, last = find(f"We enrolled 84 patients; {words}. Response was 16.3%.")
    assert not {"43", "6"} & {reading[3] for reading in last.readings}


def test_sizes_that_were_not_read_are_not_said_to_be_missing_from_the_text():
    *_, last = find("We enrolled 84 patients, 41 in group A and 43 elsewhere. Response was 16.3%.")
    assert last.remark == "None of the sizes that were read, 84, 41, gives it."


def test_a_size_that_the_reader_knows_is_the_one_that_is_meant():
    (share,) = find("Response was seen in 17.9%.", n=39)
    assert share.readings == (("percentage", "17.9", "--n", "39"),)
    assert share.remark == ""
    pair, *_ = find("Response was 25% vs 60% (P<0.05).", n1=20, n2=25)
    assert pair.readings == (
        ("percentages", "25", "60", "--p-below=0.05", "--n1", "20", "--n2", "25"),
    )
    assert pair.at_worst == "cannot"


def test_a_level_beside_95_is_passed_on():
    ratio, rate = find("HR 0.70 (98% CI 0.52-0.94); response 81.3% (90% CI 66.3-91.4) of 32 women.")
    assert ratio.readings[0][-2:] == ("--level", "98")
    assert rate.readings[0][4:6] == ("--level", "90")


def test_medians_of_other_things_than_time_are_not_simulated():
    assert find("Median tumour size was 2.3 versus 2.1 cm (P = 0.03).", n1=20, n2=25) == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "CR, PR, SD and PD were 5%, 37.5%, 35% and 17.5%. Nothing else was seen.",
            ["CR, PR, SD and PD were 5%, 37.5%, 35% and 17.5%."],
        ),
        (
            "Response was rarer (34 of 210; 16.2%); later 16.2% (34/210). Then it stopped.",
            ["34 of 210; 16.2%", "16.2% (34/210)"],
        ),
        (
            "Response was 49 of 107 patients; 45.8% [95% CI 36.1-55.7] in group B.",
            ["45.8% [95% CI 36.1-55.7]", "49 of 107 patients; 45.8%"],
        ),
        ("Response was seen in 17.9% of them.", ["Response was seen in 17.9%"]),
    ],
)
def test_a_number_is_quoted_with_its_own_words_and_brackets(text, quotes):
    assert [mention.quote for mention in find(text)] == quotes


def test_further_ratios_end_with_their_sentence():
    ratios = find(
        "All were followed. Survival differed in TNBC (hazard ratio 0.93 [95% CI 0.87-0.98]) and "
        "in others (0.94 [0.89-0.99]). Age was as before (0.95 [0.90-0.99])."
    )
    assert [mention.readings[0][1] for mention in ratios] == ["0.93", "0.94"]
    assert [mention.at_worst for mention in ratios] == ["cannot", "unexplained"]


def test_the_sizes_that_the_reader_knows_go_to_the_check_that_needs_them():
    def words(text: str, **known: int) -> str:
        (mention,) = find(text, **known)
        return " ".join(mention.readings[0])

    accuracy = "Sensitivity and specificity were 80% and 90%."
    measures = "diagnostic --sensitivity 80 --specificity 90"
    assert words(accuracy, n=100) == f"{measures} --n 100"
    assert words(accuracy, n1=40, n2=60) == f"{measures} --diseased 40 --healthy 60"
    assert words("Response was 60% vs 38% (P=0.1).", n=100) == "percentages 60 38 --p=0.1 --n 100"
    assert words("Median survival was 12 vs 8 months (P = 0,03).", n1=20, n2=25) == (
        "medians 12 8 --p-below 0.035 --n1 20 --n2 25 --simulations 2000"
    )


def test_ages_and_medians_of_which_the_p_is_above_a_bound_are_not_simulated():
    assert find("Median age was 52 versus 55 years (P = 0.03).", n1=20, n2=25) == []
    assert find("Median survival was 12 versus 8 months (P > 0.05).", n1=20, n2=25) == []
