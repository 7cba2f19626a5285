"""The trained pipeline: found, checked and opened, or refused in one line. spaCy itself is not imported."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extract.model import Measure, Span, Status
from extract.reliability import Reliability, beside
from extract.windows import NUMERAL, Piece

if TYPE_CHECKING:
    from extract.decoder import Net
    from extract.owners import Weights

#: Where the model lies that ships with the package; ``tallycheck train`` writes there.
SHIPPED: Final = Path(__file__).parent / "trained"
#: The parts of the pipeline, and the keys of ``Doc.spans`` they write: what a numeral counts, by two nets
#: whose mean is taken, as one alone depends on its seed; to which world it belongs; the weights for owners.
FIGURES: Final = ("figures", "figures_again")
STATUS: Final = "status"
OWNERS: Final = "owners"
PARTS: Final = (*FIGURES, STATUS, OWNERS)
#: The parts of spaCy's own pipelines that find entities, and what they call people.
_ENTITIES: Final = frozenset({"ner", "entity_ruler"})
_PEOPLE: Final = frozenset({"PERSON", "PER"})
_ADVICE = "make it anew with tallycheck train"


class ModelError(Exception):
    """A model that is missing, damaged or made for another spaCy: what, and what to do."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The parts of an opened pipeline."""

    figures: tuple[Net, ...]
    status: Net
    owners: Weights
    table: Reliability
    #: Another pipeline that says which words name people, as (start, end) in a text; None leaves it to capitals.
    people: Callable[[str], list[Span]] | None = None


@lru_cache(maxsize=2)
def load(name: str = "") -> Trained:
    """The pipeline ``name`` (a folder or an installed package), or the one that ships with tallycheck.

    A pipeline of another kind, such as ``en_core_web_sm``, finds the people beside ours.
    """
    shown = name or "the trained model"
    path = _folder(name) if name else SHIPPED
    if path is None or not path.is_dir():
        raise ModelError(f"{shown} is not there; {_ADVICE}")
    try:
        from extract import owners
        from extract.decoder import net

        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
        made_for, parts = meta["spacy_version"], meta["pipeline"]
        _check_version(made_for, shown)
        if not set(PARTS) & set(parts) and _ENTITIES & set(parts):
            return replace(load(), people=_finder(path))
        if missing := [part for part in PARTS if part not in parts]:
            raise ModelError(f"{shown} has no {' and no '.join(missing)}; name a model that tallycheck train made")
        symbols = dict(json.loads((path / OWNERS / owners.SYMBOLS).read_text(encoding="utf-8")))
        figures = tuple(net(path / part, symbols) for part in FIGURES)
        status = net(path / STATUS, symbols)
        _check_labels(figures, status)
        return Trained(figures, status, owners.load(path / OWNERS / owners.WEIGHTS), beside(path))
    except ImportError as error:
        raise ModelError(f"what spaCy needs cannot be imported ({error}); reinstall tallycheck") from None
    except ModelError:
        raise
    except Exception as error:  # a damaged file can fail in any reader of it
        told = " ".join(str(error).split())[:80]
        raise ModelError(f"{shown} cannot be opened ({type(error).__name__}: {told}); {_ADVICE}") from None


def _check_labels(figures: Sequence[Net], status: Net) -> None:
    """Refuse nets that say other things than a reading can hold, or different things of one numeral."""
    from extract.decoder import Batch

    if len({net.labels for net in figures}) > 1:
        raise ValueError("its nets have different labels")
    for label in figures[0].labels:
        Measure(label.rstrip("-0"))
    for label in status.labels:
        Status(label)
    batch = Batch.of([[Piece("1", False, "#d", NUMERAL, "1.0", numeral=0)]])
    for net in (*figures, status):
        if net.predict(batch).shape != (1, len(net.labels) + 1):
            raise ValueError("a net has other labels than answers")


def _finder(path: Path) -> Callable[[str], list[Span]]:
    """What finds people by the pipeline in ``path``; only this imports spaCy."""
    import spacy

    nlp = spacy.load(path)

    def people(text: str) -> list[Span]:
        nlp.max_length = max(nlp.max_length, len(text) + 1)  # our own bound on files is the one that counts
        found = nlp(text.encode("utf-8", "replace").decode("utf-8")).ents
        return [Span(ent.start_char, ent.end_char) for ent in found if ent.label_ in _PEOPLE]

    return people


def _check_version(made_for: str, shown: str) -> None:
    """Refuse weights of another spaCy: the same names may mean other things there."""
    from importlib.metadata import version

    from packaging.specifiers import SpecifierSet

    installed = version("spacy")
    if not SpecifierSet(made_for).contains(installed, prereleases=True):
        raise ModelError(f"{shown} is made for spaCy {made_for}, not {installed}; {_ADVICE}")


def _folder(name: str) -> Path | None:
    """The folder of a pipeline: as named, or inside the installed package of that name."""
    from importlib.util import find_spec

    if Path(name).is_dir():
        return Path(name)
    try:
        spec = find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    return next((p.parent for p in sorted(package.glob("*/meta.json"))), package)
