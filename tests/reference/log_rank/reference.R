# Usage: Rscript reference.R trials.csv survival.csv
# For each trial of trials.csv (time, event, first): survdiff's chi-square, coxph's coefficient
# (Breslow), and survfit's median of the first arm.
suppressPackageStartupMessages(library(survival))
paths <- commandArgs(trailingOnly = TRUE)
trials <- read.csv(paths[1])
precise <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
rows <- lapply(split(trials, trials$trial), function(one) {
  fit <- suppressWarnings(coxph(Surv(time, event) ~ first, one, ties = "breslow", control = precise))
  curve <- survfit(Surv(time, event) ~ 1, one[one$first == 1, ])
  data.frame(trial = one$trial[1], chi_square = survdiff(Surv(time, event) ~ first, one)$chisq,
             log_hazard_ratio = fit$coefficients[["first"]],
             median = quantile(curve, 0.5, conf.int = FALSE)[[1]])
})
numbers <- do.call(rbind, rows)
for (column in names(numbers)[-1]) numbers[[column]] <- sprintf("%.15g", numbers[[column]])
write.csv(numbers, paths[2], row.names = FALSE, quote = FALSE)
