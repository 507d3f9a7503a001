"""Correlation matrices: whether one is possible, and the factor that mixes independent movements.

No library routine is used for the factor, because its last bits would depend on the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ..utils.errors import ArgumentTypeError, ArgumentValueError
from .checks import Floats

Matrix: TypeAlias = Sequence[Sequence[float]] | npt.NDArray[np.float64]

_ROUNDING = 1e-8  # entries that differ by less are taken as equal: data come with rounding
_NOTHING = 1e-10  # a variance below this is none


def factor(correlation: Matrix, assets: int) -> Floats:
    """The lower triangular matrix whose product with its transpose is the correlation.

    It exists just when the matrix is positive semi-definite. An asset that follows from those before
    it has a 0 on the diagonal.

    Raises:
        ArgumentTypeError: It is not a matrix of numbers.
        ArgumentValueError: It is not ``(assets, assets)``, symmetric, 1 on the diagonal and positive
            semi-definite; in the last case, ``eigenvalue`` is the smallest.
    """
    given = _symmetric(_square(correlation, assets))
    rest, result = given.copy(), np.zeros_like(given)
    for k in range(assets):
        # What is left of the variance, and its share in the assets that follow (outer product form).
        if rest[k, k] > _NOTHING:
            column = rest[k:, k] / np.sqrt(rest[k, k])
            result[k:, k] = column
            rest[k:, k:] -= column[:, np.newaxis] * column
    missed = np.abs(given - sum(column[:, np.newaxis] * column for column in result.T)).max()
    if missed > _ROUNDING:
        smallest = float(np.linalg.eigvalsh(given)[0])
        msg = (
            f"correlation is not positive semi-definite: its smallest eigenvalue is {smallest:.3g}, so no "
            "prices can move like that; estimate all entries from the same days, or take the nearest "
            "correlation matrix"
        )
        raise ArgumentValueError(msg, parameter="correlation", value=correlation, eigenvalue=smallest)
    return result


def mixed(weights: Floats, movements: Iterable[Floats]) -> Floats:
    """The weighted sum of the movements, added up in their order; movements without a weight are left."""
    total: Floats | float = 0.0
    for weight, movement in zip(weights.tolist(), movements, strict=False):
        total = total + movement * weight
    return np.asarray(total)


def _square(correlation: Matrix, assets: int) -> Floats:
    try:
        given = np.array(correlation, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"correlation is {correlation!r}; give a matrix of numbers, one row and column an asset"
        raise ArgumentTypeError(msg, parameter="correlation", value=correlation) from error
    if given.shape != (assets, assets):
        msg = f"correlation has the shape {given.shape}; give ({assets}, {assets}) for {assets} start prices"
        raise ArgumentValueError(msg, parameter="correlation", value=correlation)
    return given


def _symmetric(given: Floats) -> Floats:
    """The matrix without its rounding, if it is symmetric, 1 on the diagonal and finite."""
    for bad, why in (
        (~np.isfinite(given), "must be finite"),
        (np.eye(len(given), dtype=bool) & (np.abs(given - 1.0) > _ROUNDING), "must be 1"),
        (np.abs(given - given.T) > _ROUNDING, "must equal the one across the diagonal"),
        (np.abs(given) > 1.0 + _ROUNDING, "must lie between -1 and 1"),
    ):
        if bad.any():
            row, column = np.argwhere(bad)[0].tolist()
            msg = f"correlation[{row}][{column}] is {float(given[row, column])!r}; it {why}"
            raise ArgumentValueError(msg, parameter="correlation", value=float(given[row, column]))
    result: Floats = (given + given.T) / 2.0
    np.fill_diagonal(result, 1.0)
    return result
