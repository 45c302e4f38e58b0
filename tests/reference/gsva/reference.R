# Usage: Rscript reference.R expression.csv scores.csv
# ssGSEA of GSVA, not divided by the range of all scores, for expression.csv (gene, then a column a
# sample) and the sets of sets.gmt beside it. Row order breaks ties.
suppressPackageStartupMessages(library(GSVA))
paths <- commandArgs(trailingOnly = TRUE)
expression <- as.matrix(read.csv(paths[1], row.names = 1, check.names = FALSE))
lines <- strsplit(readLines(file.path(dirname(paths[1]), "sets.gmt")), "\t")
sets <- setNames(lapply(lines, function(fields) fields[-(1:2)]), sapply(lines, `[`, 1))
scores <- if (exists("ssgseaParam")) {
  gsva(ssgseaParam(expression, sets, alpha = 0.25, normalize = FALSE), verbose = FALSE)
} else {
  gsva(expression, sets, method = "ssgsea", tau = 0.25, ssgsea.norm = FALSE, verbose = FALSE)
}
table <- data.frame(set = rownames(scores), apply(scores, 2, sprintf, fmt = "%.12g"),
                    check.names = FALSE)
write.csv(table, paths[2], row.names = FALSE, quote = FALSE)
