# Usage: Rscript reference.R features.csv glmnet.csv
# cv.glmnet (family cox, lasso) of features.csv: time, event, fold (from 0), a penalty sequence in
# the column penalty (empty beyond its end), and the features in columns that start with "x_".
suppressPackageStartupMessages({library(glmnet); library(survival)})
paths <- commandArgs(trailingOnly = TRUE)
samples <- read.csv(paths[1], check.names = FALSE)
x <- as.matrix(samples[, grep("^x_", names(samples))])
lambda <- samples$penalty[!is.na(samples$penalty)]
fit <- cv.glmnet(x, Surv(samples$time, samples$event), family = "cox", lambda = lambda,
                 foldid = samples$fold + 1, thresh = 1e-12)
path <- data.frame(feature = "deviance", penalty = fit$lambda, value = fit$cvm)
spread <- data.frame(feature = "standard_error", penalty = fit$lambda, value = fit$cvsd)
at <- function(s, name) {
  beta <- as.matrix(coef(fit, s = s))
  data.frame(feature = c(name, rownames(beta)), penalty = s, value = c(s, beta[, 1]))
}
table <- rbind(path, spread, at(fit$lambda.min, "best"), at(fit$lambda.1se, "one standard error"))
table$penalty <- sprintf("%.12g", table$penalty)
table$value <- sprintf("%.12g", table$value)
write.csv(table, paths[2], row.names = FALSE, quote = FALSE)
