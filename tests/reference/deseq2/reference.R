# Usage: Rscript reference.R FOLDER
# Draws counts of 60 genes in 8 libraries and writes them with what DESeq2 fits to them.
suppressMessages(library(DESeq2))
folder <- commandArgs(TRUE)[1]
set.seed(20261129)
group <- factor(rep(c("a", "b"), each = 4))
batch <- factor(rep(c("x", "y"), 4))
level <- exp(runif(60, log(8), log(3000)))
counts <- matrix(rnbinom(60 * 8, mu = level, size = 1 / (0.02 + 2 / level)), 60)
dimnames(counts) <- list(paste0("g", 1:60), paste0("s", 1:8))
data <- DESeqDataSetFromMatrix(counts, DataFrame(group, batch), ~ batch + group)
data <- estimateSizeFactors(data)
data <- estimateDispersionsGeneEst(data, quiet = TRUE)
means <- assays(data)[["mu"]]
dispersionFunction(data) <- function(mean) 0.03 + 2 / mean
mcols(data)$dispFit <- 0.03 + 2 / mcols(data)$baseMean
data <- estimateDispersionsMAP(data, dispPriorVar = 0.5, outlierSD = Inf, quiet = TRUE)
fitted <- data.frame(alone = mcols(data)$dispGeneEst, trend = mcols(data)$dispFit, with_prior = mcols(data)$dispMAP)
rownames(fitted) <- rownames(counts)
write.csv(counts, file.path(folder, "counts.csv"), quote = FALSE)
write.csv(signif(means, 10), file.path(folder, "means.csv"), quote = FALSE)
write.csv(signif(fitted, 10), file.path(folder, "dispersions.csv"), quote = FALSE)
