"""How spaCy turns a string into a number, and thinc that number into rows of a table: done again without either.

MurmurHash64A and the mixing of MurmurHash3 are by Austin Appleby, in the public domain.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy
from numpy.typing import NDArray

Ids = NDArray[numpy.uint64]
Rows = NDArray[numpy.uint32]

_WHOLE: Final = (1 << 64) - 1
_STEP: Final = 0xC6A4A7935BD1E995
_SHIFT: Final = 47
_SEED: Final = 1  # of spaCy's store of strings
_U = numpy.uint64


@lru_cache(maxsize=1 << 16)
def string_id(text: str) -> int:
    """The number of a string in every spaCy vocabulary (MurmurHash64A); 0 for an empty one."""
    data = text.encode("utf-8", "replace")
    if not data:
        return 0
    found = _SEED ^ (len(data) * _STEP & _WHOLE)
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        block = int.from_bytes(data[at : at + 8], "little") * _STEP & _WHOLE
        block = (block ^ block >> _SHIFT) * _STEP & _WHOLE
        found = (found ^ block) * _STEP & _WHOLE
    if whole < len(data):
        found = (found ^ int.from_bytes(data[whole:], "little")) * _STEP & _WHOLE
    found = (found ^ found >> _SHIFT) * _STEP & _WHOLE
    return found ^ found >> _SHIFT


def rows_of(ids: Ids, seed: int) -> Rows:
    """Four rows for each id (the last mixing of MurmurHash3, 128 bits); shape (n, 4), not yet cut to a table."""
    first = ids * _U(0x87C37B91114253D5)
    first = (first << _U(31)) | (first >> _U(33))
    first = first * _U(0x4CF5AD432745937F)
    first ^= _U(seed) ^ _U(8)
    second = _U(seed) ^ _U(8)
    first = first + second
    other = first + second
    first, other = _mixed(first), _mixed(other)
    first = first + other
    other = other + first
    low = _U(0xFFFFFFFF)
    parts = (first & low, first >> _U(32), other & low, other >> _U(32))
    return numpy.stack(parts, axis=1).astype(numpy.uint32)


def _mixed(value: Ids) -> Ids:
    value = value ^ (value >> _U(33))
    value = value * _U(0xFF51AFD7ED558CCD)
    value = value ^ (value >> _U(33))
    value = value * _U(0xC4CEB9FE1A85EC53)
    return value ^ (value >> _U(33))


def shape_of(text: str) -> str:
    """The shape that spaCy gives a word: Xxxx, ddd.d; of a run of like marks four are kept."""
    if len(text) >= 100:
        return "LONG"
    shape: list[str] = []
    last, run = "", 0
    for c in text:
        mark = ("X" if c.isupper() else "x") if c.isalpha() else "d" if c.isdigit() else c
        run = run + 1 if mark == last else 0
        last = mark
        if run < 4:
            shape.append(mark)
    return "".join(shape)
