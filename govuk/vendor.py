"""Copies the built files of GOV.UK Frontend and MoJ Frontend into static/vendor, without what we may not show.

The Design System may be used outside GOV.UK, its typeface, crest and icons may not. So: no @font-face, Arial for the
font stack, no crest, no icons of GOV.UK. Addresses become relative (we serve from another folder) and source map
comments go, because a manifest storage refuses a file that names a missing map.

    python -m govuk.vendor GOVUK_FRONTEND_PACKAGE MOJ_FRONTEND_PACKAGE

Both arguments are folders of unpacked npm packages (those that hold package.json).
"""

import json
import re
import shutil
import sys
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LICENCE = """The MIT License (MIT)

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def plain_css(css: str) -> str:
    """Stylesheet text without typeface, crest, absolute addresses and source map.

    >>> plain_css('@font-face{font-family:GDS Transport;src:url(a)}p{font-family:GDS Transport,arial,sans-serif}')
    'p{font-family:Arial,sans-serif}'
    >>> plain_css('a{background-image:url(/assets/images/govuk-crest.svg);color:red}')
    'a{color:red}'
    >>> plain_css('a{background:url(/assets/images/tick.svg)}/*# sourceMappingURL=a.css.map */')
    'a{background:url(images/tick.svg)}'
    """
    css = re.sub(r"@font-face\s*{[^}]*}", "", css)
    css = re.sub(r"[\"']?GDS Transport[\"']?\s*,\s*arial", "Arial", css)
    css = re.sub(r"[-a-z]+:url\([^)]*govuk-crest[^)]*\);?", "", css)
    css = css.replace("url(/assets/", "url(")
    return re.sub(r"\s*/\*# sourceMappingURL=.*?\*/\s*", "", css)


def plain_script(script: str) -> str:
    """Script text without its source map comment."""
    return re.sub(r"\n?//# sourceMappingURL=\S*\s*", "\n", script)


def copy(package: Path, built: Path, stylesheet: str, script: str | None, holder: str, name: str) -> None:
    """One package's stylesheet, the images it names, its script if we use it, its version and licence."""
    target = VENDOR / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    css = plain_css((built / stylesheet).read_text("utf-8"))
    (target / stylesheet).write_text(css, "utf-8")
    for image in sorted(set(re.findall(r"url\((images/[^)]+)\)", css))):
        (target / image).parent.mkdir(exist_ok=True)
        shutil.copyfile(built / "assets" / image, target / image)
    if script:
        (target / script).write_text(plain_script((built / script).read_text("utf-8")), "utf-8")
    about = json.loads((package / "package.json").read_text("utf-8"))
    (target / "VERSION.txt").write_text(f"{about['name']} {about['version']}\n", "utf-8")
    (target / "LICENCE.txt").write_text(LICENCE.format(holder=holder), "utf-8")


def main(govuk: Path, moj: Path) -> None:
    copy(
        govuk,
        govuk / "dist" / "govuk",
        "govuk-frontend.min.css",
        "all.bundle.js",
        "2017 Crown Copyright (Government Digital Service)",
        "govuk-frontend",
    )
    # MoJ's components are used as CSS only: its sortable table and date picker need script, ours must not.
    copy(moj, moj / "moj", "moj-frontend.min.css", None, "2021 dxw", "moj-frontend")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
