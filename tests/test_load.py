from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.load import MAX_BYTES, LoadError, date_in_name, decode, load_bytes, load_file
from extract.model import Span

SAID = "Labour won 262 seats – a gain of 30, or +9.6 per cent, in Ynys Môn.\r\nTurnout\t68.7%\rand so on\n"


def refusal(data: bytes, path: str = "a.txt", limit: int = MAX_BYTES) -> LoadError:
    with pytest.raises(LoadError) as caught:
        load_bytes(data, path, limit=limit)
    error = caught.value
    assert str(error) == f"{path}: {error.reason}; {error.next_step}"
    assert "\n" not in str(error)
    return error


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_every_encoding_gives_the_same_text_and_is_named(tmp_path: Path, written: str, found: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(SAID.encode(written))
    document = load_file(path)
    assert document.text == SAID
    assert document.source.encoding == found
    with path.open(encoding=found, newline="") as file:  # what the encoding is written down for
        assert file.read() == document.text


def test_utf16_with_a_mark_of_either_order() -> None:
    for mark, order in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert load_bytes(mark + SAID.encode(order), "a.txt").text == SAID


def test_offsets_do_not_count_the_mark_and_line_ends_stay() -> None:
    text = load_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n\n", "a.txt").text
    assert text == "one\r\ntwo\rthree\n\n"
    assert text.index("two") == 5


def test_stray_cp1252_bytes_among_utf8_are_read_and_noted() -> None:
    data = "Sinn Féin – up three, Plaid – down one ".encode() + b"and \x9613 seats"
    document = load_bytes(data, "a.txt")
    assert document.text.endswith("Plaid – down one and –13 seats")
    assert document.source.encoding == "utf-8"
    assert document.source.notes == ("some bytes are not UTF-8 and were read as cp1252",)


def test_many_high_bytes_of_cp1252_are_not_taken_for_utf8() -> None:
    # "Ã©" is what UTF-8 for é looks like; alone among other letters it proves nothing.
    text = "Fianna Fáil, Sinn Féin: 37 % … “gains” £20 – Ã©"
    assert load_bytes(text.encode("cp1252"), "a.txt").text == text


def test_nul_is_refused_with_its_offset() -> None:
    error = refusal(b"Labour won 262" + b" seats and the others won fewer" * 9 + b"\0 seats")
    assert "NUL" in error.reason
    assert str(14 + 31 * 9) in error.reason


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 and so on", "PDF"),
        (b"PK\x03\x04 and so on", "zip"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x01\x02\x03\x04 words between", "binary"),
        (b"caf\xe9 \x81 \x8d words of an unknown encoding that goes on", "neither UTF-8 nor cp1252"),
        (b"\xff\xfe\x00\xd8a\x00", "breaks at byte"),
    ],
)
def test_what_is_no_text_is_refused_by_what_it_is(data: bytes, what: str) -> None:
    assert what in refusal(data).reason


@pytest.mark.parametrize("data", [b"", b" \t\r\n\n ", b"\xef\xbb\xbf", "\u00a0\u2003\u200b".encode(), b"\xff\xfe"])
def test_nothing_to_read_is_refused(data: bytes) -> None:
    assert refusal(data).reason == "holds no text"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)  # one line of 50 MB
    with pytest.raises(LoadError, match="larger than 32 MB"):
        load_file(path)
    path.write_bytes(b"x" * 101)
    with pytest.raises(LoadError, match="larger than"):
        load_file(path, limit=100)
    assert len(load_file(path, limit=101).text) == 101


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without end")
def test_a_device_without_end_is_cut_off() -> None:
    with pytest.raises(LoadError, match="larger than"):
        load_file("/dev/zero", limit=1000)


def test_a_packed_page_that_unpacks_too_large_is_refused() -> None:
    bomb = gzip.compress(b"<html>" + b" " * 10**6)
    assert "larger than" in refusal(bomb, "a.html.gz", limit=10**5).reason
    assert "broken gzip" in refusal(bomb[:40], "a.html.gz").reason
    assert load_bytes(gzip.compress(SAID.encode()), "a.txt.gz").text == SAID


