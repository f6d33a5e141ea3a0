"""From answers to one number a person: recode, person scores, composite."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

EXACT = 1e-9  # a share such as 0.7 of 10 items is 7 items, whatever its binary value says


def recode(frame: pd.DataFrame, reverse: Collection[str], low: float, high: float) -> pd.DataFrame:
    """Answers with every item pointing the same way: `low + high - x` in the columns of `reverse`.

    `frame`: respondents × items, numeric, NaN where nothing was answered. On 1..5 that is 6 - x, on 1..6 it is 7 - x.
    """
    turned = [column for column in frame.columns if column in set(reverse)]
    return frame.astype(float).assign(**{column: low + high - frame[column].astype(float) for column in turned})


def least_answers(items: int, min_share: float) -> int:
    """How many of `items` must be answered: 3 of 4 and 4 of 5 at a share of 0.75."""
    return max(1, int(np.ceil(items * min_share - EXACT)))


def person_scores(frame: pd.DataFrame, dimensions: Mapping[str, list[str]], min_share: float) -> pd.DataFrame:
    """Each person's mean of the items answered in each dimension; NaN below `min_share` of its items.

    `frame`: respondents × items after `recode`. Returns respondents × dimensions, in the order of `dimensions`.
    Source: `scoring.skor_orang_dimensi` of the instrument (mean of available items, Schafer & Graham 2002, p. 158).
    """
    scores = {}
    for dimension, items in dimensions.items():
        answers = frame[items]
        enough = answers.notna().sum(axis=1) >= least_answers(len(items), min_share)
        scores[dimension] = answers.mean(axis=1).where(enough)
    return pd.DataFrame(scores, index=frame.index, dtype=float)


def composite(scores: pd.DataFrame, weights: Mapping[str, float], min_dimensions: int) -> pd.Series:
    """Each person's weighted mean of the dimensions available; NaN when fewer than `min_dimensions` are.

    `scores`: respondents × dimensions; only the columns of `weights` count, their weights need not sum to anything.
    """
    chosen = scores[list(weights)]
    weight = chosen.notna() * pd.Series(weights, dtype=float)
    total = weight.sum(axis=1)
    enough = (chosen.notna().sum(axis=1) >= min_dimensions) & (total > 0)
    return (chosen.fillna(0.0) * weight).sum(axis=1).div(total.where(total > 0)).where(enough)
