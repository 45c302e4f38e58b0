# Usage: Rscript reference.R tables.csv mantelhaen.csv
# Pools the 2 x 2 tables of every gene of tables.csv (gene, stratum and the four counts) with
# stats::mantelhaen.test; heterogeneity is Tarone's statistic of metafor::rma.mh, where installed.
paths <- commandArgs(trailingOnly = TRUE)
tables <- read.csv(paths[1])
rows <- list()
for (gene in unique(tables$gene)) {
  here <- tables[tables$gene == gene, ]
  counts <- array(t(as.matrix(here[c("exposed_event", "unexposed_event", "exposed_none",
                                     "unexposed_none")])), c(2, 2, nrow(here)))
  fit <- mantelhaen.test(counts, correct = FALSE, exact = FALSE)
  heterogeneity_p <- if (requireNamespace("metafor", quietly = TRUE)) {
    metafor::rma.mh(measure = "OR", ai = exposed_event, bi = exposed_none, ci = unexposed_event,
                    di = unexposed_none, data = here)$TAp
  } else NA
  rows[[length(rows) + 1]] <- data.frame(
    gene, odds_ratio = fit$estimate[[1]], ci_low = fit$conf.int[1], ci_high = fit$conf.int[2],
    chi2 = fit$statistic[[1]], p = fit$p.value, heterogeneity_p)
}
numbers <- do.call(rbind, rows)
numbers[-1] <- lapply(numbers[-1], function(x) sprintf("%.15g", x))
write.csv(numbers, paths[2], row.names = FALSE, quote = FALSE)
