# Usage: Rscript reference.R samples.csv survival.csv
# For samples.csv (time, tied_time, event, stratum, gene_*): Kaplan-Meier steps by stratum with
# log-log intervals, and survival::concordance of each complete gene: Harrell's C with its
# infinitesimal-jackknife standard error, the same within strata, and Uno's C (weights n/G2).
suppressPackageStartupMessages(library(survival))
paths <- commandArgs(trailingOnly = TRUE)
samples <- read.csv(paths[1])
row <- function(what, of, time, value, low, high, at_risk)
  data.frame(what, of, time, value, low, high, at_risk)
rows <- list()
for (endpoint in c("time", "tied_time")) for (stratum in sort(unique(samples$stratum))) {
  some <- samples[samples$stratum == stratum, ]
  fit <- survfit(Surv(some[[endpoint]], some$event) ~ 1, conf.type = "log-log")
  steps <- which(fit$n.event > 0)
  rows[[length(rows) + 1]] <- row(endpoint, stratum, fit$time[steps], fit$surv[steps],
                                  fit$lower[steps], fit$upper[steps], fit$n.risk[steps])
}
complete <- Filter(function(gene) !anyNA(samples[[gene]]), grep("^gene_", names(samples), value = TRUE))
for (gene in complete) {
  samples$x <- samples[[gene]]
  both <- list(
    harrell = concordance(Surv(tied_time, event) ~ x, samples, reverse = TRUE),
    stratified = concordance(Surv(tied_time, event) ~ x + strata(stratum), samples, reverse = TRUE),
    uno = concordance(Surv(time, event) ~ x, samples, reverse = TRUE, timewt = "n/G2"))
  for (name in names(both)) rows[[length(rows) + 1]] <- row(
    name, gene, NA, both[[name]]$concordance, NA, sqrt(both[[name]]$var), NA)
}
numbers <- do.call(rbind, rows)
for (column in c("value", "low", "high")) numbers[[column]] <- sprintf("%.12g", numbers[[column]])
write.csv(numbers, paths[2], row.names = FALSE, quote = FALSE)
