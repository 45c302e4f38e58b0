# Writes the frozen reference values beside this script: limma on real data, statistics only.
# Usage: Rscript tests/reference/limma/freeze.R MIRROR     (MIRROR holds <source>/<file>)
suppressMessages(library(limma))
mirror <- commandArgs(trailingOnly = TRUE)[1]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
raw <- function(source, file) file.path(mirror, source, file)
loaded <- function(source, file) {
  environment <- new.env()
  load(raw(source, file), environment)
  environment
}

# 30 genes evenly spaced in the order of P, and ESR1.
freeze <- function(name, y, design, coefficient) {
  fit <- suppressWarnings(eBayes(lmFit(y, design)))
  table <- topTable(fit, coef = coefficient, number = Inf, sort.by = "none", confint = TRUE)
  table$df.total <- fit$df.total
  table$n <- rowSums(!is.na(y))
  tested <- which(!is.na(table$t) & fit$df.residual > 0)
  chosen <- tested[order(table$P.Value[tested])[round(seq(1, length(tested), length.out = 30))]]
  chosen <- union(chosen, intersect(which(rownames(y) == "ESR1"), tested))
  out <- cbind(gene = rownames(y)[chosen], signif(table[chosen, ], 15))
  write.csv(out, file.path(here, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

# Letrozole, before and after two weeks, the same patients; and with values under the detection
# limit (log2 of 6) taken as missing, in the genes seen in at least 20 samples.
letrozole <- as.matrix(read.delim(raw("gse20181", "GSE20181_series_matrix.data.clean.txt.gz"),
                                  check.names = FALSE, row.names = 1))
clinical <- read.delim(raw("gse20181", "GSE20181_series_matrix.metadata.samples.clean.txt"),
                       row.names = 1)[colnames(letrozole), ]
paired <- clinical$treatment != "treatment_3mo"
treatment <- factor(clinical$treatment[paired], c("pretreatment", "treatment_2w"))
patient <- factor(clinical$patientID[paired])
design <- model.matrix(~ patient + treatment)
freeze("gse20181_two_weeks_paired", letrozole[, paired], design, "treatmenttreatment_2w")
detected <- letrozole
detected[detected < 6] <- NA
detected <- detected[rowSums(!is.na(detected)) >= 20, ]
levels <- c("pretreatment", "treatment_2w", "treatment_3mo")
freeze("gse20181_three_months_detected", detected,
       model.matrix(~ factor(clinical$treatment, levels)), 3)

# SCAN-B by oestrogen receptor status, and CAMERA on the Hallmarks.
scanb <- loaded("scanb-400", "exprBC.rda")$exprBC
scanb <- as.matrix(scanb)
status <- as.integer(as.character(loaded("scanb-400", "samplesBC.rda")$samplesBC$er_status))
design <- cbind(Intercept = 1, er = status)
freeze("scanb_er_status", scanb, design, "er")

lines <- strsplit(readLines(raw("genesets-msigdb", "hallmark.gmt")), "\t")
sets <- lapply(lines, function(line) line[-(1:2)])
names(sets) <- vapply(lines, `[`, "", 1)
sets <- sets[vapply(sets, function(set) sum(rownames(scanb) %in% set) >= 10, TRUE)]
test <- function(...) camera(scanb, sets, design, "er", sort = FALSE, ...)
estimated <- test(inter.gene.cor = NA)
write.csv(
  data.frame(set = names(sets), n_genes = estimated$NGenes,
             correlation = signif(estimated$Correlation, 15), direction = estimated$Direction,
             p_estimated = signif(estimated$PValue, 15),
             p_preset = signif(test(inter.gene.cor = 0.01)$PValue, 15),
             p_ranks = signif(test(inter.gene.cor = NA, use.ranks = TRUE)$PValue, 15)),
  file.path(here, "scanb_er_status_camera.csv"), row.names = FALSE, quote = FALSE)

# Loi 2008: resistant (0) against sensitive (1) to tamoxifen.
loi <- loaded("loi2008-kegg", "Loi2008_DEGraphVignette.RData")
y <- as.matrix(loi$exprLoi2008)
freeze("loi2008_resistant", y, cbind(Intercept = 1, resistant = 1 - as.vector(loi$classLoi2008)),
       "resistant")
