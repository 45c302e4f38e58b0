# Usage: Rscript reference.R patients.csv ratios.csv
# What coxph (Efron) says of score beside age, without and with strata: likelihood-ratio
# chi-square and hazard ratio per SD.
suppressPackageStartupMessages(library(survival))
paths <- commandArgs(trailingOnly = TRUE)
d <- read.csv(paths[1])
d$score <- d$score / sd(d$score)
precise <- coxph.control(eps = 1e-12, toler.chol = 1e-15, iter.max = 100)
rows <- lapply(c(plain = "", stratified = "+ strata(stratum)"), function(term) {
  small <- coxph(as.formula(paste("Surv(time, event) ~ age", term)), d, control = precise)
  large <- coxph(as.formula(paste("Surv(time, event) ~ age + score", term)), d, control = precise)
  data.frame(chi_square = 2 * (large$loglik[2] - small$loglik[2]),
             hazard_ratio = exp(coef(large)[["score"]]),
             ci_low = exp(confint(large)["score", 1]), ci_high = exp(confint(large)["score", 2]))
})
numbers <- do.call(rbind, rows)
for (column in names(numbers)) numbers[[column]] <- sprintf("%.12g", numbers[[column]])
write.csv(cbind(model = rownames(numbers), numbers), paths[2], row.names = FALSE, quote = FALSE)
