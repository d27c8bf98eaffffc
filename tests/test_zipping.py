"""Archives written from compressed and uncompressed members alike."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from docgen.opc import Package, write
from docgen.zipping import Segment, archive, write_archive


def test_a_member_may_be_copied_under_another_name_as_it_is_compressed() -> None:
    package = Package.open(archive([("[Content_Types].xml", b"<Types/>"), ("a/one.xml", b"<a/>" * 100)]))
    copied = write(package, {"a/two.xml": package.members["a/one.xml"]}, {"a/one.xml"})
    with zipfile.ZipFile(io.BytesIO(copied)) as found:
        assert found.namelist() == ["[Content_Types].xml", "a/two.xml"]
        assert found.read("a/two.xml") == b"<a/>" * 100


PIECES = st.lists(st.tuples(st.booleans(), st.lists(st.binary(max_size=300), max_size=4)), max_size=6)


@given(PIECES)
def test_a_part_may_be_put_together_from_segments_that_were_compressed_before(
    pieces: list[tuple[bool, list[bytes]]],
) -> None:
    stream: list[bytes | Segment] = []
    for is_segment, chunks in pieces:
        if is_segment:
            segment = Segment()
            for chunk in chunks:
                segment.add(chunk)
            stream.append(segment)
        else:
            stream += chunks
    file = io.BytesIO()
    write_archive(file, [("a.xml", stream), ("b.xml", b"b")])
    with zipfile.ZipFile(file) as found:
        assert found.read("a.xml") == b"".join(chunk for _, chunks in pieces for chunk in chunks)
        assert found.testzip() is None
