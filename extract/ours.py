"""Which files tallycheck wrote itself: they may be replaced, and they are never read as documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

PACKAGE: Final = "datapackage.json"
#: The name by which a folder is known to be ours.
PACKAGE_NAME: Final = "tallycheck"


def written_in(folder: Path) -> frozenset[str]:
    """The files of ``folder`` that earlier runs wrote, as its datapackage.json lists them."""
    package = folder / PACKAGE
    try:
        if not package.is_file():  # a pipe would never end
            return frozenset()
        content = json.loads(package.read_bytes())
        if content["name"] != PACKAGE_NAME:
            return frozenset()
        return frozenset({PACKAGE, *(resource["path"] for resource in content["resources"])})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # whatever it is, it is not ours
        return frozenset()
