# Usage: Rscript reference.R effects.csv metafor.csv
# Pools every item of effects.csv (item, cohort, effect, standard_error) with metafor::rma.
suppressPackageStartupMessages(library(metafor))
paths <- commandArgs(trailingOnly = TRUE)
effects <- read.csv(paths[1])
precise <- list(threshold = 1e-15, tol = 1e-14, maxiter = 100000)
rows <- list()
for (item in unique(effects$item)) {
  here <- effects[effects$item == item, ]
  for (method in c("REML", "PM")) for (test in c("adhoc", "knha", "z")) {
    fit <- suppressWarnings(rma(effect, sei = standard_error, data = here, method = method,
                                test = test, control = precise))
    new <- predict(fit)
    rows[[length(rows) + 1]] <- data.frame(
      item, method, test, k = fit$k, estimate = c(fit$beta), standard_error = fit$se,
      ci_low = fit$ci.lb, ci_high = fit$ci.ub, p = fit$pval, tau2 = fit$tau2, i2 = fit$I2,
      q = fit$QE, q_p = fit$QEp, prediction_low = new$pi.lb, prediction_high = new$pi.ub)
  }
}
numbers <- do.call(rbind, rows)
is_real <- sapply(numbers, is.double)
numbers[is_real] <- lapply(numbers[is_real], function(x) sprintf("%.15g", x))
write.csv(numbers, paths[2], row.names = FALSE, quote = FALSE)
