"""One judgement about a caller's language from everything known, or the admission of not knowing.

Naive Bayes: each source says how likely it would be given each candidate; the sources are taken
as independent, so their log-likelihoods add. Reference: Duda, Hart, Stork, Pattern
Classification, 2nd ed., section 2.12. A pressed key is the caller's own word and ends it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recognizers.base import LanguageResult, LanguageScores

# Below this no source may push a candidate: each of them can be wrong altogether.
_FLOOR: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionSettings:
    """When to answer.

    `threshold` is the probability the best candidate needs; `margin` by how much it must lead
    the next; `min_speech_likelihood` below what the heard is taken for noise and says nothing.
    """

    threshold: float = 0.7
    margin: float = 0.15
    min_speech_likelihood: float = 0.5


def fuse(
    *,
    candidates: Sequence[str],
    priors: Mapping[str, float] | None = None,
    key: str | None = None,
    spoken: LanguageScores | None = None,
    settings: FusionSettings | None = None,
) -> LanguageResult:
    """Combine what is known; abstain when the best candidate is not good enough.

    `priors` are probabilities in [0, 1] of some of the candidates, from the line dialled or this
    number's earlier calls; what they leave of 1 is spread evenly. `key` is the language of a key
    the caller pressed. Without candidates nothing can be told.
    """
    limits = settings or FusionSettings()
    tags = tuple(dict.fromkeys(candidates))
    if key is not None and key in tags:
        return LanguageResult(language=key, confidence=1.0, evidence={"key": key})
    if not tags:
        return LanguageResult(language=None, confidence=0.0)
    evidence: dict[str, str] = {}
    log = dict.fromkeys(tags, 0.0)
    known = {tag: value for tag, value in (priors or {}).items() if tag in log and value > 0}
    if known:
        _add(log, spread(known, tags))
        evidence["priors"] = _told(known)
    if spoken is not None:
        if spoken.speech_likelihood < limits.min_speech_likelihood:
            evidence["speech"] = f"not understood ({spoken.speech_likelihood:.2f})"
        else:
            _add(log, _trusted(spoken, tags))
            evidence["speech"] = _told(spoken.probabilities)
    if not evidence:
        return LanguageResult(language=None, confidence=1.0 / len(tags))
    posterior = _normalised(log)
    ranked = sorted(posterior, key=lambda tag: -posterior[tag])
    best = posterior[ranked[0]]
    lead = best - (posterior[ranked[1]] if len(ranked) > 1 else 0.0)
    sure = best >= limits.threshold and lead >= limits.margin
    # A caller who spoke and was not understood has not confirmed what was assumed before.
    unheard = spoken is not None and spoken.speech_likelihood < limits.min_speech_likelihood
    answer = ranked[0] if sure and not unheard else None
    return LanguageResult(language=answer, confidence=best, evidence=evidence)


def spread(known: Mapping[str, float], tags: Sequence[str]) -> dict[str, float]:
    """Make partial probabilities whole: scale them to at most 1, share the rest evenly."""
    total = sum(known.values())
    scale = 1.0 / total if total > 1 else 1.0
    rest = max(0.0, 1.0 - total) / len(tags)
    return {tag: known.get(tag, 0.0) * scale + rest for tag in tags}


def _trusted(spoken: LanguageScores, tags: Sequence[str]) -> dict[str, float]:
    # As far as it may not have been one of the candidates at all, it speaks for none of them.
    even = (1.0 - spoken.speech_likelihood) / len(tags)
    return {
        tag: spoken.speech_likelihood * spoken.probabilities.get(tag, 0.0) + even for tag in tags
    }


def _add(log: dict[str, float], likelihoods: Mapping[str, float]) -> None:
    for tag in log:
        log[tag] += math.log(max(_FLOOR, likelihoods[tag]))


def _normalised(log: Mapping[str, float]) -> dict[str, float]:
    top = max(log.values())
    weights = {tag: math.exp(value - top) for tag, value in log.items()}
    total = sum(weights.values())
    return {tag: weight / total for tag, weight in weights.items()}


def _told(probabilities: Mapping[str, float]) -> str:
    best = sorted(probabilities.items(), key=lambda item: -item[1])[:3]
    return ", ".join(f"{tag} {value:.2f}" for tag, value in best)
