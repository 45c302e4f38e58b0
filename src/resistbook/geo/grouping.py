"""Groups of samples, by expressions over their characteristics.

The grammar is a small part of Python's, read with `ast` and evaluated here: nothing is ever
executed, whatever an expression or a deposited value holds.
"""

import ast
import operator
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from resistbook.geo.characteristics import kind, told
from resistbook.geo.errors import RequestError
from resistbook.stats.expression.design_matrix import nearest

LONGEST = 2000
MOST_WITHOUT = 0.5
"""Share of texts without a number from which none is suggested to be cut out."""
MOST_RESTATED = 8
"""Different values above which a text does more than say again what the groups are."""
_BATCH = re.compile(
    r"batch|run|lot|site|cent(?:er|re)|hospital|lab\w*|institute|plate|lane|chip|slide|scan\w*"
    r"|array|platform|day|date|series|cohort|study|library|prep|protocol|.*\d.*"
)
"""Words that tell of how samples were handled, and numbers."""
_PLAIN = frozenset(
    {"a", "adjacent", "and", "cell", "cells", "from", "group", "human", "in", "of", "patient"}
    | {"patients", "primary", "sample", "samples", "specimen", "the", "tissue", "tissues", "with"}
)
"""Words that may stand beside those of a group and tell nothing else."""
GRAMMAR = (
    "write comparisons of columns with values, such as status == 'R', age >= 50, "
    "grade in ['2', '3'], 'relapse' in title, er is not None, joined by and, or, not"
)

_ORDER: dict[type, Callable] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_MIRRORED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


def chosen(expression: str, table: pd.DataFrame) -> pd.Series:
    """Return which samples an expression chooses.

    Parameters
    ----------
    expression
        Comparisons of a column with a value: ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``,
        ``in`` and ``not in`` a list, ``'text' in column``, ``is None`` and ``is not None``,
        joined by ``and``, ``or``, ``not`` and brackets. Dates are written as texts, ISO style.
    table : samples x columns
        As `characteristics.sample_table` returns it.

    Returns
    -------
    Series of bool, samples
        A sample whose value is missing is not chosen by a comparison, nor by its negation.

    Raises
    ------
    RequestError
        If the expression is not of this grammar, names a column that there is not, compares a
        column with a value of another kind, or with one that no sample has; with the nearest
        names.
    """
    try:
        return _known(expression, table)[0]
    except RequestError as error:
        meant = respelled(expression, table)
        if meant == expression:
            raise
        fault = str(error).partition("; did you mean ")[0]
        raise RequestError(f"{fault}. Did you mean {meant}?") from error


def columns_of(expression: str) -> set[str]:
    """Return the names that an expression uses."""
    return {node.id for node in ast.walk(_tree(expression)) if isinstance(node, ast.Name)}


def defining(expressions: Iterable[str]) -> set[str]:
    """Return the columns by which groups are told apart.

    Conditions that every expression holds, joined by ``and``, only restrict all groups alike; their
    columns are none.

    Parameters
    ----------
    expressions
        One a group.
    """
    parts = [{ast.dump(node): node for node in _joined(_tree(each))} for each in expressions]
    alike = set.intersection(*map(set, parts))
    return {
        inner.id
        for part in parts
        for written, node in part.items()
        if written not in alike
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name)
    }


