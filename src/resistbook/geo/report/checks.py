"""What a report says of the checks of groups that are compared."""

from resistbook.display.figures import geo as figures
from resistbook.display.standalone import escape, figure, table
from resistbook.geo.analyses.several import SeveralGroups
from resistbook.geo.analyses.two_groups import Analysis


def warned(found: Analysis | SeveralGroups) -> list[str]:
    """Return the warnings of confounding."""
    return [
        f'<div class="warning"><strong>Warning.</strong> {escape(text)}</div>'
        for text in found.warnings
    ]


def checks(found: Analysis | SeveralGroups) -> list[str]:
    """Return cautions, arrays, components, sexes and what the groups differ in."""
    groups = found.groups
    outlying, features, components = found.arrays["outlying"], found.features, found.components
    parts = [
        *[f'<div class="caution">{escape(text)}</div>' for text in found.cautions],
        figure(
            lambda: figures.array_distributions(
                features.expression, groups, outlying, features.scale.unit
            ),
            "Distribution of every sample before normalisation: median, middle half, 5th to 95th "
            "percentile. "
            + (
                "Size factors take up what libraries differ in by their depth."
                if features.counts is not None
                else "Boxes at other heights call for a normalisation."
            ),
            "One bar a sample, named, coloured by group.",
        ),
        figure(
            lambda: figures.sample_components(
                components.scores, components.share, groups, outlying
            ),
            f"Samples by principal components, from {components.features:,} features "
            + (
                "measured in half of the samples or more, missing values taken as their mean."
                if components.filled
                else "without missing values."
            ),
            "Scatter plots of the first principal components, coloured by group.",
        ),
    ]
    if features.sexes is not None:
        parts.append(
            figure(
                lambda: figures.sex_genes(features.sexes),
                "Sex by two genes. Rings: the genes say otherwise than the record.",
                "Scatter plot of XIST against RPS4Y1.",
            )
        )
    if len(found.by_component):
        parts.append(
            figure(
                lambda: figures.covariate_components(found.by_component),
                "How strongly components follow what is recorded (square root of R squared); a "
                "dot where the FDR is below 5%.",
                "Heat map of components against covariates.",
            )
        )
    columns = ["covariate", "kind", "n", "levels", "strength", "test", "p", "fdr"]
    parts.append("<p>Association of the groups with every recorded covariate:</p>")
    parts.append(
        table(found.by_group[columns], {"strength": ".2f", "p": ".2g", "fdr": ".2g"})
        if len(found.by_group)
        else "<p>Nothing else is recorded that varies: confounding cannot be looked for.</p>"
    )
    return parts
