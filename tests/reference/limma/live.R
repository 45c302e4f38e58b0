# limma on one case that tests/test_moderated_live.py or the benchmark has written.
# Usage: Rscript live.R FOLDER [RUNS]
# FOLDER holds dims (genes samples coefficients), y, x, contrast (doubles, by column) and, for
# camera, sets (one set a line: 1-based rows). A contrast is tested as the first coefficient of
# the reparametrised design, because contrasts.fit is approximate where values are missing.
suppressMessages(library(limma))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
runs <- if (length(arguments) > 1) as.integer(arguments[2]) else 0L
path <- function(name) file.path(folder, name)
doubles <- function(name, n) readBin(path(name), "double", n)

dims <- scan(path("dims"), quiet = TRUE)
y <- matrix(doubles("y", dims[1] * dims[2]), dims[1], dims[2])
y[is.nan(y)] <- NA
rownames(y) <- paste0("g", seq_len(dims[1]))
x <- matrix(doubles("x", dims[2] * dims[3]), dims[2], dims[3])
contrast <- doubles("contrast", dims[3])

reparametrised <- diag(dims[3])
pivot <- which.max(abs(contrast))
reparametrised[pivot, ] <- contrast
design <- x %*% solve(reparametrised)
colnames(design) <- paste0("b", seq_len(dims[3]))

moderated <- function() {
  fit <- suppressWarnings(eBayes(lmFit(y, design)))
  table <- topTable(fit, coef = pivot, number = Inf, sort.by = "none", confint = TRUE)
  list(fit = fit, table = table)
}
result <- moderated()
table <- cbind(result$table, df.total = result$fit$df.total)
writeBin(as.double(as.matrix(table)), path("table"))
writeLines(colnames(table), path("columns"))

if (runs > 0) {
  seconds <- replicate(runs, system.time(moderated())[["elapsed"]])
  writeLines(format(seconds, digits = 6), path("seconds"))
}

if (file.exists(path("sets"))) {
  sets <- lapply(strsplit(readLines(path("sets")), " "), as.integer)
  names(sets) <- seq_along(sets)
  test <- function(correlation, ranks) {
    out <- camera(y, sets, design, pivot, inter.gene.cor = correlation, use.ranks = ranks,
                  sort = FALSE)
    c(out$PValue, ifelse(out$Direction == "Up", 1, -1), out$Correlation)
  }
  writeBin(c(test(NA, FALSE), test(NA, TRUE), test(0.01, FALSE), test(0.01, TRUE)), path("camera"))
}