def _joined(node: ast.expr) -> list[ast.expr]:
    """Return the conditions that an expression joins by ``and``."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [inner for each in node.values for inner in _joined(each)]  # noqa: PD011
    return [node]


def told_apart_twice(
    table: pd.DataFrame, groups: pd.Series, expressions: Iterable[str]
) -> list[str]:
    """Say where two columns or more each tell the groups apart by their definition.

    Parameters
    ----------
    table : samples x columns
    groups : samples
        The group of each sample compared.
    expressions
        That define them.
    """
    apart = []
    for name in sorted(defining(expressions)):
        values = table.loc[groups.index, name].dropna()
        names_samples = kind(values) == "text" and values.nunique() > len(values) / 2
        if not names_samples and groups[values.index].groupby(values).nunique().max() == 1:
            apart.append(name)
    if len(apart) < 2:
        return []
    return [
        f"The groups are told apart by {' and by '.join(apart)} at once: what one of them does to "
        "expression cannot be told from what the other does."
    ]


def one_sided(table: pd.DataFrame, groups: pd.Series, stratum: str) -> list[str]:
    """Say which values of a stratum, such as patients, hold samples of one group only.

    Parameters
    ----------
    table : samples x columns
    groups : samples
        The group of each sample compared.
    stratum
        Column of the table.
    """
    held = groups.groupby(table.loc[groups.index, stratum].map(told)).nunique()
    alone = held.index[held == 1]
    if alone.empty:
        return []
    shown = ", ".join(map(repr, alone[:3])) + ", ..." * (len(alone) > 3)
    one = len(alone) == 1
    return [
        f"Of the {len(held)} values of {stratum}, {len(alone)} ({shown}) "
        f"{'has' if one else 'have'} samples of one group only and {'tells' if one else 'tell'} "
        "nothing of the difference."
    ]


def eligible(table: pd.DataFrame, among: str | None) -> pd.Series:
    """Return which samples fulfil an expression; all of them where there is none."""
    return chosen(among, table) if among else pd.Series(True, index=table.index)


def groups(table: pd.DataFrame, group: str, reference: str, among: str | None = None) -> pd.Series:
    """Return 1 for samples of the group, 0 for those of the reference; others are left out.

    Parameters
    ----------
    table : samples x columns
    group, reference, among
        Expressions; `among` restricts both.

    Raises
    ------
    RequestError
        As `chosen`; and if a group has fewer than two samples, or a sample stands in both.
    """
    ones, zeros = chosen(group, table), chosen(reference, table)
    asked = eligible(table, among)
    ones, zeros = ones & asked, zeros & asked
    both = ones & zeros
    if both.any():
        raise RequestError(
            f"{int(both.sum())} samples, such as {both.idxmax()}, stand in both groups: "
            f"{group!r} and {reference!r}"
        )
    for name, members in ((group, ones), (reference, zeros)):
        if members.sum() < 2:
            raise RequestError(
                f"{int(members.sum())} samples fulfil {name!r}"
                + (f" among those with {among!r}" if among else "")
                + "; a group needs two at least (see --describe)"
            )
    return ones[ones | zeros].astype(int).rename("group")


def spelled_otherwise(table: pd.DataFrame, groups: pd.Series, columns: Iterable[str]) -> list[str]:
    """Say where values that differ in case or blanks only stand apart in a comparison.

    Parameters
    ----------
    table : samples x columns
    groups : samples
        The group of each sample compared; those that are left out are not there.
    columns
        Text columns that are looked at.
    """
    place = groups.astype(object).reindex(table.index, fill_value="")
    said = []
    for name in dict.fromkeys(columns):
        values = table[name].dropna()
        if kind(values) != "text":
            continue
        plain = values.astype(str).str.casefold().str.split().str.join(" ")
        for _, alike in values.groupby(plain):
            counts = alike.value_counts()
            places = place[alike.index].groupby(alike).agg(frozenset)
            if len(counts) > 1 and places.nunique() > 1:
                written = ", ".join(f"{value!r} ({count})" for value, count in counts.items())
                said.append(
                    f"Column {name} holds {written}, which differ in case or blanks only and are "
                    "not grouped alike; to take them together write "
                    f"{name} in {sorted(counts.index)!r}."
                )
    return said


def restating(
    table: pd.DataFrame, groups: pd.Series, expressions: Mapping[Hashable, str]
) -> dict[str, str]:
    """Find columns that say in words what the groups are, and nothing else.

    Each value of such a text stands in one group only, and shares with the texts by which its
    group was chosen a word that another group does not have. Columns of batches, values that
    differ in numbers, and those of which both groups say something else beside ("normal blood",
    "tumour of the breast") are never taken for such.

    Parameters
    ----------
    table : samples x columns
    groups : samples
        The group of each sample compared.
    expressions
        That chose them, by group.

    Returns
    -------
    dict
        By column, one sentence that names the option.
    """
    asked = sorted(defining(expressions.values()))
    told = {}
    for each, expression in expressions.items():
        texts = table.loc[groups.index[groups == each], asked].to_numpy().ravel()
        told[each] = _words([*texts, *_texts(expression)])
    found = {}
    for name in table.columns.difference(asked, sort=False):
        values = table.loc[groups.index, name]
        of_handling = any(map(_BATCH.fullmatch, re.sub(r"_ch[12]$", "", name).split("_")))
        if kind(values) != "text" or values.isna().any() or of_handling:
            continue
        if not 1 < values.nunique() <= min(len(values) / 2, MOST_RESTATED):
            continue
        sides = {each: sorted(set(values[groups == each])) for each in expressions}
        if all(_restate(sides, told, pair) for pair in combinations(sides, 2)):
            shown = " and ".join(repr(sides[each][0][:40]) for each in sides)
            found[name] = (
                f"Column {name} ({shown}) only says again what the groups are, and is left out of "
                f"the checks; --restates {name} says that it does."
            )
    return found


def _restate(
    sides: Mapping[Hashable, list[str]], told: Mapping[Hashable, set[str]], pair: tuple
) -> bool:
    """Tell whether the texts of two groups have none in common and say which group each is of."""
    one, other = pair
    return not set(sides[one]) & set(sides[other]) and _restates(
        {1: sides[one], 0: sides[other]}, {1: told[one], 0: told[other]}
    )


def _restates(sides: dict[int, list[str]], told: dict[int, set[str]]) -> bool:
    """Tell whether texts say by words of their own which group each is of."""
    words = {each: [_words([text]) for text in sides[each]] for each in sides}
    every = {each: set().union(*words[each]) for each in words}
    own = {each: every[each] - every[1 - each] for each in words}
    wanted = {each: told[each] - told[1 - each] for each in words}
    if any(map(_BATCH.fullmatch, own[1] | own[0])):
        return False
    if any(_alike(own[each], wanted[1 - each]) for each in own):
        return False
    beside = {
        each: {word for word in own[each] if not _alike({word}, wanted[each], 1)} - _PLAIN
        for each in own
    }
    if all(beside.values()):
        return False
    by_words, by_initials = (
        [all(_alike(text & own[each], wanted[each], least) for text in words[each]) for each in own]
        for least in (3, 1)
    )
    return any(by_words) or all(by_initials)


def _alike(some: set[str], others: set[str], least: int = 3) -> bool:
    """Tell whether a word of the one begins as one of the other does, or is it."""
    return any(
        one == other
        or (min(len(one), len(other)) >= least and (one.startswith(other) or other.startswith(one)))
        for one in some
        for other in others
    )


def _words(texts: Iterable[object]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W_]+", str(text).casefold())}


def _texts(expression: str) -> list[str]:
    constants = (node for node in ast.walk(_tree(expression)) if isinstance(node, ast.Constant))
    return [node.value for node in constants if isinstance(node.value, str)]


def respelled(expression: str, table: pd.DataFrame) -> str:
    """Return an expression with labels as GEO writes them made the names of their columns.

    Parameters
    ----------
    expression
        Such as ``ER status == 'pos'``.
    table : samples x columns
        Whose columns have names such as ``er_status``.

    Returns
    -------
    str
        The expression as it is where no label is found, or it cannot be read with their names.
    """
    names = sorted(table.columns, key=len, reverse=True)
    pieces = re.split(r"('[^']*'|\"[^\"]*\")", expression)
    for place in range(0, len(pieces), 2):
        for name in names:
            words = r"[^\w'\"]+".join(map(re.escape, name.strip("_").split("_")))
            pattern = rf"(?<![\w'\"]){words}(?![\w'\"])[)%]?"
            pieces[place] = re.sub(pattern, name, pieces[place], flags=re.IGNORECASE)
    changed = "".join(pieces)
    try:
        return changed if columns_of(changed) <= set(table.columns) else expression
    except RequestError:
        return expression


def _tree(expression: str) -> ast.expr:
    if len(expression) > LONGEST:
        raise RequestError(f"an expression of {len(expression):,} characters is too long")
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", str(error))
        raise RequestError(f"{expression!r} cannot be read ({reason}): {GRAMMAR}") from None


def _known(expression: str, table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return which samples are chosen, and of which the expression can tell."""
    try:
        return _evaluated(_tree(expression), table, expression)
    except RecursionError:
        raise RequestError(f"{expression[:60]!r}... is nested too deeply") from None


