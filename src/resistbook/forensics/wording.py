"""The words and signs in which the numbers of an abstract stand, as patterns."""

import re

NUMBER = r"\d+(?:[.,]\d+)?"
POINT = r"\d*[.,]\d+|\d+"
P = (
    r"\bp(?:[- ]?values?)?\s*(?P<sign><=|>=|[=<>≤≥])\s*"
    r"(?P<p>(?:\d*[.,]\d+|[01]\b)(?:\s*[x×]\s*10\s*\^?\s*-\s*\d+|e-\d+)?)"
)
BETWEEN = r"\s*(?:-|to|,|;)\s*"
LEVEL = (
    r"(?:(?:(?P<level>9\d(?:\.\d+)?)\s*%\s*)?(?:CIs?|C\.I\.|CrI|confidence\s+intervals?)"
    r"(?:\s*\[?\(?CI\)?\]?)?(?!\s*\(?95)|(?:CI|IC|KI)\s*(?:(?:of|de|al|à)\s+)?\(?95\s*%\)?)"
)
RATIO = re.compile(
    r"(?:\b(?:adjusted |pooled |unadjusted )?"
    r"(?:a|c|s|cs|adj\.?\s?)?(?:HR|OR|RR|IRR)s?\b"
    r"|(?i:(?:hazards?|odds|risk|rate)[- ]ratios?|relative risks?))"
    r"(?P<gap>(?:per \d[\d.]*\s?%?|(?<=[A-Za-z-])\d|(?!(?<!vs)[.;]\s)[^0-9%]){0,140}?)"
    rf"(?P<value>{POINT})(?![\d.,]*\d|\s*%)(?:\s+(?:per|for each)\s+[a-zA-Z -]{{1,25}}?)?"
    rf"[\s,;:(\[]*(?:{LEVEL})?[\s,:;=(\[]*"
    rf"(?P<low>{POINT}){BETWEEN}(?P<high>{POINT})(?!\s*%)",
)
NEXT_RATIO = re.compile(
    rf"[(,]\s*(?P<value>{POINT})\s*[(\[](?:{LEVEL}[\s,:]*)?(?P<low>{POINT})\s*(?:-|to)\s*"
    rf"(?P<high>{POINT})[)\]]"
)
"""A further ratio of a sentence, which is not named again."""
OTHER_P = re.compile(
    r"interaction|trend|heterogeneity|inferior|equivalence|(?:one|1)[- ](?:sided|tailed)",
    re.IGNORECASE,
)
"""What a P is of, where it is not the two-sided P of the number before it."""
SAID_OF_P = re.compile(r"(?:(?![;)\]]|[.,] )[^<>=]){0,60}")
OTHER_TEST = re.compile(
    r"log-?rank|Wilcoxon|Gehan|unadjusted|univari|Fisher|chi|χ|Pearson|Mantel", re.IGNORECASE
)
TRIAL_P = re.compile(rf"[^.%]{{0,60}}?{P}", re.IGNORECASE)
PERCENT = re.compile(rf"(?<![\d.,-])(?P<value>\d{{1,3}}(?:[.,]\d+)?)\s?%(?!\s*(?:{LEVEL}))")
BEFORE = re.compile(
    r"(?<![\d.,/])(?P<k>\d[\d,]*)\s*(?:/|(?:out )?of(?: the)?)\s*(?P<n>\d[\d,]*)"
    r"(?:\s+[a-zA-Z+-]+){0,5}\s*[,;:=(\[]*\s*$"
)
COUNT = re.compile(
    r"(?<!mong )(?<!rom )(?<!the )(?<!ncluded )(?<!nrolled )(?<!(?<!total )of )(?<!Of )"
    r"(?<![\w.,/-])(?P<k>\d[\d,]*)(?:(?:\s+[a-zA-Z]+){0,2}|\s+(?:patients|women|men|cases|tumou?rs|"
    r"subjects|participants)(?:\s+(?:in|on|of|with|given|receiving)(?:\s+(?!\d|and\b)[\w-]+){1,6}?)?)"
    r"\s*[(\[]\s*$"
)
COUNT_AFTER = re.compile(r"\s*[(\[](?P<k>\d[\d,]*)\s+(?:patients?|wom[ae]n|m[ae]n|cases?)[)\]]")
NO_SHARE_BEFORE = re.compile(
    r"(?:[<>≥≤±~]=?\s*|\b(?:[CIK]I|at least|at most|more than|less than|fewer than|greater than|"
    r"above|below|under|over|up to|about|approximately|nearly|almost|exceed(?:s|ed|ing)?|per|"
    r"each|every|cut-?offs?(?: value)?(?: of| was| at)?|threshold(?: of| was| at)?|power of|"
    r"(?:differences?|reductions?|increases?|decreases?|improvements?|gains?|changes?)"
    r"(?: in \w+)?(?:,| of| was|:)?|(?:reduced|increased|decreased|improved|fell|rose|dropped) by)"
    r"\s*)$",
    re.IGNORECASE,
)
NO_SHARE_AFTER = re.compile(
    r"(?:\s*(?:-|to)\s*\d|\s*-?\s*(?:(?:absolute|relative|risk|statistical)\s+)*(?:reductions?|"
    r"increases?|increments?|decreases?|declines?|improvements?|differences?|benefits?|gains?|power|"
    r"lower|higher|greater|more|less|fewer|points?|cut-?offs?|thresholds?|changes?|level|"
    r"significance|confidence|probability|or (?:more|less|greater|higher|lower))\b|"
    r"\s+of (?:the )?(?:tumou?r |invasive |cancer )?(?:cells|nuclei)\b)",
    re.IGNORECASE,
)
GROUPS = re.compile(
    r"\b(?:arms?|groups?|cohorts|randomi[sz]ed|randomly|vs|versus|placebo|controls?)\b",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s*[,;:(\[]*\s*(?P<k>\d[\d,]*)\s*(?:/|(?:out )?of(?: the)?)\s*(?P<n>\d[\d,]*)(?![.,]?\d|\s*%)"
)
LIMITS = re.compile(
    r"[\s,;:(\[]*(?:\d[\d,]*\s*(?:/|of)\s*\d[\d,]*\s*[\w\s]{0,20}?[\s,;:)\]([]*)?"
    rf"{LEVEL}[\s,:;=(\[]*(?P<low>{NUMBER})\s*%?\s*(?:-|to|,|;)\s*(?P<high>{NUMBER})\s*%?"
)
BARE_LIMITS = re.compile(
    rf"\s*[(\[](?P<low>{NUMBER})\s*%?\s*(?:-|to)\s*(?P<high>{NUMBER})\s*%?(?P<level>)[)\]]"
)
HAS_LIMITS = re.compile(LEVEL)
AGAINST = re.compile(r"\b(?:vs?\.?|versus|compared|against|rather than|than)(?=\W)", re.IGNORECASE)
SIZE = re.compile(
    r"\b[nN]\s*=\s*(?P<a>\d[\d,]*)(?:\s+(?:and|vs?\.?)\s+(?P<e>\d[\d,]*)(?=[)\]]))?|"
    r"(?<![\d.,/-])(?P<b>\d[\d,]*)\s+(?:(?![Pp]atients|[Ww]omen|\d+\b)"
    r"[a-zA-Z()+/0-9-]+\s+){0,4}?(?:patients|women|men|cases|tumou?rs|subjects|participants|"
    r"samples|individuals|specimens|children|adults|cancers|carcinomas|persons|people)\b|"
    r"(?<![\d.,/-])(?P<c>\d[\d,]*)(?=\s*(?:vs?\.?|versus|and)\s+\d[\d,]*\s+(?:patients|women|men|"
    r"cases|tumou?rs|subjects|participants)\b)|"
    r"(?<![\d.,/-])(?P<d>\d[\d,]*)\s+(?:received\b|to (?:group|arm|receive)\b|"
    r"in (?:the )?(?:[\w-]+\s+){0,3}?(?:group|arm)\b|(?:were|was|had been)\s+"
    r"(?:\w+ly\s+)?(?:assigned|allocated|randomi[sz]ed|enrolled|included|treated|"
    r"analy[sz]ed|evaluable|assess(?:ed|able)|eligible)\b)"
)
INSIDE = re.compile(r"\s*[)\]]\s*(?:out )?of(?: the)?\s*(?P<n>\d[\d,]*)(?![.,]?\d|\s*%)")
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
]  # fmt: skip
MEDIANS = re.compile(
    r"\b[Mm]edians?\b(?:(?![.;]\s)[^%\d])*?(?P<first>\d+(?:\.\d+)?|not reached|NR)\b"
    r"(?P<between>(?:(?![.;]\s)[^%])*?)\b(?:vs?\.?|versus|compared with|compared to|and)\s"
    r"(?:(?![.;]\s)[^%\d(])*?(?P<second>\d+(?:\.\d+)?|not reached|NR)\b"
    r"(?!\s*-?\s*(?:%|years? (?:old|of age)))",
)
TIME = re.compile(r"\b(?:months?|mo|years?|yrs?|weeks?|days?)\b|surviv|progression|\b(?:PFS|OS)\b")
RESPONSES = {
    "CR": r"\bCR\b|complete (?:response|remission)s?",
    "PR": r"\bPR\b|partial (?:response|remission)s?",
    "SD": r"\bSD\b|stable disease",
    "PD": r"\bPD\b|progressive disease|disease progression",
}
ACCURACY = {
    "sensitivity": r"sensitivit(?:y|ies)",
    "specificity": r"specificit(?:y|ies)",
    "ppv": r"\bPPV\b|positive predictive values?",
    "npv": r"\bNPV\b|negative predictive values?",
    "accuracy": r"\baccuracy",
}
STATISTIC = re.compile(
    r"(?P<kind>\b[tFr]|(?:χ|chi|\bX)[\s-]?(?:2|²|\^2|squared?))\s*"
    r"\(\s*(?P<df1>\d+(?:\.\d+)?)\s*(?:,\s*(?:[Nn]\s*=\s*\d+|(?P<df2>\d+(?:\.\d+)?)))?\s*\)"
    rf"\s*=\s*(?P<value>-?\d*\.?\d+)\s*[,;]\s*{P}",
    re.IGNORECASE,
)
DEVIATE = re.compile(rf"\bz\s*=\s*(?P<value>-?\d*\.?\d+)\s*[,;]\s*{P}", re.IGNORECASE)
KAPLAN_MEIER = re.compile(
    r"surviv|\b(?:OS|PFS|DFS|EFS|RFS|DDFS|BCSS|DMFS|IDFS|MFS)\b|Kaplan|actuarial|cumulative|"
    r"\d-?\s?(?:year|yr|month)s?\b|recurrence-free|relapse-free|disease-free",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[.;] |, and |\) and ")
FULL_STOP = re.compile(r"(?<=[.;])\s+(?=[A-Z(])")
