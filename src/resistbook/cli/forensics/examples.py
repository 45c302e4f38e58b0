"""What the help of `resistbook forensics` shows; a test runs every example."""

DESCRIPTION = """\
Re-check the printed numbers of a paper. Write them as printed: 33.0 is not 33.
It shows whether numbers can be true together, never why they are not."""

EXAMPLES = {
    None: """\
examples:
  resistbook forensics percentages 25 60 --n 40 --p-below 0.05
  resistbook forensics percentage 17.9 --n 40
  resistbook forensics ratio 0.67 --ci 0.54-0.84 --p 0.0006
  resistbook forensics rate 81.3 --n 32 --ci 63.6-92.8
  resistbook forensics parts 8 37 38 24 --n 121

`resistbook forensics percentages --help` (and so on) says more.""",
    "percentages": """\
examples:
  25% of one group against 60% of the other, 40 patients in all, P < .05:
    resistbook forensics percentages 25 60 --n 40 --p-below 0.05
  the same if some of the 40 may not have been counted, a line for each total:
    resistbook forensics percentages 25 60 --n 30-40 --p-below 0.05 --totals
  17.6% of 17 patients against 33.7% of 83, P = .191: by which test?
    resistbook forensics percentages 17.6 33.7 --n1 17 --n2 83 --p .191
  group sizes known, as CSV:
    resistbook forensics percentages 25.0 60.0 --n1 20 --n2 20 --format csv""",
    "percentage": """\
examples:
  can 17.9% be a share of 40 patients?
    resistbook forensics percentage 17.9 --n 40
  is 7 of 39 printed as 17.9%?
    resistbook forensics percentage 17.9 --n 39 --count 7""",
    "mean": """\
example:
  can 28 whole numbers have the mean 5.19?
    resistbook forensics mean 5.19 --n 28""",
    "medians": """\
examples:
  median survival of 5 against 9 months, 20 and 24 patients, P < .01; patients entered
  over 10 months and were followed to month 30, and one in ten was lost:
    resistbook forensics medians 5 9 --n1 20 --n2 24 --p-below 0.01 \\
        --follow-up 30 --accrual 10 --lost 0.1 --shape 0.8 1 1.3
  the second median not reached at month 30:
    resistbook forensics medians 12 NR --n1 20 --n2 24 --p-below 0.05 --follow-up 30
  sizes of the arms unknown, every split of 44 patients:
    resistbook forensics medians 5 9 --n 44 --p-below 0.01""",
    "ratio": """\
examples:
  hazard ratio 0.67 (95% interval 0.54 to 0.84), P = .0006:
    resistbook forensics ratio 0.67 --ci 0.54-0.84 --p 0.0006
  the same with 300 events: is the interval too narrow for them?
    resistbook forensics ratio 0.67 --ci 0.54-0.84 --events 300
  a 90% interval, P < .001:
    resistbook forensics ratio 0.67 --ci 0.56-0.80 --level 90 --p "<0.001" """.rstrip(),
    "rate": """\
examples:
  response in 81.3% of 32 patients (95% interval 63.6 to 92.8): by which method?
    resistbook forensics rate 81.3 --n 32 --ci 63.6-92.8
  the same with n not told: of how many patients?
    resistbook forensics rate 81.3 --ci 63.6-92.8""",
    "parts": """\
examples:
  do four kinds of response add up, of 121 patients?
    resistbook forensics parts 8 37 38 24 --n 121
  the same with counts:
    resistbook forensics parts 10 45 46 20 --n 121 --counts""",
    "diagnostic": """\
example:
  sensitivity 80%, specificity 90%, predictive values 84.2% and 87.1%, 100 patients:
    resistbook forensics diagnostic --sensitivity 80 --specificity 90 --ppv 84.2 \\
        --npv 87.1 --n 100""",
    "sd": """\
examples:
  can 18 whole numbers have the mean 3.44 and the standard deviation 2.47 (GRIMMER)?
    resistbook forensics sd 3.44 2.47 --n 18
  and 1683 answers of yes or no the proportion .19 and the standard deviation .35 (DEBIT)?
    resistbook forensics sd .19 .35 --n 1683 --binary""",
    "test": """\
examples:
  t(28) = 2.20, P = .037:
    resistbook forensics test t 2.20 --df 28 --p .037
  F(2, 57) = 4.5, P < .001:
    resistbook forensics test F 4.5 --df 2 57 --p "<.001" """.rstrip(),
    "check": """\
example:
  numbers.csv has a row a number, with the columns check, value and any options, as in
      label,check,value,n,ci,p
      response,percentage,17.9,40,,
      survival,ratio,0.67,,0.54-0.84,0.0006
    resistbook forensics check numbers.csv --check""",
    "text": """\
examples:
  an abstract saved as abstract.txt:
    resistbook forensics text abstract.txt
  the same, where the sizes of the two groups stand elsewhere in the paper:
    resistbook forensics text abstract.txt --n1 18 --n2 16""",
}
