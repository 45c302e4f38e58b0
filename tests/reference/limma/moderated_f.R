# Usage: Rscript moderated_f.R FOLDER
# Draws 40 genes in 12 samples of three groups and two sites, and writes them with limma's F.
suppressMessages(library(limma))
folder <- commandArgs(TRUE)[1]
set.seed(20261130)
group <- rep(c("a", "b", "c"), 4)
site <- rep(c("x", "y"), each = 6)
sd <- 0.5 * sqrt(4 / rchisq(40, 4))
y <- round(8 + matrix(rnorm(40 * 12), 40) * sd, 4)
y[1:8, group == "c"] <- y[1:8, group == "c"] + 1.5
dimnames(y) <- list(paste0("g", 1:40), paste0("s", 1:12))
fit <- eBayes(lmFit(y, model.matrix(~ group + site)))
stopifnot(is.finite(fit$df.prior))
table <- topTable(fit, coef = c("groupb", "groupc"), number = Inf, sort.by = "none")
write.csv(y, file.path(folder, "moderated_f_expression.csv"), quote = FALSE)
write.csv(signif(table, 15), file.path(folder, "moderated_f.csv"), quote = FALSE)
