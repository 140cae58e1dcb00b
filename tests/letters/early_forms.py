"""Letters of 2013 and early 2014 in small. All of it is invented."""

from __future__ import annotations

HEADER = """Independent Medical Review
Dated: 11/5/2013
Date of UR Decision: 8/1/2013
Date of Injury: 3/2/2010
IMR Application Received: 8/20/2013
MAXIMUS Case Number: CM13-0099999

"""

REQUESTS = (
    HEADER
    + """HOW THE IMR FINAL DETERMINATION WAS MADE

The expert reviewer is Board Certified in Neurology.

DOCUMENTS REVIEWED

Notes of a 70 year old man.

CLINICAL CASE SUMMARY

She is 50 years old and has a sore wrist.

IMR DECISION(S) AND RATIONALE(S)

1. The request for a wrist splint is medically necessary and appropriate.

The Claims Administrator did not cite any guideline for its decision.

The Expert Reviewer based his/her decision on the Chronic Pain Medical Treatment Guidelines, page 9.

The Expert Reviewer's decision rationale: Rest helps. The request is medically necessary and
appropriate.

2. The request for Motrin 800 mg #90 is not medically necessary and appropriate.

The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, page 67.

The Expert Reviewer based his/her decision on the Chronic Pain Medical Treatment Guidelines, page 68.

The Expert Reviewer's decision rationale: No trial of a lower dose is told.
"""
)

NOTICE = (
    HEADER
    + """1) MAXIMUS Federal Services, Inc. has determined the request for a wrist splint is notmedically
necessary and appropriate.

INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE

An application for Independent Medical Review was filed on 8/20/2013 disputing the Utilization Review
Denial dated 8/1/2013. A Notice of Assignment and Request for Information was provided on 8/29/2013.

1) MAXIMUS Federal Services, Inc. has determined the request for a wrist splint is not medically
necessary and appropriate.

Medical Qualifications of the Expert Reviewer:
The physician reviewer is Board Certified in Neurology.

Expert Reviewer Case Summary:
She is 50 years old and has a sore wrist.

Documents Reviewed for Determination:
Notes of a 70 year old man.

1) Regarding the request for a wrist splint:

Medical Treatment Guideline(s) Relied Upon by the Expert Reviewer to Make His/Her
Decision:

The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, page 8.
The Expert Reviewer relied on the Chronic Pain Medical Treatment Guidelines, page 9.

Rationale for the Decision:

The wrist is stiff already.

Effect of the Decision:
Binding.
"""
)

DISPUTE = (
    HEADER
    + """MEDICAL PROFESSIONAL REVIEW

ISSUE AT DISPUTE:
wrist splint

CASE SUMMARY:
She is 50 years old and has a sore wrist.

DOCUMENTS REVIEWED FOR DETERMINATION:
Notes of a 70 year old man.

MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL
REVIEWER AND WHY:
The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, page 8.
The Professional Reviewer relied on the Chronic Pain Medical Treatment Guidelines, page 9.

RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT
MEDICALLY NECESSARY:
The wrist is stiff already.

MEDICAL REVIEWER QUALIFICATIONS:
The reviewer is Board Certified in Neurology.
"""
)
