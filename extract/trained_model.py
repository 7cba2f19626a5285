"""The trained pipeline: found, checked and opened, or refused in one line; spaCy is imported only then."""

from __future__ import annotations

import json
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.language import Language

#: Where the model lies that ships with the package; ``tallycheck train`` writes there.
SHIPPED: Final = Path(__file__).parent / "trained"
#: The parts of the pipeline, and the keys of ``Doc.spans`` they write: what a numeral counts, by two nets
#: whose mean is taken, as one alone depends on its seed; to which world it belongs; the weights for owners.
FIGURES: Final = ("figures", "figures_again")
STATUS: Final = "status"
OWNERS: Final = "owners"
PARTS: Final = (*FIGURES, STATUS, OWNERS)


class ModelError(Exception):
    """A model that is missing, damaged or made for another spaCy: what, and what to do."""


@lru_cache(maxsize=2)
def load(name: str = "") -> Language:
    """The pipeline ``name`` (a folder or an installed package), or the one that ships with tallycheck."""
    path = Path(name) if name else SHIPPED
    shown = name or "the trained model"
    advice = "make it anew with tallycheck train"
    try:
        from spacy.about import __version__ as version
        from spacy.util import is_compatible_version, is_package, load_model

        from extract import spacy_parts  # noqa: F401  # its registered parts are what the pipeline is made of
    except ImportError as error:
        raise ModelError(f"spaCy cannot be imported ({error}); reinstall tallycheck") from None
    if not path.is_dir() and not (name and is_package(name)):
        raise ModelError(f"{shown} is not there; {advice}")
    try:
        if path.is_dir():
            made_for = json.loads((path / "meta.json").read_text(encoding="utf-8"))["spacy_version"]
            if not is_compatible_version(version, made_for):
                raise ModelError(f"{shown} is made for spaCy {made_for}, not {version}; {advice}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # spaCy's own remarks on versions, looked at above
            nlp = load_model(path if path.is_dir() else name)
    except ModelError:
        raise
    except Exception as error:  # a damaged file can fail in any part of spaCy
        told = " ".join(str(error).split())[:80]
        raise ModelError(f"{shown} cannot be opened ({type(error).__name__}: {told}); {advice}") from None
    missing = [part for part in PARTS if part not in nlp.pipe_names]
    if missing:
        raise ModelError(f"{shown} has no {' and no '.join(missing)}; name a model that tallycheck train made")
    return nlp
