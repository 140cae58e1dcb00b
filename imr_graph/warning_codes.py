"""The fixed list of warnings that a record may carry: code to what it means."""

from __future__ import annotations

from typing import Final

WARNING_CODES: Final[dict[str, str]] = {
    "unknown-layout": "The letter is of no known layout; it was read by its headings and its items' forms.",
    "no-case-number": "No case number is printed; the determination is named by its body's hash.",
    "no-summary": "No clinical case summary was found.",
    "no-reviewer": "No reviewer qualifications were found.",
    "ambiguous-case-number": "Several case numbers are printed; none was taken.",
    "unresolved-date": "A date of the header is no day, or stands beside no one label.",
    "unresolved-state": "A state of licensure stands in no table.",
    "unresolved-specialty": "A reviewer's specialty stands in no table.",
    "unresolved-condition": "Words of a diagnosis name no condition that the tables know.",
    "unresolved-drug": "A pharmaceutical item names no drug that the tables know.",
    "unresolved-ingredient": "An ingredient stands in no table.",
    "unresolved-category": "No rule gives the item's treatment category.",
    "unresolved-visits": "An item prints several numbers of visits, a range or one that cannot be reckoned.",
    "unresolved-service-date": "What stands for an item's date of service is no one day.",
    "unresolved-guideline": "A citation names a publication that is none of the known guidelines.",
    "unresolved-edition": "A printed edition stands in no table of the guideline.",
    "unresolved-chapter": "A cited chapter stands in no table of the guideline.",
    "unresolved-section": "A cited section stands in no table of the guideline.",
    "unresolved-page": "A cited page lies outside the guideline's known pages.",
    "long-page-range": "A cited range is too long to be meant page by page; only its ends are kept.",
    "missing-guideline": "An item lacks one side's guideline line.",
    "missing-rationale": "An item lacks its decision rationale.",
    "dates-out-of-order": "Two of the letter's dates stand in an order that no case can take.",
    "decision-contradicts-rationale": "The rationale's last sentence plainly says the contrary.",
    "text-left-over": "Words stand between sections or parts of items, where no fact is read.",
}
