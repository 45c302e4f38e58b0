"""Rules before results: the history shows which was committed first."""

import hashlib
import json
import subprocess
from functools import cache

import pytest
import yaml

from resistbook.claims import ledger
from resistbook.paths import ROOT

FIRST_EDITION = ("quote", "statement", "kind", "published", "estimand", "rule")
"""What the digests of the first edition were made of."""
PATIENTS_AND_LINES = (
    "enlight",
    "neoaltto-g0",
    "nac-benchmark",
    "gse38376",
    "metabric-489",
    "gse42568-gsstda",
)
"""Sources of the second edition whose outcome nobody had compared with anything."""
MANIFEST = "results/manifest.json"


def git(*arguments):
    run = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return run.stdout if run.returncode == 0 else ""


pytestmark = [
    pytest.mark.skipif(
        git("rev-parse", "--is-shallow-repository").strip() != "false",
        reason="needs the whole history of a git checkout",
    ),
]


def digest(kept):
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def at(commit, path):
    text = git("show", f"{commit}:{path}")
    try:
        return yaml.safe_load(text) if text else None
    except yaml.YAMLError:
        return None


@cache
def first_commits(study):
    """Return the first commit that holds each digest of a study's claims, planned ones too."""
    files = [f"claims/{study}.yml", f"claims/planned/{study}.yml"]
    commits = git("log", "--reverse", "--topo-order", "--format=%H", "--", *files, ledger_sizes())
    found = {}
    for commit in commits.split():
        sizes = (at(commit, ledger_sizes()) or {}).get(study, {})
        for entry in (one for file in files for one in (at(commit, file) or {}).get("claims", [])):
            first = {name: entry.get(name) for name in FIRST_EDITION}
            rule = without_size(entry)
            second = rule | {"size": with_text_keys(sizes.get(entry["id"]))}
            for kept in (first, rule, second):
                found.setdefault(digest(kept), commit)
    return found


def without_size(entry):
    return {name: entry[name] for name in ledger.FROZEN if name in entry}


def with_text_keys(size):
    """Mend the key ``true``, which YAML reads as a truth value in the first form of the file."""
    return size and {str(name): value for name, value in size.items()}


def ledger_sizes():
    return "claims/sizes.yml"


def records():
    return [
        (study, claim, edition, record)
        for study, claims in ledger.frozen().items()
        for claim, editions in claims.items()
        for edition, record in editions.items()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("study", ledger.ledgers())
def test_every_frozen_rule_stands_in_the_history(study):
    known = first_commits(study)
    committed = json.loads(git("show", "HEAD:claims/frozen.json"))[study]
    for claim, editions in committed.items():
        for edition, record in editions.items():
            assert record["digest"] in known, f"{study} {claim}, edition {edition}"


@pytest.mark.parametrize("study", ledger.ledgers())
def test_a_rule_for_data_that_nobody_had_seen_was_committed_before_their_result(study):
    for name, claim, edition, record in records():
        if name != study or record["seen"] == "yes":
            continue
        entry = ledger.claim(study, claim)
        added = git(
            "log", "--diff-filter=A", "--reverse", "--topo-order", "--format=%H", "--",
            f"results/{entry.get('result', 'none')}.csv",
        ).split()  # fmt: skip
        if not added:
            continue
        rule = first_commits(study)[record["digest"]]
        before = subprocess.run(
            ["git", "-C", str(ROOT), "merge-base", "--is-ancestor", rule, added[0]], check=False
        )
        assert rule != added[0], f"{study} {claim}, edition {edition}: rule and result together"
        assert before.returncode == 0, f"{study} {claim}, edition {edition}: result before rule"


@pytest.mark.slow
@pytest.mark.parametrize("study", ledger.ledgers())
@pytest.mark.parametrize("source", PATIENTS_AND_LINES)
def test_what_reads_a_source_of_the_second_edition_was_committed_after_the_rules(study, source):
    entries = [entry for entry in ledger.ledger(study)["claims"] if source in entry["sources"]]
    commits = git("log", "--reverse", "--topo-order", f"-S{source}", "--format=%H", "--", MANIFEST)
    for commit in commits.split():
        steps = json.loads(git("show", f"{commit}:{MANIFEST}"))["results"]
        if any(
            key.startswith(f"{study}/") and source in str(steps[key]["sources"]) for key in steps
        ):
            break
    else:
        assert not entries
        return
    for entry in entries:
        frozen = ledger.frozen()[study][entry["id"]][ledger.EDITION]["digest"]
        # A size may be corrected afterwards; the rule and the size first frozen may not be late.
        for kept in (frozen, digest(without_size(entry))):
            rule = first_commits(study)[kept]
            before = subprocess.run(
                ["git", "-C", str(ROOT), "merge-base", "--is-ancestor", rule, commit], check=False
            )
            assert rule != commit and before.returncode == 0, f"{study} {entry['id']}, {source}"


def added(path):
    """Return the commit that added a file."""
    return git("log", "--diff-filter=A", "--reverse", "--format=%H", "--", path).split()[0]


@cache
def first_with(text, *paths):
    """Return the first commit in which a file holds a text; None if there is none."""
    commits = git("log", "--reverse", "--topo-order", f"-S{text}", "--format=%H", "--", *paths)
    return next(iter(commits.split()), None)


def unknown_readings(study):
    """List readings that were declared before their result: claim, text in ledger, in table, key.

    Readings that choose other rows of the claim's own table are judged with its rule.
    """
    found = []
    for entry in ledger.ledger(study)["claims"]:
        for axis in entry.get("readings", []):
            for one in axis["alternatives"]:
                key = one.get("result", axis.get("result", entry["result"]))
                if one.get("known_before", axis["known_before"]) or key == entry["result"]:
                    continue
                row = next(iter(one.get("rows", {}).values()), None)
                found.append((entry["id"], row or one["name"], row or "", key))
    return found


@pytest.mark.parametrize("study", ["kanzaki2016", "scaltriti2011", "wu2025"])
def test_a_reading_whose_result_nobody_knew_was_committed_before_it(study):
    readings = unknown_readings(study)
    assert readings
    for claim, declared, row, key in readings:
        reading = first_with(declared, f"claims/{study}.yml", f"claims/planned/{study}.yml")
        result = first_with(row, f"results/{key}.csv") if row else added(f"results/{key}.csv")
        assert reading and result, f"{study} {claim}: {declared}"
        before = subprocess.run(
            ["git", "-C", str(ROOT), "merge-base", "--is-ancestor", reading, result], check=False
        )
        assert reading != result and before.returncode == 0, f"{study} {claim}: {declared}"


def test_the_sizes_were_committed_before_any_power():
    sizes = git("log", "--diff-filter=A", "--reverse", "--format=%H", "--", ledger_sizes()).split()
    for study in ledger.ledgers():
        path = f"results/power/{study}.csv"
        power = git("log", "--diff-filter=A", "--reverse", "--format=%H", "--", path).split()
        if power:
            before = subprocess.run(
                ["git", "-C", str(ROOT), "merge-base", "--is-ancestor", sizes[0], power[0]],
                check=False,
            )
            assert before.returncode == 0 and sizes[0] != power[0], path
