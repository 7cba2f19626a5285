"""A wheel in a fresh environment, away from the checkout, does the main job with the rules it carries."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from extract import paths

REPORT = "Labour won 262 seats at the 2017 general election. The Conservatives won 317 seats.\n"


def run(*command: str | Path, cwd: Path) -> str:
    """Run to the end and return standard output; what went wrong is in the message."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    # Without isolation the backend of this environment is used: no network.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, root, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; its dependencies are lent by this one."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    install = ("-m", "pip", "--python", folder, "install", "-qq", "--no-deps", "--no-index", wheel)
    run(sys.executable, *install, cwd=folder.parent)
    # A path line lends packages, but not the editable install: .pth files there are not followed.
    (site,) = folder.glob("lib/python*/site-packages")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "lent.pth").write_text("\n".join(sorted(lent)) + "\n", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_wheel_carries_the_rules_and_nothing_of_the_workshop(wheel: Path, root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    info = f"tallycheck-{version}.dist-info/"
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith(info)}
    rules = {
        f"extract/rules/{path.relative_to(root / 'rules').as_posix()}"
        for path in (root / "rules").rglob("*")
        if path.is_file()
    }
    code = {path.relative_to(root).as_posix() for path in (root / "extract").rglob("*.py")}
    model = {p.relative_to(root).as_posix() for p in (root / "extract" / "trained").rglob("*") if p.is_file()}
    assert rules
    assert model
    assert names == rules | code | model | {"extract/py.typed"}


@pytest.mark.slow
def test_it_runs_away_from_the_checkout(environment: Path, tmp_path: Path, root: Path) -> None:
    command = environment / "bin" / "tallycheck"
    assert "extract" in run(command, "--help", cwd=tmp_path)

    (tmp_path / "night.txt").write_text(REPORT, encoding="utf-8")
    run(command, "extract", "night.txt", "-o", "out", cwd=tmp_path)
    with (tmp_path / "out" / "figures.csv").open(newline="", encoding="utf-8") as lines:
        seats = {row["party_id"]: row["value"] for row in csv.DictReader(lines) if row["measure"] == "seats"}
    # The ids stand in rules/gb only: they show that the packs were found.
    assert seats == {"PP53": "262", "PP52": "317"}

    run(command, "extract", "night.txt", "-o", "twice", "--readers", "both", cwd=tmp_path)
    with (tmp_path / "twice" / "readings.csv").open(newline="", encoding="utf-8") as lines:
        assert {row["reader"] for row in csv.DictReader(lines)} == {"rules", "ner"}

    where = "from extract.paths import rules_dir; print(rules_dir())"
    found = Path(run(environment / "bin" / "python", "-c", where, cwd=tmp_path).strip())
    assert found.is_relative_to(environment.resolve())
    assert not found.is_relative_to(root)


def test_a_checkout_finds_its_own_rules(root: Path) -> None:
    assert paths.rules_dir() == root / "rules"


def test_missing_rules_are_named_with_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()  # a folder of that name alone proves nothing
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "extract")
    with pytest.raises(FileNotFoundError, match="reinstall tallycheck") as error:
        paths.rules_dir()
    assert str(tmp_path / "rules") in str(error.value)
