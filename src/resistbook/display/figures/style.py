"""The figures of the book, in one style.

Every function draws into axes that it makes, and returns the figure. Colours are those of Okabe
and Ito, which people with colour-vision deficiency tell apart.
"""

from collections.abc import Mapping

import seaborn as sns
from matplotlib.axes import Axes

from resistbook.display.figures.vector import show_as_svg

HIGHER, LOWER, NEUTRAL, ACCENT = "#D55E00", "#0072B2", "#8C8C8C", "#009E73"
PUBLISHED = "#CC79A7"
WIDTH = 7.2


def set_style() -> None:
    """Set the style of all figures: sober axes, as SVG and PNG in a notebook."""
    show_as_svg()
    sns.set_theme(
        context="paper",
        style="ticks",
        rc={
            "figure.dpi": 150,
            "savefig.dpi": 220,
            "savefig.bbox": "tight",
            "figure.facecolor": "white",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 10,
            "axes.titleweight": "bold",
            "axes.labelsize": 9,
            "xtick.labelsize": 8,
            "ytick.labelsize": 8,
            "legend.fontsize": 8,
            "legend.frameon": False,
            "font.family": "DejaVu Sans",
        },
    )


def mark_deciding(axes: Axes, decides: Mapping[str, str]) -> None:
    """Mark the rows of a figure that decide claims: bold, with the claim behind the label.

    Parameters
    ----------
    axes
        Axes with one row a label on its y axis.
    decides
        Claim by the label of its row.

    Raises
    ------
    ValueError
        If a row is not there.
    """
    labels = [label.get_text() for label in axes.get_yticklabels()]
    if missing := set(decides) - set(labels):
        raise ValueError(f"no row {sorted(missing)[0]!r}; rows: {', '.join(labels)}")
    axes.set_yticks(
        axes.get_yticks(),
        [f"{text}  ◂ {decides[text]}" if text in decides else text for text in labels],
    )
    for label, text in zip(axes.get_yticklabels(), labels, strict=True):
        label.set_fontweight("bold" if text in decides else "normal")
