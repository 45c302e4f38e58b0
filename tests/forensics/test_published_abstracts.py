"""Published abstracts, their figures in words of our own: what is found, and how it is judged.

Each was read by hand: a number is judged rightly, or clearly not judged.
"""

import shlex

import pytest
from abstracts import judged, rows_of

PUBLISHED = [
    (
        "doi:10.1016/j.clbc.2017.07.015, a correlation of ratios is no ratio",
        "Hazard ratios for progression and death went together: their correlation coefficient, "
        "between the hazard ratios was 0.555 (95% CI, 0.277-0.748; P = .003).",
        [
            ("", "not judged"),
        ],
    ),
    (
        "PMC2526391, limits as proportions, counts in words",
        "Forty-five patients entered and 41 patients were evaluable. Response: 51.2% (95% CI, "
        "0.35-0.67). Neutropenia came in twelve patients (54%), with fever in three patients "
        "(6.8%).",
        [
            ("rate 51.2 --ci '35 to 67' --n 41", "fits"),
            ("percentage 54 --n 45 --count 12", "not judged"),
            ("percentage 6.8 --n 45 --count 3", "not judged"),
        ],
    ),
    (
        "Budman 1997 on docetaxel in lymphoma, confidence limits",
        "Twenty-four patients had low and 31 patients high grade. The response rate was 13% "
        "(95% confidence limits, 3% to 32%) in the low and 16% (95% confidence limits, 5% to "
        "34%) in the high grade. Twelve percent of the low grade stopped.",
        [
            ("rate 13 --ci '3 to 32' --n 24", "fits"),
            ("rate 16 --ci '5 to 34' --n 31", "fits"),
            ("percentage 12 --n 24", "fits"),
        ],
    ),
    (
        "doi:10.1002/jmri.20809, predictive values in the next sentence",
        "Imaging of 52 women had a sensitivity of 88.5%, a specificity of 92.3% and an accuracy"
        " of 90.4%. The positive predictive value (PPV) was 92%, the negative predictive value "
        "(NPV) 88.9%.",
        [
            (
                "diagnostic --sensitivity 88.5 --specificity 92.3 --accuracy 90.4 --ppv 92 "
                "--npv 88.9 --n 52",
                "fits",
            ),
        ],
    ),
    (
        "doi:10.4143/crt.2017.089, four ratios after one name",
        "Four factors mattered, with an odds ratio of 2.10 (95% confidence interval [CI], 1.30 "
        "to 3.39), 2.69 (95% CI, 1.47 to 4.91), 2.59 (95% CI, 1.62 to 4.14), and 2.39 (95% CI, "
        "1.45 to 3.95).",
        [
            ("ratio 2.10 --ci '1.30 to 3.39'", "fits"),
            ("ratio 2.69 --ci '1.47 to 4.91'", "fits"),
            ("ratio 2.59 --ci '1.62 to 4.14'", "fits"),
            ("ratio 2.39 --ci '1.45 to 3.95'", "fits"),
        ],
    ),
    (
        "doi:10.1186/s40880-016-0099-x, one sign for four groups",
        "Nodes were found in 95.1% (567/596); 33.7% (191/567) were positive; 9.9% (19/191) were"
        " missed, later 4.2% (8/191). In four groups of 596 patients it was 19.6, 9.8, 7.3, and"
        " 2.3%.",
        [
            ("percentage 95.1 --n 596 --count 567", "fits"),
            ("percentage 33.7 --n 567 --count 191", "fits"),
            ("percentage 9.9 --n 191 --count 19", "fits"),
            ("percentage 4.2 --n 191 --count 8", "fits"),
            ("", "not judged"),
        ],
    ),
    (
        "PMID 17187363, a percentage in words",
        "p53 was abnormal in 29% (193/673), Bcl-2 positive in 46% (307/673). Nineteen percent "
        "(127/673) had both signs, and fared worse (HR 1.79 95%CI 1.10-2.89 p = 0.018).",
        [
            ("percentage 29 --n 673 --count 193", "fits"),
            ("percentage 46 --n 673 --count 307", "fits"),
            ("percentage 19 --n 673 --count 127", "fits"),
            ("ratio 1.79 --ci '1.10 to 2.89' --p=0.018", "fits"),
        ],
    ),
    (
        "doi:10.1136/esmoopen-2018-000327, a risk that fell",
        "In 587 patients, the drug gave a decreased risk of progression (29%; HR: 0.71, 95% CI:"
        " 0.60 to 0.84, p< 0.0001;) but not of death (HR: 0.89, 95% CI: 0.74 to 1.06; p<0.20).",
        [
            ("", "not judged"),
            ("ratio 0.71 --ci '0.60 to 0.84' '--p=<0.0001'", "fits"),
            ("ratio 0.89 --ci '0.74 to 1.06' '--p=<0.20'", "fits"),
        ],
    ),
    (
        "doi:10.1016/S0140-6736(15)61074-1, thousands with a gap, 2p",
        "Among 31 920 postmenopausal women recurrence fell (RR 0·64, 95% CI 0·52–0·78) and "
        "later (RR 0·80, 0·68–0·93); 10-year mortality was 12·1% vs 14·2% (RR 0·85, 0·75–0·96; "
        "2p=0·009).",
        [
            ("ratio 0.64 --ci '0.52 to 0.78'", "fits"),
            ("ratio 0.80 --ci '0.68 to 0.93'", "fits"),
            ("", "not judged"),
            ("ratio 0.85 --ci '0.75 to 0.96' --p=0.009", "fits"),
        ],
    ),
    (
        "SAKK 22/99, a size in two words, two rates over time",
        "Eighty six patients came: 24 patients (28%) with long and 62 (72%) with short "
        "response, and a 5-year overall survival of 54% (95% CI 31–72) and of 18% (95%CI "
        "10–30).",
        [
            ("percentage 28 --n 86 --count 24", "fits"),
            ("percentage 72 --n 86 --count 62", "fits"),
            ("", "not judged"),
            ("", "not judged"),
        ],
    ),
    (
        "doi:10.1158/1078-0432 21:4365, groups that follow from counts",
        "Of 729 patients, 206 out of 729 (28.3%) were mutant and 19.5% (142/729) responded; "
        "mutant against wild type, 14.6% vs. 21.4% (P = 0.035). In 102 patients, 24 patients "
        "(23.5%) were mutant before; unadjusted HR, 2.34; 95% confidence interval (CI), "
        "0.98–5.62; P = 0.050.",
        [
            ("percentage 28.3 --n 729 --count 206", "fits"),
            ("percentage 19.5 --n 729 --count 142", "fits"),
            ("percentages 14.6 21.4 --p=0.035 --n 729", "fits"),
            ("percentage 23.5 --n 102 --count 24", "fits"),
            ("ratio 2.34 --ci '0.98 to 5.62' --p=0.050", "fits"),
        ],
    ),
    (
        "Petrelli 2012 (Clin Lung Cancer 13:107), a hazard that fell by so much",
        "In 1260 patients the hazard of progression was reduced by 70% in all trials (HR, 0.30;"
        " 2p < .00001) and by 65% in first-line trials (HR, 0.35; 2p < .00001).",
        [
            ("", "not judged"),
            ("", "not judged"),
        ],
    ),
    (
        "doi:10.2147/CIA.S104783, the level before the ratio",
        "Of 204 patients, those with a score ≥3 (25%) did worse: HR with 95% CI =4.19 "
        "[1.8-9.74], P=0.001; 32 patients (16%) had more surgery.",
        [
            ("percentage 25 --n 204", "fits"),
            ("ratio 4.19 --ci '1.8 to 9.74' --p=0.001", "fits"),
            ("percentage 16 --n 204 --count 32", "fits"),
        ],
    ),
    (
        "Intest Res 15(2), two tests in one sentence",
        "In 220 patients the first test had a sensitivity of 44%, a specificity of 84%, and an "
        "accuracy of 67%, compared with 59%, 65%, and 62%, for the second (P=0.029, P=0.000, "
        "and P=0.022).",
        [
            ("diagnostic --sensitivity 44 --specificity 84 --accuracy 67 --n 220", "fits"),
            ("", "not judged"),
            ("", "not judged"),
            ("", "not judged"),
        ],
    ),
    (
        "doi:10.1007/s10549-012-2395-8, a ratio named before its numbers",
        "The ratio of durations at 500 and 250 mg was not significant (0.89; 95 % CI, "
        "0.48–1.67, P = 0.724), that of benefit was (1.36; 95 % CI, 1.07–1.73, P = 0.013).",
        [
            ("ratio 0.89 --ci '0.48 to 1.67' --p=0.724", "fits"),
            ("ratio 1.36 --ci '1.07 to 1.73' --p=0.013", "fits"),
        ],
    ),
    (
        "doi:10.1093/annonc/mdx483, no space before the count",
        "Of 39 patients who progressed, 56.4%(22/39) had mutations, several in 40.9%(9/22).",
        [
            ("percentage 56.4 --n 39 --count 22", "fits"),
            ("percentage 40.9 --n 22 --count 9", "fits"),
        ],
    ),
    (
        "PMC5528507, a size between twelve and twenty in words",
        "Nineteen patients were enrolled; 4 patients (21.1%) stayed beyond 12 months.",
        [
            ("percentage 21.1 --n 19 --count 4", "fits"),
        ],
    ),
    (
        "PMC7724484, a percentage that was cut off",
        "Of 208 patients, 58.6% were positive and 30.3% triple-negative.",
        [
            ("percentage 58.6 --n 208", "unexplained"),
            ("percentage 30.3 --n 208", "fits"),
        ],
    ),
    (
        "doi:10.5812/ijcm.114577, a denominator that the abstract does not give",
        "The study had 142 patients. Two types had 29.7 and 18.9%; the third was found in 24.3%.",
        [
            ("", "not judged"),
            ("percentage 24.3 --n 142", "unexplained"),
        ],
    ),
    (
        "ASCO 2011 4076, one-sided",
        "Ninety patients were randomized. Survival: hazard ratio [HR], 0.75; 95% CI, 0.45-1.22;"
        " one-sided P=0.12. Progression: HR, 0.55; 95% CI, 0.34-0.90; P=0.017.",
        [
            ("ratio 0.75 --ci '0.45 to 1.22'", "fits"),
            ("ratio 0.55 --ci '0.34 to 0.90' --p=0.017", "fits"),
        ],
    ),
    (
        "a breast series of 631, counts without a noun, means",
        "Of 631 patients, 79.4% (501) were postmenopausal, 15.7% (99) had relatives; most (518;"
        " 82.1%) were ductal, and 264 patients (41.64%) node-positive. The average expression "
        "was 38.6% (range, 0%–80%).",
        [
            ("percentage 79.4 --n 631 --count 501", "fits"),
            ("percentage 15.7 --n 631 --count 99", "fits"),
            ("percentage 82.1 --n 631 --count 518", "fits"),
            ("percentage 41.64 --n 631 --count 264", "not judged"),
            ("", "not judged"),
            ("", "not judged"),
        ],
    ),
    (
        "doi:10.1186/2193-1801-3-108, an interval by Wald",
        "Forty-four patients were treated, including 48% in second line. The ORR was 41% (95% "
        "confidence interval [CI] 26–55%). Nearly 80% kept their dose.",
        [
            ("percentage 48 --n 44", "fits"),
            ("rate 41 --ci '26 to 55' --n 44", "fits"),
            ("", "not judged"),
        ],
    ),
    (
        "PMC5928352, the name nearest to the number counts",
        "The pooled RR showed that mutation is correlated to fewer responses (RR = 0.73; 95% "
        "confidence interval [CI] 0.66–0.81), most under two drugs (RR = 0.55; 95% CI "
        "0.39–0.78).",
        [
            ("ratio 0.73 --ci '0.66 to 0.81'", "fits"),
            ("ratio 0.55 --ci '0.39 to 0.78'", "fits"),
        ],
    ),
    (
        "Ann Oncol, the same trial: arms of 45 that the abstract does not give",
        "Ninety patients were randomized. The dose rose in 41 patients (91.1%) of arm B; it was"
        " cut in 25 (55.5%) and 20 (46.7%).",
        [
            ("percentage 91.1 --n 90 --count 41", "not judged"),
            ("percentage 55.5 --n 90 --count 25", "not judged"),
            ("percentage 46.7 --n 90 --count 20", "not judged"),
        ],
    ),
    (
        "doi:10.1002/cncr.28019, a P before each ratio",
        "A total of 744 patients (70%) of 1070 patients responded; others died sooner "
        "(p=0.0003; hazard ratio, 2.03[95%CI, 1.38–2.97]).",
        [
            ("percentage 70 --n 1070 --count 744", "fits"),
            ("ratio 2.03 --ci '1.38 to 2.97' --p=0.0003", "fits"),
        ],
    ),
    (
        "Clin Cancer Res 22:886, the same with a wide interval",
        "Of 148 patients, 3 (2%) had rash, 2 (1.35%) colitis; survival differed with rash [P = "
        "0.001; HR, 0.423; 95% confidence interval (CI), 0.243–0.735] and vitiligo (P = 0.012; "
        "HR, 0.184; 95% CI, 0.036–0.94).",
        [
            ("percentage 2 --n 148 --count 3", "fits"),
            ("percentage 1.35 --n 148 --count 2", "fits"),
            ("ratio 0.423 --ci '0.243 to 0.735' --p=0.001", "fits"),
            ("ratio 0.184 --ci '0.036 to 0.94' --p=0.012", "fits"),
        ],
    ),
    (
        "Blood 107:1724, a count of patients who could be judged",
        "In 41 consecutive patients, acute and chronic disease was seen in 17 (41%) and 13 "
        "(33%) patients. The 2-year rates of survival and of death were 51% (95% confidence "
        "interval [CI], 33%-69%) and 26% (95% CI, 14%-46%).",
        [
            ("percentage 41 --n 41 --count 17", "fits"),
            ("percentage 33 --n 41 --count 13", "not judged"),
            ("", "not judged"),
            ("", "not judged"),
        ],
    ),
    (
        "PMC5337309, a count that is not its percentage of the size named",
        "Among 2,200 patients, 277 (10.3%) men were young. Progression was 2.5% versus 0.4% (p "
        "= 0.026).",
        [
            ("percentage 10.3 --n 2200 --count 277", "not judged"),
            ("", "not judged"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [each[1:] for each in PUBLISHED], ids=[each[0] for each in PUBLISHED]
)
def test_the_figures_of_an_abstract_are_judged_rightly_or_not_at_all(text, expected, tmp_path):
    assert judged(rows_of(text, tmp_path)) == [
        (shlex.split(command), verdict) for command, verdict in expected
    ]


def test_none_of_them_holds_a_number_that_cannot_be():
    assert {verdict for *_, expected in PUBLISHED for _, verdict in expected} == {
        "fits",
        "unexplained",
        "not judged",
    }
