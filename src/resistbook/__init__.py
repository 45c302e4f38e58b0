"""Resistance, Reproduced: published studies of drug resistance, re-tested claim by claim.

Imports go down this list, never up::

    cli/          the command line
    publish/      results to pages: executor, generated pages, gene explorer, release
    studies/      one folder per study, the lines that two share, and the synthesis
    signature/    any gene list beside random ones, known signatures and the clinical model
    geo/          any series of GEO, from an accession to a report
    forensics/    printed numbers: can they be true?
    display/      what a chapter shows: tables and figures
    claims/       ledger, rules and verdicts
    simulations/  how the tests behave where the truth is known
    results/      store of derived tables, fingerprint of the code
    genes/        gene sets, signatures, networks, symbols, copy number
    data/         sources, what was deposited, cohorts: from an address to a checked cohort
    stats/        mathematics; knows neither gene nor study
    files.py      files that are replaced whole
    paths.py      where the parts of the project lie
"""