def test_missing_folder_and_broken_link_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no such file or folder; check the name"):
        load_file(tmp_path / "none.txt")
    with pytest.raises(LoadError, match="is a folder; name a file in it"):
        load_file(tmp_path)
    (tmp_path / "link.txt").symlink_to("gone.txt")
    with pytest.raises(LoadError, match=r"broken link to gone\.txt"):
        load_file(tmp_path / "link.txt")


def test_no_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.txt"
    path.write_text("Labour 262")
    if os.geteuid() == 0:  # nothing is locked for root

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    else:
        path.chmod(0)
    with pytest.raises(LoadError, match="no permission to read; change its mode"):
        load_file(path)


def test_a_name_that_is_no_utf8_is_shown(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/r\xe9sultats.txt"
    try:
        with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write(b"Labour 262")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    document = load_file(os.fsdecode(path))
    assert document.name.endswith("r\\xe9sultats.txt")
    document.name.encode()  # can be written down


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAID.encode("utf-16"))))
    document = load_file("-")
    assert (document.name, document.source.path, document.text) == ("stdin", "-", SAID)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2017-06-09-bbc.txt", "2017-06-09"),
        ("bbc_20170609.txt", "2017-06-09"),
        ("2017_06_09.txt", "2017-06-09"),
        ("folder-2010-05-07/bbc.txt", ""),
        ("20170230.txt", ""),
        ("2017-0609.txt", ""),
        ("120170609.txt", ""),
        ("2017-06-08-seen-2019-01-02.txt", ""),
    ],
)
def test_date_in_the_file_name(name: str, found: str) -> None:
    assert date_in_name(name) == found


def test_the_source_says_where_its_date_is_from() -> None:
    document = load_bytes(b"Labour 262", "reports/2017-06-09.txt", name="2017-06-09.txt")
    assert document.name == "2017-06-09.txt"
    assert document.source.path == "reports/2017-06-09.txt"
    assert document.source.published == "2017-06-09"
    assert document.source.origin == (("published", "file name"),)
    assert load_bytes(b"Labour 262", "a.txt").source.published == ""


PAGE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><title>Night</title></head><body><h1>The night</h1>"
    "<p>Labour won 262 seats, far more than the polls had said, and the others fewer.</p></body></html>"
)


@pytest.mark.parametrize("path", ["a.html", "a.HTM", "a.xhtml", "a.html.gz", "a.htm.GZ", "-", "page.php"])
def test_a_page_is_read_as_a_page(path: str) -> None:
    data = PAGE.encode()
    document = load_bytes(gzip.compress(data) if path.lower().endswith("gz") else data, path, name="x")
    assert (document.name, document.source.path, document.source.media_type) == ("x", path, "text/html")
    assert "Labour won 262 seats" in document.text
    assert "<p>" not in document.text
    at = document.text.index("262")
    assert document.offsets is not None
    where = document.offsets.source_span(Span(at, at + 3))
    assert where is not None
    assert PAGE[slice(*where)] == "262"


def test_a_page_without_text_is_refused() -> None:
    assert refusal(b"<html><script>draw()</script></html>", "a.html").next_step


@given(st.binary(max_size=400))
def test_any_bytes_are_a_text_or_one_line_of_reason(data: bytes) -> None:
    try:
        document = load_bytes(data, "a.txt")
    except LoadError as error:
        said = str(error)
    else:
        said = ""
        assert document.text.strip()
        assert "\0" not in document.text
        document.text.encode()
    assert "\n" not in said


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_in_utf8_is_kept_as_it_is(text: str) -> None:
    # What begins like another format, or carries the mark itself, is tested above.
    if text.startswith(("\ufeff", "%PDF-", "GIF8", "{\\rtf")):
        return
    assert decode(text.encode()).text == text