def _evaluated(node: ast.expr, table: pd.DataFrame, whole: str) -> tuple[pd.Series, pd.Series]:
    if isinstance(node, ast.BoolOp):
        parts = [_evaluated(value, table, whole) for value in node.values]  # noqa: PD011
        true, known = parts[0]
        for more, certain in parts[1:]:
            if isinstance(node.op, ast.And):
                known = (known & certain) | (known & ~true) | (certain & ~more)
                true = true & more
            else:
                known = (known & certain) | true | more
                true = true | more
        return true, known
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        true, known = _evaluated(node.operand, table, whole)
        return known & ~true, known
    if isinstance(node, ast.Compare):
        return _chain(node, table, whole)
    raise RequestError(f"{_shown(node)!r} in {whole!r} is no comparison: {GRAMMAR}")


def _chain(node: ast.Compare, table: pd.DataFrame, whole: str) -> tuple[pd.Series, pd.Series]:
    sides = [node.left, *node.comparators]
    links = zip(sides[:-1], node.ops, sides[1:], strict=True)
    parts = [_compared(left, link, right, table, whole) for left, link, right in links]
    true, known = parts[0]
    for more, certain in parts[1:]:
        true, known = true & more, known & certain
    return true, known


def _compared(
    left: ast.expr, link: ast.cmpop, right: ast.expr, table: pd.DataFrame, whole: str
) -> tuple[pd.Series, pd.Series]:
    if isinstance(link, ast.In | ast.NotIn) and isinstance(right, ast.Name):
        column = _column(right, table)
        text = _value(left, whole)
        if kind(column) != "text" or not isinstance(text, str):
            raise RequestError(f"{whole!r}: 'text' in column is for columns of text only")
        true = column.astype("string").str.contains(text, regex=False).fillna(False).astype(bool)
        return _negated(true, column.notna(), isinstance(link, ast.NotIn))
    if not isinstance(left, ast.Name) and isinstance(right, ast.Name):
        left, right = right, left
        link = _MIRRORED.get(type(link), type(link))()
    if not isinstance(left, ast.Name) or isinstance(right, ast.Name):
        raise RequestError(f"{whole!r}: compare a column with a value, not otherwise: {GRAMMAR}")
    column = _column(left, table)
    if isinstance(link, ast.Is | ast.IsNot):
        if not isinstance(right, ast.Constant) or right.value is not None:
            raise RequestError(f"{whole!r}: 'is' goes with None only; write ==")
        everywhere = pd.Series(True, index=table.index)
        return (column.isna() if isinstance(link, ast.Is) else column.notna()), everywhere
    if isinstance(link, ast.In | ast.NotIn):
        if not isinstance(right, ast.List | ast.Tuple | ast.Set):
            raise RequestError(f"{whole!r}: 'in' goes with a list, such as ['a', 'b']")
        values = [_matched(column, _value(item, whole), left.id) for item in right.elts]
        return _negated(column.isin(values), column.notna(), isinstance(link, ast.NotIn))
    value = _value(right, whole)
    if isinstance(link, ast.Eq | ast.NotEq):
        same = column == _matched(column, value, left.id)
        return _negated(same, column.notna(), isinstance(link, ast.NotEq))
    if kind(column) == "text":
        raise RequestError(
            f"{whole!r}: column {left.id!r} holds text, which has no order; its values are such "
            f"as {_some(column)}{_cut_out(column, left.id)}"
        )
    limit = _of_kind(column, value, left.id)
    return _ORDER[type(link)](column, limit) & column.notna(), column.notna()


