"""Where the rule packs lie: inside the installed package, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """The folder that holds ``lang/`` and one folder per country.

    A wheel carries it as ``extract/rules``; a checkout, also one installed as editable, keeps it
    beside ``extract/``. ``lang/`` proves a hit, because any folder may be called ``rules``.
    """
    places = (_PACKAGE / "rules", _PACKAGE.parent / "rules")
    for place in places:
        if (place / "lang").is_dir():
            return place
    looked = " and ".join(str(place) for place in places)
    raise FileNotFoundError(
        f"the rule packs are missing: no folder rules/ with lang/ in it at {looked}; "
        "reinstall tallycheck, or restore rules/ in the checkout"
    )
