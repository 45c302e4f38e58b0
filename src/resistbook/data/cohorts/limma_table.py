"""Names of limma's columns in deposited tables."""

LIMMA = {
    "logFC": "log2_fold_change",
    "AveExpr": "mean_expression",
    "t": "t",
    "P.Value": "p",
    "adj.P.Val": "fdr",
    "B": "log_odds",
}