def _negated(true: pd.Series, known: pd.Series, negate: bool) -> tuple[pd.Series, pd.Series]:
    true = true.fillna(False).astype(bool) & known
    return (known & ~true if negate else true), known


def _column(node: ast.Name, table: pd.DataFrame) -> pd.Series:
    if node.id not in table:
        raise RequestError(f"there is no column {node.id!r}; {nearest(node.id, table.columns)}")
    return table[node.id]


def _value(node: ast.expr, whole: str) -> object:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if negative else node
    if isinstance(inner, ast.Constant) and type(inner.value) in (str, int, float):
        if not negative:
            return inner.value
        if not isinstance(inner.value, str):
            return -inner.value
    raise RequestError(f"{_shown(node)!r} in {whole!r} is no number and no 'text': {GRAMMAR}")


def _of_kind(column: pd.Series, value: object, name: str) -> object:
    """Return a value as the column's kind, or say what the column holds."""
    if kind(column) == "number" and not isinstance(value, str):
        return float(value) if abs(value) < 1e300 else np.inf
    if kind(column) == "text" and isinstance(value, str):
        return value
    if kind(column) == "date" and isinstance(value, str):
        day = pd.to_datetime(value, format="%Y-%m-%d", errors="coerce")
        if pd.notna(day):
            return day
    wanted = {"number": "numbers", "date": "dates, written '2005-12-31'", "text": "text"}
    raise RequestError(
        f"column {name!r} holds {wanted[kind(column)]}, such as {_some(column)}; it cannot be "
        f"compared with {value!r}"
    )


def _matched(column: pd.Series, value: object, name: str) -> object:
    value = _of_kind(column, value, name)
    if not (column == value).any():
        held = [told(each) for each in column.dropna().unique()]
        raise RequestError(f"no sample has {name} {told(value)!r}; {nearest(told(value), held)}")
    return value


def _some(column: pd.Series) -> str:
    few = list(dict.fromkeys(column.dropna()))[:4]
    return ", ".join(repr(told(each)) for each in few) or "nothing"


def _cut_out(column: pd.Series, name: str) -> str:
    """Say how to make numbers of texts that hold some."""
    numbers = column.dropna().astype(str).str.extract(r"(-?\d+(?:\.\d+)?)")[0]
    if numbers.isna().mean() > MOST_WITHOUT:
        return ""
    digits = r"(\d+)" if numbers.str.fullmatch(r"\d+").fillna(True).all() else r"(-?\d+\.?\d*)"
    taken = {"age": "years"}.get(name, f"{name}_number")
    return f'; cut the number out with --extract "{taken}={name}:{digits}" and compare {taken}'


def _shown(node: ast.AST) -> str:
    return ast.unparse(node)[:80]
