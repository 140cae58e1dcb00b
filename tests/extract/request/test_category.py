from __future__ import annotations

import pytest

from imr_graph.extract.request.category import extract_category
from tests.extract.request.titles import phrase


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Consult with shoulder specialist for total shoulder arthroplasty", "evaluation-management"),
        ("Referral to chiropractor, twice a week for 4 weeks", "rehabilitation"),
        ("Referral to pain management for epidural injection", "evaluation-management"),
        ("Referral to a psychologist", "mental-health"),
        ("Chiropractic evaluation", "evaluation-management"),
        ("Physical therapy after knee arthroscopy, 12 visits", "rehabilitation"),
        ("Knee arthroscopy with post-operative physical therapy", "surgery"),
        ("MRI of the neck for pre-operative planning", "diagnostic-testing"),
        ("Pre-op x-ray of the lungs", "surgery"),
        ("Pre-operative psychological evaluation", "mental-health"),
        ("Post-operative cold therapy unit", "dmepos"),
        ("Spinal cord stimulator trial", "surgery"),
        ("Muscle stimulator trial", "dmepos"),
        ("Transportation to physical therapy", "transportation"),
        ("Home health physical therapy", "home-health"),
        ("Ultrasound of the shoulder", "diagnostic-testing"),
        ("Ultrasound 2 times 5", "rehabilitation"),
        ("Ultrasound guided injection", "injection"),
        ("Transforaminal lumbar interbody fusion", "surgery"),
        ("Transforaminal epidural steroid injection", "injection"),
        ("Two level lumbar fusion", "surgery"),
        # Words of devices and tests in an operation's name, and words of operations in others'.
        ("Endoscopic cubital tunnel release", "surgery"),
        ("Endoscopy of the stomach", "diagnostic-testing"),
        ("Endoscopic study", "diagnostic-testing"),
        ("A2 pulley release", "surgery"),
        ("Shoulder pulley", "dmepos"),
        ("Opening wedge osteotomy", "surgery"),
        ("Wedge cushion", "dmepos"),
        ("Spinal cord stimulator battery replacement", "surgery"),
        ("TENS battery replacement", "dmepos"),
        ("Knee brace after ligament reconstruction", "dmepos"),
        ("Active release technique, 6 visits", "rehabilitation"),
        ("Endovenous ablation", "surgery"),
        ("Facet radiofrequency ablation", "injection"),
        ("MR arthrogram with injection of contrast", "diagnostic-testing"),
        ("Diagnostic medial branch block", "injection"),
        ("Nail bed repair", "surgery"),
        ("Silicone gel sheets", "dmepos"),
        ("Diclofenac gel", "pharmaceutical"),
        ("Testosterone level", "diagnostic-testing"),
        ("Testosterone gel", "pharmaceutical"),
        ("Toradol injection 60mg", "injection"),
        ("Naloxone auto-injector", "pharmaceutical"),
        ("Lidocaine 5% pads #30", "pharmaceutical"),
        ("Morphine sulfate extended release", "pharmaceutical"),
        ("Norco for post-operative pain", "pharmaceutical"),
        ("Hospital bed", "dmepos"),
        ("Hospital stay, 2 days", "surgery"),
        ("Prescription for physical therapy", "rehabilitation"),
        ("Therapy with psychologist", "mental-health"),
    ],
)
def test_categories(title: str, category: str) -> None:
    part = extract_category(phrase(title), None)
    assert part.value == category
    assert part.warnings == ()
    assert part.found[0].path == ""


@pytest.mark.parametrize("title", ["EKG", "Chest x-ray", "Labs - CBC", "Urinalysis"])
def test_a_test_beside_a_surgery_belongs_to_it(title: str) -> None:
    assert extract_category(phrase(title), None).value == "diagnostic-testing"
    assert extract_category(phrase(title), (0, 3)).value == "surgery"


def test_a_device_beside_a_surgery_keeps_its_own_nature() -> None:
    assert extract_category(phrase("Sling"), (0, 5)).value == "dmepos"


def test_words_that_no_rule_knows_are_other_and_flagged() -> None:
    part = extract_category(phrase("Horseback riding"), None)
    assert part.value == "other"
    assert [warning.code for warning in part.warnings] == ["unresolved-category"]
