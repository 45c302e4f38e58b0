# Usage: Rscript reference.R samples.csv coxph.csv
# Fits survival::coxph (Efron) to every gene_* column of samples.csv (time, event, stratum, age,
# grade), per standard deviation of the gene, plain, stratified, adjusted and both.
suppressPackageStartupMessages(library(survival))
paths <- commandArgs(trailingOnly = TRUE)
samples <- read.csv(paths[1])
precise <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
models <- list(plain = "x", stratified = "x + strata(stratum)", adjusted = "x + age + grade",
               both = "x + age + grade + strata(stratum)")
rows <- list()
for (gene in grep("^gene_", names(samples), value = TRUE)) {
  samples$x <- samples[[gene]] / sd(samples[[gene]], na.rm = TRUE)
  for (endpoint in c("time", "tied_time")) for (model in names(models)) {
    formula <- as.formula(sprintf("Surv(%s, event) ~ %s", endpoint, models[[model]]))
    fit <- suppressWarnings(coxph(formula, samples, ties = "efron", control = precise))
    rows[[length(rows) + 1]] <- data.frame(
      gene, endpoint, model, log_hazard_ratio = fit$coefficients[["x"]],
      standard_error = sqrt(fit$var[1, 1]), n = fit$n, n_events = fit$nevent)
  }
}
numbers <- do.call(rbind, rows)
is_real <- sapply(numbers, is.double)
numbers[is_real] <- lapply(numbers[is_real], function(x) sprintf("%.15g", x))
write.csv(numbers, paths[2], row.names = FALSE, quote = FALSE)
