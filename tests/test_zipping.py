"""Archives written from compressed and uncompressed members alike."""

from __future__ import annotations

import io
import zipfile

from docgen.opc import Package, write
from docgen.zipping import archive


def test_a_member_may_be_copied_under_another_name_as_it_is_compressed() -> None:
    package = Package.open(archive([("[Content_Types].xml", b"<Types/>"), ("a/one.xml", b"<a/>" * 100)]))
    copied = write(package, {"a/two.xml": package.members["a/one.xml"]}, {"a/one.xml"})
    with zipfile.ZipFile(io.BytesIO(copied)) as found:
        assert found.namelist() == ["[Content_Types].xml", "a/two.xml"]
        assert found.read("a/two.xml") == b"<a/>" * 100
