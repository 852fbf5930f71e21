"""What is served carries no mark that only GOV.UK may show, and nothing that a manifest storage would trip over."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(STATIC)))
def test_no_served_file_names_the_typeface_the_crest_or_a_map(path: Path) -> None:
    text = path.read_text("utf-8")
    for mark in ("GDS Transport", "@font-face", "govuk-crest", "sourceMappingURL"):
        assert mark not in text


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".css"], ids=lambda path: path.name)
def test_every_address_in_a_stylesheet_is_a_file_beside_it(path: Path) -> None:
    for address in re.findall(r"url\(([^)]+)\)", path.read_text("utf-8")):
        assert (path.parent / address).is_file()


def test_no_icon_of_govuk_is_here() -> None:
    assert [path for path in FILES if re.search(r"crest|govuk-icon|opengraph|\.woff|favicon\.ico", path.name)] == []


def test_each_package_keeps_its_licence_and_version() -> None:
    for package in (STATIC / "vendor").iterdir():
        assert "MIT License" in (package / "LICENCE.txt").read_text()
        assert re.search(r" \d+\.\d+\.\d+$", (package / "VERSION.txt").read_text().strip())
