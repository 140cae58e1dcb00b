from __future__ import annotations

import pytest

from imr_graph.extract.request.codes import extract_codes
from tests.extract.request.titles import phrase


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Arthroscopy (CPT 29826, 29824 and 29827)", ("29826", "29824", "29827")),
        ("Fusion (CPT codes 22551, 22845)", ("22551", "22845")),
        ("MRI (CPT code: 72148)", ("72148",)),
        ("Injection (J7324) with guidance (CPT 20611)", ("J7324", "20611")),
        ("Knee brace (HCPCS L1832)", ("L1832",)),
        ("TENS unit E0730 and supplies A4595", ("E0730", "A4595")),
        ("Office visit (99213; level 3)", ("99213",)),
        ("Therapy (97110, 97140)", ("97110", "97140")),
        ("Repair (29827-59, 29826)", ("29827", "29826")),
        ("Plasma injection (0232T)", ("0232T",)),
        ("CPT 99214, CPT 99214", ("99214",)),
        ("Vitamin D 50000 units #8", ()),
        ("Claim 12345 brace", ()),
        ("Fusion at L4-5 and L5-S1", ()),
        ("Therapy (160 hours)", ()),
        ("X-ray (DOS 11/11/2016)", ()),
        ("Block for ICD-10 M5416", ()),
    ],
)
def test_codes(title: str, codes: tuple[str, ...]) -> None:
    part = extract_codes(phrase(title))
    assert part.value == codes
    assert [found.path for found in part.found] == [f"/{n}" for n in range(len(codes))]
    assert tuple(title[slice(*found.spans[0])] for found in part.found) == codes
