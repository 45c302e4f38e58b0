"""The words and signs in which the numbers of an abstract stand, as patterns."""

import re

NUMBER = r"\d+(?:[.,]\d+)?"
POINT = r"\d*[.,]\d+|\d+"
P = (
    r"\b2?p(?:[- ]?values?)?\s*(?P<sign><=|>=|[=<>≤≥])\s*"
    r"(?P<p>(?:\d*[.,]\d+|[01]\b)(?:\s*[x×]\s*10\s*\^?\s*-\s*\d+|e-\d+)?)"
)
BETWEEN = r"\s*(?:-|to|,|;)\s*"
LEVEL = (
    r"(?:(?:(?P<level>9\d(?:\.\d+)?)\s*%\s*)?(?:CIs?|C\.I\.|CrI|confidence\s+(?:intervals?|limits?))"
    r"(?:\s*(?:\[?\(?CI\)?\]?|\(confidence intervals?\)))?(?!\s*\(?95)"
    r"|(?:CI|IC|KI)\s*(?:(?:of|de|al|à)\s+)?\(?95\s*%\)?)"
)
NAME = (
    r"(?:\b(?:adjusted |pooled |unadjusted )?"
    r"(?:a|c|s|cs|adj\.?\s?)?(?:HR|OR|RR|IRR)s?\b"
    r"|(?i:(?:hazards?|odds|risk|rate)[- ]ratios?|relative risks?))"
)
RATIO_NAME = re.compile(NAME)
RATIO = re.compile(
    rf"{NAME}"
    r"(?P<gap>(?:per \d[\d.]*\s?%?|with 9\d% (?:CI|confidence intervals?(?: \[CI\])?)|"
    r"[(\[]9\d% CIs?[)\]]|"
    r"(?<=[A-Za-z-])\d|(?!(?<!vs)[.;]\s)[^0-9%]){0,140}?)"
    rf"(?P<value>{POINT})(?![\d.,]*\d|\s*%)(?:\s+(?:per|for each)\s+[a-zA-Z -]{{1,25}}?)?"
    rf"[\s,;:(\[]*(?:{LEVEL})?[\s,:;=(\[]*"
    rf"(?P<low>{POINT}){BETWEEN}(?P<high>{POINT})(?!\s*%)",
)
UNNAMED_RATIO = re.compile(
    rf"[(\[]\s*(?P<value>{POINT})[\s,;:]*{LEVEL}[\s,:;=(\[]*"
    rf"(?P<low>{POINT}){BETWEEN}(?P<high>{POINT})(?!\s*%)"
)
"""A number with its interval in brackets, of a sentence that has spoken of a ratio."""
NEXT_RATIO = re.compile(
    rf"(?:[(,]\s*(?:and\s+)?|\band\s+)(?P<value>{POINT})\s*[(\[](?:{LEVEL}[\s,:]*)?(?P<low>{POINT})\s*(?:-|to)\s*"
    rf"(?P<high>{POINT})[)\]]"
)
"""A further ratio of a sentence, which is not named again."""
CORRELATION = re.compile(r"correlation|coefficient|concordance|mean difference")
NO_RATIO = re.compile(
    r"correlat|coefficient|concordan|kappa|\bAUC\b|area under|\b[Cc]-?(?:index|statistic)|median|"
    r"\bmonths?\b|differences? (?:in|of|between)|\bmeans?\b"
)
"""What stands between the name of a ratio and a number that is none."""
OTHER_P = re.compile(
    r"interaction|trend|heterogeneity|inferior|equivalence|(?:one|1)[- ](?:sided|tailed)",
    re.IGNORECASE,
)
"""What a P is of, where it is not the two-sided P of the number before it."""
LEADS_TO_P = re.compile(
    r"[\s,;:)\]\[({}]*(?:(?:by|from|in|with|using|on|a|an|the|and|two|one|1|2|sided|tailed|nominal|"
    r"stratified|unstratified|adjusted|unadjusted|log|rank|logrank|Wald|Cox|Wilcoxon|tests?|"
    r"uni\w+|multi\w+|regression|models?|analys[ie]s|overall|corresponding|descriptive|exact|"
    r"for|superiority|non|noninferiority|inferiority|interaction|trend|heterogeneity|"
    r"HR|OR|RR|death|progression|recurrence)\b[\s,;:()-]*)*",
    re.IGNORECASE,
)
"""Words between an interval and its P, as far as the P is of nothing else."""
P_BEFORE = re.compile(rf"(?<=[(\[{{;])\s*{P}\s*[;,]\s*$", re.IGNORECASE)
"""A P that leads a ratio, as in (P = .001; HR, 0.42)."""
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
NO_COUNT = re.compile(
    r"(?:[≥≤<>=+]|\b(?:grades?|stages?|scores?|levels?|class|phase|types?|arms?|cycles?|days?|weeks?|"
    r"months?|years?|groups?|cohorts?|parts?|steps?|ECOG|PS|WHO|status|categor(?:y|ies)|rads|"
    r"over|under|above|below|than|at least|at most|age|aged|by|since|until|in (?=(?:19|20)\d\d\b))"
    r"(?: of)?(?:\s*\d\s*(?:or|and|to|-|/))?)\s*$",
    re.IGNORECASE,
)
"""What stands before a number that is a grade or the like, and no count."""
OWN_SIZE = re.compile(
    r"\s*of (?:the |all )?(?P<n>\d[\d,]*)\s+(?:[a-z-]+\s+)?(?:patients|women|men)\b"
)
COUNT_AFTER = re.compile(
    r"(?: of [a-z]+)?\s*(?:[(\[](?P<k>\d[\d,]*)\s+(?:patients?|wom[ae]n|m[ae]n|cases?)[)\]]|"
    r"\((?P<bare>\d[\d,]*)\))"
)
"""A count behind its percentage; one without a noun may be a reference."""
SIZE_AFTER = re.compile(r"\s*[(\[][nN]\s*=\s*\d")
NO_SHARE_BEFORE = re.compile(
    r"(?:[<>≥≤±~]=?\s*|\d\s?%?\s*(?:-|to)\s*|"
    r"\b(?:average|mean|median)\b[^.;,%]{0,45}?\b(?:was|were|is|of)\s*|"
    r"(?:reduc|decreas|increas|lower|higher|greater|smaller)\w* (?:in )?(?:the )?(?:relative )?"
    r"(?:risks?|hazards?|odds)\b[^.;,%]{0,40}?[(\[]?\s*|"
    r"\b(?:[CIK]I|at least|at most|more than|less than|fewer than|greater than|above|below|under|"
    r"over|up to|about|approximately|nearly|almost|exceed(?:s|ed|ing)?|per|each|every|"
    r"cut-?offs?(?: value)?(?: of| was| at)?|threshold(?: of| was| at)?|power of|"
    r"(?:differences?|reductions?|increases?|decreases?|improvements?|gains?|changes?)"
    r"(?: in \w+)?(?:,| of| was|:)?|(?:reduced|increased|decreased|improved|fell|rose|dropped) by)"
    r"\s*)$",
    re.IGNORECASE,
)
CHANGED_BY = re.compile(r"\bby\s*$", re.IGNORECASE)
OF_A_LIST = re.compile(r"(?<![\w.])\d{1,2}(?:\.\d+)?,? (?:and|or)\s*$")
"""The last of several numbers that share one per cent sign."""
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
APART = re.compile(r"\. [A-Z]|; (?!vs|versus|compared|against)")
"""What parts two percentages that are not held against each other."""
SIZE = re.compile(
    r"\b[nN]\s*=\s*(?P<a>\d[\d,]*)(?:\s+(?:and|vs?\.?)\s+(?P<e>\d[\d,]*)(?=[)\]]))?|"
    r"(?<![\w.,/-])(?P<b>\d[\d,]*)[\s-]+(?:(?![Pp]atients|[Ww]omen|\d+\b)"
    r"[a-zA-Z()+/0-9-]+\s+){0,4}?(?:patients|women|men|cases|tumou?rs|subjects|participants|"
    r"samples|individuals|specimens|children|adults|cancers|carcinomas|persons|people)\b|"
    r"(?<![\w.,/-])(?P<c>\d[\d,]*)(?=\s*(?:vs?\.?|versus|and)\s+\d[\d,]*\s+(?:patients|women|men|"
    r"cases|tumou?rs|subjects|participants)\b)|"
    r"(?<![\w.,/-])(?P<d>\d[\d,]*)\s+(?:received\b|to (?:group|arm|receive)\b|"
    r"in (?:the )?(?:[\w-]+\s+){0,3}?(?:group|arm)\b|(?:were|was|had been)\s+"
    r"(?:\w+ly\s+)?(?:assigned|allocated|randomi[sz]ed|enrolled|included|treated|"
    r"analy[sz]ed|evaluable|assess(?:ed|able)|eligible)\b)"
)
RECEIVED = re.compile(
    r"(?<![\w.,/-])(?P<n>\d[\d,]*)\s+(?:(?:patients|women|men|participants|subjects)\s+)?"
    r"(?:(?:were|was|had been)\s+)?(?:\w+ly\s+)?"
    r"(?:received|took|given|treated with|(?:assigned|allocated|randomi[sz]ed)(?: to)?)\b"
)
"""An arm that opens an enumeration: 41 received drug A and 43 placebo."""
NEXT_ARM = re.compile(
    r"(?:,|\b(?:and|while|whereas|versus|vs\.?))\s+(?P<n>\d[\d,]*)\s+"
    r"(?:(?:to|received|took|were given|a|an|the|matching|oral|adjuvant|neoadjuvant|weekly)\s+)"
    r"{0,3}(?:placebo|controls?|no (?:further |adjuvant )?(?:treatment|therapy|drug)|nothing|"
    r"observation|sham|(?:standard|usual|supportive) (?:treatment|therapy|care)|drug [A-Z]|"
    r"(?:chemo|radio|immuno|endocrine |hormonal )therapy|"
    r"[A-Za-z-]*(?:mab|nib|lib|parib|platin|taxel|rubicin|r[ao]zole|stane|ifene?|trant|relin|"
    r"citabine|relbine|tecan|deruxtecan|emtansine))"
    r"(?=\s*(?:[.,;:()…]|$|(?:and|alone|only|plus|with|for|then|while|whereas|or)\b))"
)
"""A further arm of such an enumeration: a number, a treatment, and nothing that it is of."""
ENUMERATION = 160
"""Characters after its first arm in which the others stand, at most."""
INSIDE = re.compile(r"\s*[)\]]\s*(?:out )?of(?: the)?\s*(?P<n>\d[\d,]*)(?![.,]?\d|\s*%)")
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
    "PD": r"\bPD\b(?!-)|progressive disease|disease progression",
}
ACCURACY = {
    "sensitivity": r"sensitivit(?:y|ies)",
    "specificity": r"specificit(?:y|ies)",
    "ppv": r"\bPPV\b|positive predictive values?",
    "npv": r"\bNPV\b|negative predictive values?",
    "accuracy": r"\baccuracy",
}
MEASURE = re.compile("|".join(ACCURACY.values()), re.IGNORECASE)
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
BESIDE = re.compile(
    r"\s*(?:[(\[](?:[^()\[\]]|\[\w+\]|\(\w+\))*[)\]])?\s*(?:,\s*)?and\s+(?:of\s+|in\s+)?"
)
"""What joins a percentage to the one before it, which is of the same kind."""
OF_SOME = re.compile(r"\bof (?:which|whom|these|those|them)\b[^.;%]{0,30}$", re.IGNORECASE)
SUBGROUPS = re.compile(r"sub-?groups?|subsets?|according to|within the|stratifi", re.IGNORECASE)
CLAUSE = re.compile(r"[.;] |, and |\) and ")
FULL_STOP = re.compile(r"(?<=[.;])\s+(?=[A-Z(])")


def arms(text: str) -> dict[int, str]:
    """Find the arms of an enumeration by treatments: the number of each, by where it stands."""
    found = {}
    for first in RECEIVED.finditer(text):
        full_stop = FULL_STOP.search(text, first.end())
        stop = min(full_stop.start() if full_stop else len(text), first.end() + ENUMERATION)
        further = list(NEXT_ARM.finditer(text, first.end(), stop))
        found |= {arm.start("n"): arm["n"] for arm in [first, *further] if further}
    return found
