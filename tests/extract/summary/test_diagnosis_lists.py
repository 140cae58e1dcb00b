from __future__ import annotations

import pytest

from imr_graph.extract.summary.diagnosis_lists import split_entry, split_list


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        # Separators.
        ("neck strain, back strain, and headache", ["neck strain", "back strain", "headache"]),
        ("neck strain; back strain; and headache", ["neck strain", "back strain", "headache"]),
        ("neck strain as well as hypertension", ["neck strain", "hypertension"]),
        ("neck strain rule out disc herniation", ["neck strain", "rule out disc herniation"]),
        # Inner commas.
        ("dislocation, shoulder", ["dislocation, shoulder"]),
        ("radiculopathy, lumbar region, and lumbago", ["radiculopathy, lumbar region", "lumbago"]),
        ("wrist sprain, initial encounter, and gout", ["wrist sprain, initial encounter", "gout"]),
        ("depressive disorder, single episode, moderate", ["depressive disorder, single episode, moderate"]),
        ("strain of fascia, and tendon of low back", ["strain of fascia, and tendon of low back"]),
        ("gout and chronic, intractable pain syndrome", ["gout", "chronic, intractable pain syndrome"]),
        ("cervical, thoracic, and lumbar strains", ["cervical, thoracic, and lumbar strains"]),
        ("knee pain, left greater than right", ["knee pain, left greater than right"]),
        ("diabetes, type 2, diet controlled; gout", ["diabetes, type 2, diet controlled", "gout"]),
        ("asthma, mild, intermittent, gout", ["asthma, mild, intermittent", "gout"]),
        ("hypertension, benign, obesity, morbid", ["hypertension, benign", "obesity, morbid"]),
        ("mood disorder, recurrent, severe without psychotic features, and gout",
         ["mood disorder, recurrent, severe without psychotic features", "gout"]),
        ("panic disorder, mild with anxious distress, gout",
         ["panic disorder, mild with anxious distress", "gout"]),
        ("hernia, without obstruction or gangrene, not specified as recurrent, gout",
         ["hernia, without obstruction or gangrene, not specified as recurrent", "gout"]),
        ("meniscus tear, current injury, left knee, initial encounter, gout",
         ["meniscus tear, current injury, left knee, initial encounter", "gout"]),
        ("neck sprain, superimposed upon disc disease, gout",
         ["neck sprain, superimposed upon disc disease", "gout"]),
        ("neck sprain, right wrist with bursitis", ["neck sprain", "right wrist with bursitis"]),
        # An "and" inside a condition, and between two.
        ("pain at and below the level of injury, gout", ["pain at and below the level of injury", "gout"]),
        ("pain in and around the knee and gout", ["pain in and around the knee", "gout"]),
        ("adjustment disorder with mixed anxiety and depressed mood, gout",
         ["adjustment disorder with mixed anxiety and depressed mood", "gout"]),
        ("arthritis with both knees and gout", ["arthritis with both knees", "gout"]),
        ("myalgia and myositis, unspecified, gout", ["myalgia and myositis, unspecified", "gout"]),
        ("myalgia and gout", ["myalgia", "gout"]),
        ("cuff syndrome and allied disorders, gout", ["cuff syndrome and allied disorders", "gout"]),
        ("cervical and lumbar disc herniation", ["cervical and lumbar disc herniation"]),
        ("injury of the back and left ankle", ["injury of the back and left ankle"]),
        ("spine sprain and strain, myalgia", ["spine sprain and strain", "myalgia"]),
        ("shoulder pain and injury status post surgery", ["shoulder pain and injury status post surgery"]),
        ("strain and contusion of the knee", ["strain and contusion of the knee"]),
        ("knee strain and contusion of the foot", ["knee strain", "contusion of the foot"]),
        ("anxiety and depression", ["anxiety", "depression"]),
        ("low back pain and sciatica", ["low back pain", "sciatica"]),
        ("fleeting homicidal and suicidal thoughts", ["fleeting homicidal and suicidal thoughts"]),
        ("gout, right wrist and right hand sprain", ["gout", "right wrist and right hand sprain"]),
        ("gout, L1, L2 and L3 fractures", ["gout", "L1, L2 and L3 fractures"]),
        ("herniation, L4-5, L5-S1 and sciatica", ["herniation, L4-5, L5-S1", "sciatica"]),
        # The objects of a "with".
        ("sciatica with numbness, tingling and weakness", ["sciatica with numbness, tingling and weakness"]),
        ("bulge with radiculitis and right knee tear", ["bulge with radiculitis", "right knee tear"]),
        ("neck strain with left and right arm pain", ["neck strain with left and right arm pain"]),
        # An apostrophe for a semicolon.
        ("knee pain left' right arm numbness; gout", ["knee pain left", "right arm numbness", "gout"]),
        ("patients' bursitis and 'mild' gout", ["patients' bursitis", "'mild' gout"]),
        # Procedures.
        ("status post burn status post repair; gout", ["status post burn ", "status post repair", "gout"]),
        ("ankle fracture status post repair", ["ankle fracture status post repair"]),
        ("ankle fracture, status post open reduction", ["ankle fracture", "status post open reduction"]),
        ("knee tear, status post repair; gout", ["knee tear, status post repair", "gout"]),
        ("status post reduction and internal fixation", ["status post reduction and internal fixation"]),
        # Nothing but a capital parts them.
        ("neck strainKnee sprainGout", ["neck strain", "Knee sprain", "Gout"]),
        ("DeQuervain tenosynovitis", ["DeQuervain tenosynovitis"]),
        # Brackets hold together; an open one holds nothing.
        ("burn (face, neck and hands), gout", ["burn (face, neck and hands)", "gout"]),
        ("abdominal [pain, gout", ["abdominal [pain", "gout"]),
        # A condition that no table knows is one all the same.
        ("zorbitosa, neck strain", ["zorbitosa", "neck strain"]),
        ("", []),
    ],
)  # fmt: skip
def test_split_list(text: str, entries: list[str]) -> None:
    assert [text[low:high] for low, high in split_list(text, 0, len(text))] == entries


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        # One entry of a numbered list: mostly one condition.
        ("knee tear, status post repair", ["knee tear, status post repair"]),
        ("wrist tendinitis, rule out tear", ["wrist tendinitis", "rule out tear"]),
        ("neck strain; back strain", ["neck strain", "back strain"]),
        ("cuff tear, massive and retracted", ["cuff tear, massive and retracted"]),
        ("zorbitosa, neck strain", ["zorbitosa", "neck strain"]),
    ],
)
def test_split_entry(text: str, entries: list[str]) -> None:
    assert [text[low:high] for low, high in split_entry(text, 0, len(text))] == entries
