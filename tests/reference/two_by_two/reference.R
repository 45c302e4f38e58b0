# Usage: Rscript reference.R tables.csv tests.csv
# For each table k1 of n1 against k2 of n2: fisher.test, and chisq.test with and without Yates.
paths <- commandArgs(trailingOnly = TRUE)
tables <- read.csv(paths[1])
rows <- lapply(seq_len(nrow(tables)), function(i) {
  t <- tables[i, ]
  cells <- matrix(c(t$k1, t$n1 - t$k1, t$k2, t$n2 - t$k2), 2, byrow = TRUE)
  exact <- fisher.test(cells)
  data.frame(t, odds_ratio = exact$estimate, odds_ratio_low = exact$conf.int[1],
             odds_ratio_high = exact$conf.int[2], p_fisher = exact$p.value,
             p_chi_square = suppressWarnings(chisq.test(cells, correct = FALSE))$p.value,
             p_yates = suppressWarnings(chisq.test(cells))$p.value)
})
numbers <- do.call(rbind, rows)
for (column in names(numbers)[-(1:6)]) numbers[[column]] <- sprintf("%.15g", numbers[[column]])
write.csv(numbers, paths[2], row.names = FALSE, quote = FALSE)
