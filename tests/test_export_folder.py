"""The folder of tables: whole or not at all, and never in the place of somebody else's."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from handmade import FAILED, full, written

from extract.export import Export, ExportError


def leftovers(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_out_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"

    def broken_off() -> None:
        with Export(out) as export:
            export.add(full())
            assert not out.exists()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert leftovers(tmp_path / "deep") == []


@pytest.mark.parametrize("moment", ["write", "fsync", "rename"])
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    earlier = written(tmp_path / "out", [full()])
    before = {p.name: p.read_bytes() for p in earlier.iterdir()}
    if moment == "write":
        monkeypatch.setattr(Path, "write_bytes", full_disk)
    elif moment == "fsync":
        monkeypatch.setattr("os.fsync", full_disk)
    else:
        rename = Path.rename
        calls: list[Path] = []

        def second_fails(self: Path, target: Path) -> Path:
            calls.append(self)
            if len(calls) == 2:
                full_disk()
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(ExportError, match=r"No space left on device.*free some space") as caught:
        written(tmp_path / "out", [FAILED])
    assert "\n" not in str(caught.value)
    assert leftovers(tmp_path) == ["out"]
    assert {p.name: p.read_bytes() for p in earlier.iterdir()} == before


def test_an_earlier_run_is_replaced_also_in_another_format(tmp_path: Path) -> None:
    out = written(tmp_path / "out", [full()])
    written(out, [FAILED], "jsonl")
    assert (out / "figures.jsonl").read_bytes() == b""
    assert not (out / "figures.csv").exists()
    assert leftovers(tmp_path) == ["out"]


def test_a_second_run_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (written(tmp_path / n, [full(), FAILED]) for n in ("one", "two"))
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_what_tallycheck_did_not_write_is_never_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"did not write \(thesis\.txt\); choose another -o"):
        written(out)
    (out / "datapackage.json").write_text('{"name": "somebody-else", "resources": [{"path": "thesis.txt"}]}')
    with pytest.raises(ExportError, match="did not write"):
        written(out)
    (out / "thesis.txt").unlink()
    (out / "datapackage.json").unlink()
    written(out)  # an empty folder may be filled
    (out / "notes.txt").write_text("mine")  # put beside our tables later
    with pytest.raises(ExportError, match=r"\(notes\.txt\)"):
        written(out)
    assert (out / "notes.txt").read_text() == "mine"
    plain_file = tmp_path / "file"
    plain_file.write_text("mine")
    with pytest.raises(ExportError, match="is a file; choose a folder"):
        written(plain_file)
    assert leftovers(tmp_path) == ["file", "out"]


def test_a_link_keeps_pointing_at_its_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    written(tmp_path / "out", [full()])
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "figures.csv").exists()


def test_out_is_as_readable_as_any_new_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    out = written(tmp_path / "out")
    assert out.stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("out", ["/", "//", "/."])
def test_the_root_is_no_folder_to_write(out: str) -> None:
    with pytest.raises(ExportError, match="is the root of the file system; choose a folder in it for -o"):
        Export(out)
