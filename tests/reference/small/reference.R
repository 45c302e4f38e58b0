# Usage: Rscript reference.R FOLDER
# Reads expression.csv (12 samples: s00-s05 against s06-s11, in pairs) and outcomes.csv in FOLDER and
# writes values.csv: limma's moderated t, camera, cameraPR and z-scores, lm, glm and wilcox.test.
suppressPackageStartupMessages(library(limma))
folder <- commandArgs(trailingOnly = TRUE)[1]
expression <- as.matrix(read.csv(file.path(folder, "expression.csv"), row.names = 1))
outcomes <- read.csv(file.path(folder, "outcomes.csv"))
group <- rep(0:1, each = 6)
patient <- factor(rep(1:6, 2))
sets <- list(first = rownames(expression)[1:10], second = rownames(expression)[18:30],
             most = rownames(expression)[1:35])
rows <- list()
note <- function(what, names, fields) {
  for (field in names(fields)) {
    rows[[length(rows) + 1]] <<- data.frame(what, name = names, field, value = fields[[field]])
  }
}
designs <- list(plain = model.matrix(~ group), paired = model.matrix(~ patient + group))
for (kind in names(designs)) {
  last <- ncol(designs[[kind]])
  fit <- lmFit(expression, designs[[kind]])
  moderated <- eBayes(fit)
  top <- topTable(moderated, coef = last, number = Inf, sort.by = "none", confint = TRUE)
  note(paste("moderated", kind), rownames(expression),
       list(log2_fold_change = top$logFC, ci_low = top$CI.L, ci_high = top$CI.R, t = top$t,
            p = top$P.Value, fdr = top$adj.P.Val, log_odds = top$B, average = top$AveExpr,
            df_total = moderated$df.total, residual_sd = sqrt(moderated$s2.post)))
  complete <- expression[rowSums(is.na(expression)) == 0, ]
  runs <- list(estimated = list(inter.gene.cor = NA), preset = list(inter.gene.cor = 0.05),
               ranks = list(inter.gene.cor = NA, use.ranks = TRUE),
               "preset ranks" = list(inter.gene.cor = 0.05, use.ranks = TRUE))
  for (run in names(runs)) {
    found <- do.call(camera, c(list(complete, ids2indices(sets, rownames(complete)),
                                    designs[[kind]], last, sort = FALSE), runs[[run]]))
    fields <- list(p = found$PValue)
    if (!is.null(found$Correlation)) fields$correlation <- found$Correlation
    note(paste("camera", kind, run), rownames(found), fields)
  }
}
t <- c(-8, -2.5, -0.4, 0.1, 1.7, 5, 12)
df <- c(3, 4.5, 8, 12, 5, 30, 6)
note("z", seq_along(t), list(t = t, df = df, z = zscoreT(t, df, approx = TRUE, method = "hill")))
statistic <- setNames(zscoreT(top$t, 20), rownames(expression))
statistic <- statistic[!is.na(statistic)]
ranked <- cameraPR(statistic, ids2indices(sets, names(statistic)), inter.gene.cor = 0.02, sort = FALSE)
note("statistic", names(statistic), list(z = statistic))
note("cameraPR", rownames(ranked), list(p = ranked$PValue, fdr = ranked$FDR))
for (level in c(0.95, 0.8)) {
  models <- list(linear = lm(y ~ x + z, outcomes), logistic = glm(event ~ x + z, binomial, outcomes,
                 control = glm.control(epsilon = 1e-14, maxit = 100)))
  for (kind in names(models)) {
    found <- summary(models[[kind]])$coefficients["x", ]
    interval <- if (kind == "linear") confint(models[[kind]], "x", level)
      else confint.default(models[[kind]], "x", level)
    note(kind, level, list(estimate = found[[1]], se = found[[2]], p = found[[4]],
                           ci_low = interval[1], ci_high = interval[2]))
  }
}
rank_sum <- apply(round(complete, 0), 1, function(v) {
  wilcox.test(v[group == 1], v[group == 0], exact = FALSE)$p.value
})
note("rank sum", rownames(complete), list(p = rank_sum))
table <- do.call(rbind, rows)
table$value <- sprintf("%.12g", table$value)
write.csv(table, file.path(folder, "values.csv"), row.names = FALSE, quote = FALSE)
