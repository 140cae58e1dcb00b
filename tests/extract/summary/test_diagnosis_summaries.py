"""Summaries that list diagnoses, as reviewers write them: the general forms held together."""

from __future__ import annotations

import pytest

from tests.extract.summary.summaries import read_diagnoses


@pytest.mark.parametrize(
    ("text", "diagnoses"),
    [
        ("The claimant is a 44-year-old roofer hurt on 3/2/12. The 5/6/14 PR-2 lists the following "
         "diagnoses: lumbar facet syndrome; left hip bursitis; probable right L4 radiculopathy. He walks "
         "with a cane.",
         ["lumbar facet syndrome", "left hip bursitis", "right L4 radiculopathy?"]),
        ("Knee MRI of 2/2014 shows a torn meniscus. Impression - (a) Tear of the medial meniscus, left knee "
         "(836.0); (b) s/p left knee arthroscopy 2010; (c) Gout - suspected. He uses a cane.",
         ["Tear of the medial meniscus, left knee", "s/p left knee arthroscopy 2010", "Gout?"]),
        ("Diagnoses include: Axis I: dysthymic disorder; Axis II: no diagnosis; Axis III: left hip bursitis, "
         "asthma and gout. GAF was 60.",
         ["dysthymic disorder", "left hip bursitis", "asthma", "gout"]),
        ("Elbow X-rays were clear. IMPRESSION (3/4/2014): 1. Tennis elbow, left (726.32). 2. Gout. He works.",
         ["Tennis elbow, left", "Gout"]),
        ("Diagnoses are left knee sprain; gout, resolved, and history of asthma. She works.",
         ["left knee sprain", "gout, resolved", "asthma"]),
        ("Assessment:\n- Left knee sprain\n- Gout\n\nIn a letter of 5/6/2013 the internist diagnosed asthma "
         "and cleared her for work.",
         ["Left knee sprain", "Gout", "asthma"]),
        ("Assessment on 3/4/2014: 1. Left knee sprain; 2. Patellar tendinitis, right, resolving. He works.",
         ["Left knee sprain", "Patellar tendinitis, right, resolving"]),
        ("The knee locks.\n\nDIAGNOSIS\n1) KNEE SPRAIN, LEFT\n2) OBESITY\n\nTREATMENT PLAN\n1) Brace",
         ["KNEE SPRAIN, LEFT", "OBESITY"]),
        ("Diagnosis is plantar fasciitis and ankle sprain, with suspicion of a talar fracture. She limps.",
         ["plantar fasciitis", "ankle sprain", "talar fracture?"]),
        ("She carries the diagnoses of fibromyalgia, irritable bowel syndrome and migraine. Exam showed "
         "eleven of eighteen tender points.",
         ["fibromyalgia", "irritable bowel syndrome", "migraine"]),
        ("He carries a diagnosis of chronic regional pain syndrome of the left foot. His foot is cold.",
         ["chronic regional pain syndrome of the left foot"]),
        ("Diagnoses given on 7/1/2014 were 1) Cervical disc protrusion C5-6 2) Bilateral shoulder "
         "impingement 3) R/O left cubital tunnel syndrome. Work status is modified duty.",
         ["Cervical disc protrusion C5-6", "Bilateral shoulder impingement",
          "left cubital tunnel syndrome?"]),
        ("Dx: Lumbago, sciatica, s/p L5-S1 microdiscectomy 2011. Current medicines are Norco and Soma.",
         ["Lumbago", "sciatica", "s/p L5-S1 microdiscectomy 2011"]),
        ("DIAGNOSES: 1. 722.10 Lumbar disc displacement 2. 726.2 Shoulder impingement 3. 354.0 Carpal "
         "tunnel syndrome. PLAN: Continue home exercise.",
         ["Lumbar disc displacement", "Shoulder impingement", "Carpal tunnel syndrome"]),
        ("The treating physician's diagnoses are lumbar sprain (847.2), thoracic sprain (847.1) and "
         "myospasm (728.85). There is tenderness at L4.",
         ["lumbar sprain", "thoracic sprain", "myospasm"]),
        ("Diagnoses include: M54.16 Radiculopathy, lumbar region; G47.00 Insomnia, unspecified; F32.9 Major "
         "depressive disorder, single episode, unspecified. Treatment has included Cymbalta.",
         ["Radiculopathy, lumbar region", "Insomnia, unspecified",
          "Major depressive disorder, single episode, unspecified"]),
        ("The provider's assessment is as follows: right knee medial meniscal tear, chondromalacia patellae "
         "and possible loose body. Surgery is planned.",
         ["right knee medial meniscal tear", "chondromalacia patellae", "loose body?"]),
        ("Assessment: Status post right total knee replacement; left knee compensatory pain. He uses a "
         "walker.",
         ["Status post right total knee replacement", "left knee compensatory pain"]),
        ("The diagnoses are:1. Right ankle sprain2. Peroneal tendinitis3. Tarsal tunnel syndromeTreatment "
         "to date includes a brace.",
         ["Right ankle sprain", "Peroneal tendinitis", "Tarsal tunnel syndrome"]),
        ("The diagnoses were: 1. Cervical strain2. Lumbar strain3. Right knee internal "
         "derangementMedications are tramadol and naproxen.",
         ["Cervical strain", "Lumbar strain", "Right knee internal derangement"]),
        ("Diagnoses: a) major depressive disorder, recurrent; b) generalized anxiety disorder; c) rule out "
         "PTSD. GAF is 50.",
         ["major depressive disorder, recurrent", "generalized anxiety disorder", "PTSD?"]),
        ("The following diagnoses were given: (1) cervical spine sprain/strain with radiculitis, (2) "
         "bilateral wrist tendinitis, rule out carpal tunnel syndrome, (3) stress.",
         ["cervical spine sprain/strain with radiculitis", "bilateral wrist tendinitis",
          "carpal tunnel syndrome?", "stress"]),
        ("Diagnoses:\n1. Lumbar spinal stenosis.\n2. Degenerative spondylolisthesis, L4-5.\n3. Facet "
         "hypertrophy.\nThe patient asks for surgery.",
         ["Lumbar spinal stenosis", "Degenerative spondylolisthesis, L4-5", "Facet hypertrophy"]),
        ("Impression: 1. Bilateral carpal tunnel syndrome, right greater than left. 2. Bilateral de "
         "Quervain's tenosynovitis. Nerve tests are awaited.",
         ["Bilateral carpal tunnel syndrome, right greater than left",
          "Bilateral de Quervain's tenosynovitis"]),
        ("The diagnoses are: - Lumbar radiculopathy - Myofascial pain - Opioid dependence. Urine screens "
         "were consistent.",
         ["Lumbar radiculopathy", "Myofascial pain", "Opioid dependence"]),
        ("Diagnosis: Rotator cuff syndrome, right shoulder. Examination showed a painful arc.",
         ["Rotator cuff syndrome, right shoulder"]),
        ("Diagnosis: Lumbar strain with left leg radiculitis. Spasm was noted in the paraspinal muscles.",
         ["Lumbar strain with left leg radiculitis"]),
        ("Diagnosis: lateral epicondylitis, right elbow. Grip strength is reduced and the elbow is tender. "
         "A brace was given.",
         ["lateral epicondylitis, right elbow"]),
        ("Diagnoses: plantar fasciitis. Heel pain persists with first steps in the morning.",
         ["plantar fasciitis"]),
        ("Diagnoses: hip labral tear. Pain with internal rotation, no instability. MR arthrogram was "
         "obtained.",
         ["hip labral tear"]),
        ("The injured worker is being treated for occipital neuralgia, neck pain and headaches. Botox was "
         "tried.",
         ["occipital neuralgia", "neck pain", "headaches"]),
        ("The injured worker is being treated for tension headaches. Triptans did not help.",
         ["tension headaches"]),
        ("The patient is under care for post-traumatic headaches and dizziness after a blow to the head.",
         ["post-traumatic headaches", "dizziness"]),
        ("She is currently receiving treatment for a crush injury of the left hand with partial amputation "
         "of the index finger. Therapy goes on.",
         ["crush injury of the left hand with partial amputation of the index finger"]),
        ("Treatment was given for a laceration; the worker is treating for a non-healing wound of the right "
         "shin and cellulitis.",
         ["non-healing wound of the right shin", "cellulitis"]),
        ("The injured worker is undergoing treatment for: thoracic outlet syndrome, adhesive capsulitis of "
         "the left shoulder, and status post clavicle fracture. She cannot lift her arm.",
         ["thoracic outlet syndrome", "adhesive capsulitis of the left shoulder",
          "status post clavicle fracture"]),
        ("In 2012 he was diagnosed with a herniated disc at L5-S1 and underwent a laminectomy. He was later "
         "diagnosed with failed back surgery syndrome.",
         ["herniated disc at L5-S1", "failed back surgery syndrome"]),
        ("The patient was diagnosed with lumbar strain, right hip contusion and right wrist sprain, and was "
         "given naproxen, a back support and a work note.",
         ["lumbar strain", "right hip contusion", "right wrist sprain"]),
        ("A neurologist diagnosed post-concussive syndrome and cervical dystonia on 2/3/15. Baclofen was "
         "prescribed.",
         ["post-concussive syndrome", "cervical dystonia"]),
        ("The injured worker was diagnosed with trigger finger of the right ring finger, for which a "
         "steroid injection was given in March.",
         ["trigger finger of the right ring finger"]),
        ("Her diagnoses include depression, anxiety, bruxism and xerostomia secondary to medication.",
         ["depression", "anxiety", "bruxism", "xerostomia secondary to medication"]),
        ("His working diagnosis is right inguinal hernia versus adductor strain. Ultrasound is requested.",
         ["right inguinal hernia versus adductor strain?"]),
        ("The final diagnosis was multilevel cervical spondylosis with myelopathy, C4-C7. A fusion was "
         "recommended.",
         ["multilevel cervical spondylosis with myelopathy, C4-C7"]),
        ("The diagnoses have included chronic low back pain, lumbar post-laminectomy syndrome, history of "
         "deep vein thrombosis, and gastritis due to NSAIDs. Treatment to date has included gabapentin.",
         ["chronic low back pain", "lumbar post-laminectomy syndrome", "deep vein thrombosis",
          "gastritis due to NSAIDs"]),
        ("Diagnoses at that visit included hearing loss, bilateral, tinnitus, and vertigo. Audiometry was "
         "done.",
         ["hearing loss, bilateral", "tinnitus", "vertigo"]),
        ("The patient's diagnoses per the 9/9/13 report are cervical stenosis at C5-C6, right rotator cuff "
         "tear, and right biceps tendon rupture.",
         ["cervical stenosis at C5-C6", "right rotator cuff tear", "right biceps tendon rupture"]),
        ("The diagnoses are: 1. Cervicalgia 2. Lumbar disc bulge. A visit is dated 6-1-2013. Care consisted "
         "of 12 sessions.",
         ["Cervicalgia", "Lumbar disc bulge"]),
        ("The diagnoses are: 1. Knee contusion 2. Knee sprain. On 4/5/13. The pain was 3. Therapy was asked "
         "for.",
         ["Knee contusion", "Knee sprain"]),
        ("Diagnoses are 1. Achilles tendon rupture 2. Equinus contracture. Pain is rated 3. The boot was "
         "removed.",
         ["Achilles tendon rupture", "Equinus contracture"]),
        ("Diagnosis: insomnia. A note of 9/2/14 tells of neck pain of 4/10 that grows with activity.",
         ["insomnia"]),
        ("Diagnosis: Carpal tunnel syndrome, bilateral. Subjective complaints: numbness and tingling. "
         "Objective findings: positive Tinel sign.",
         ["Carpal tunnel syndrome, bilateral"]),
        ("Diagnosis: Carpal tunnel syndrome. Objective findings include weak grip and thenar atrophy.",
         ["Carpal tunnel syndrome"]),
        ("Diagnoses included lumbar spine sprain/strain, lumbar spine disc bulge with radiculopathy right "
         "greater than left, anxiety/depression, and sleep disorder.",
         ["lumbar spine sprain/strain",
          "lumbar spine disc bulge with radiculopathy right greater than left", "anxiety/depression",
          "sleep disorder"]),
        ("The diagnoses include cervical, thoracic and lumbar myofascial strains; right shoulder "
         "tendinopathy, rule out tear; and hypertension, controlled.",
         ["cervical, thoracic and lumbar myofascial strains", "right shoulder tendinopathy", "tear?",
          "hypertension, controlled"]),
        ("Diagnostic impression: Left knee pain, status post arthroscopic partial medial meniscectomy on "
         "1/15/13; obesity; and suspected reflex sympathetic dystrophy. PT was requested.",
         ["Left knee pain, status post arthroscopic partial medial meniscectomy on 1/15/13", "obesity",
          "reflex sympathetic dystrophy?"]),
        ("The worker was assessed with right L5 radiculitis and lumbar facet pain. He was told to go on "
         "with stretching.",
         ["right L5 radiculitis", "lumbar facet pain"]),
        ("Current diagnoses: Chronic pain syndrome, Lumbar radiculitis, Depression, Erectile dysfunction. "
         "Medications: Lyrica, Viagra.",
         ["Chronic pain syndrome", "Lumbar radiculitis", "Depression", "Erectile dysfunction"]),
        ("Diagnoses were listed as: brachial plexus injury, left; Horner syndrome; neuropathic pain of the "
         "left arm. Lyrica was refilled.",
         ["brachial plexus injury, left", "Horner syndrome", "neuropathic pain of the left arm"]),
        ("The report documents diagnoses of right shoulder SLAP lesion, AC joint arthritis and biceps "
         "tenosynovitis, and the provider requests arthroscopy.",
         ["right shoulder SLAP lesion", "AC joint arthritis", "biceps tenosynovitis"]),
        ("Diagnosis is cervical radiculopathy by EMG. There is a positive Spurling sign.",
         ["cervical radiculopathy by EMG"]),
        ("The patient has the following diagnoses: lumbar disc disease L3-L4, L4-L5 and L5-S1; bilateral "
         "sacroiliitis; and opioid-induced constipation.",
         ["lumbar disc disease L3-L4, L4-L5 and L5-S1", "bilateral sacroiliitis",
          "opioid-induced constipation"]),
        ("He has been diagnosed with PTSD, major depression, and alcohol abuse in early remission. He sees "
         "a psychologist weekly.",
         ["PTSD", "major depression", "alcohol abuse in early remission"]),
        ("Per the AME, the diagnoses are industrial asthma, rhinosinusitis and vocal cord dysfunction. An "
         "inhaler was renewed.",
         ["industrial asthma", "rhinosinusitis", "vocal cord dysfunction"]),
        ("The injured worker's diagnoses included left distal radius fracture (closed), left wrist "
         "stiffness, and ulnar-sided wrist pain. He wore a cast.",
         ["left distal radius fracture (closed)", "left wrist stiffness", "ulnar-sided wrist pain"]),
        ("ASSESSMENT/DIAGNOSES: Low back pain; Bulging lumbar disc; Lumbar facet joint pain. TREATMENT "
         "PLAN: medial branch block.",
         ["Low back pain", "Bulging lumbar disc", "Lumbar facet joint pain"]),
        ("Diagnoses: Right foot Morton's neuroma, third interspace. Metatarsalgia. Pes planus. Orthotics "
         "were requested.",
         ["Right foot Morton's neuroma, third interspace", "Metatarsalgia", "Pes planus"]),
        ("Diagnoses: 1. Right shoulder rotator cuff tear, status post repair 2/14/12. 2. Right shoulder "
         "adhesive capsulitis. 3. Cervical spine degenerative disc disease. The request is for "
         "manipulation.",
         ["Right shoulder rotator cuff tear, status post repair 2/14/12",
          "Right shoulder adhesive capsulitis", "Cervical spine degenerative disc disease"]),
        ("The records list her diagnoses as bilateral upper extremity overuse syndrome, bilateral ulnar "
         "neuropathy at the elbow, and right index trigger finger. She types all day.",
         ["bilateral upper extremity overuse syndrome", "bilateral ulnar neuropathy at the elbow",
          "right index trigger finger"]),
        ("Current diagnosis of record: Lumbar herniated nucleus pulposus with right sided S1 radiculopathy. "
         "He limps.",
         ["Lumbar herniated nucleus pulposus with right sided S1 radiculopathy"]),
        ("The QME gave diagnoses of cervical strain, resolved; thoracic strain, resolved; and lumbar strain "
         "with possible facet arthropathy. Future medical care was left open.",
         ["cervical strain, resolved", "thoracic strain, resolved",
          "lumbar strain with possible facet arthropathy"]),
        ("Diagnoses are: 1. Osteoarthritis of bilateral knees2. Morbid obesity, BMI 423. Type 2 diabetes4. "
         "HypertensionHe has lost ten pounds.",
         ["Osteoarthritis of bilateral knees", "Morbid obesity, BMI 42", "Type 2 diabetes", "Hypertension"]),
        ("Dx 1. Rt shoulder impingement 2. Rt AC joint DJD 3. Neck pain. Rx: Naprosyn.",
         ["Rt shoulder impingement", "Rt AC joint DJD", "Neck pain"]),
        ("The patient is diagnosed as status post lumbar fusion L4 to S1 with residual radiculopathy. The "
         "hardware looks well.",
         ["status post lumbar fusion L4 to S1 with residual radiculopathy"]),
        ("Assessment included major depressive disorder, single episode, severe, with anxious distress; and "
         "pain disorder with related psychological factors. Twelve sessions of CBT were asked for.",
         ["major depressive disorder, single episode, severe, with anxious distress",
          "pain disorder with related psychological factors"]),
        ("The current diagnoses are: pain in right knee (M25.561); unilateral primary osteoarthritis, right "
         "knee (M17.11); presence of right artificial knee joint (Z96.651). He is six weeks from surgery.",
         ["pain in right knee", "unilateral primary osteoarthritis, right knee",
          "presence of right artificial knee joint"]),
        ("The diagnoses included ICD-9 codes 724.2 low back pain, 719.45 hip pain and 338.29 chronic pain. "
         "TENS was tried.",
         ["low back pain", "hip pain", "chronic pain"]),
        ("The physician's diagnoses include (1) left knee chondromalacia; (2) left knee effusion; and (3) "
         "left quadriceps atrophy. No new injury is told.",
         ["left knee chondromalacia", "left knee effusion", "left quadriceps atrophy"]),
        ("The injured worker has diagnoses including but not limited to rib fractures, pneumothorax, and "
         "splenic laceration. He was discharged after nine days.",
         ["rib fractures", "pneumothorax", "splenic laceration"]),
        ("The patient has a diagnosis of hepatitis C as well as cirrhosis. Labs are drawn every three "
         "months.",
         ["hepatitis C", "cirrhosis"]),
        ("He is being seen for follow up; diagnosis remains right ulnar nerve lesion. The arm is weak.",
         ["right ulnar nerve lesion"]),
        ("Diagnosis codes: 847.0 Neck sprain; 840.4 Rotator cuff sprain. PLAN - physical therapy.",
         ["Neck sprain", "Rotator cuff sprain"]),
        ("The primary diagnosis is lumbosacral spondylosis. Secondary diagnoses are sacroiliac joint pain "
         "and trochanteric bursitis. Injections were discussed.",
         ["lumbosacral spondylosis", "sacroiliac joint pain", "trochanteric bursitis"]),
        ("The admitting diagnosis was compartment syndrome of the right forearm. Fasciotomies were done "
         "that night.",
         ["compartment syndrome of the right forearm"]),
        ("The patient was given a diagnosis of plantar fibromatosis. An orthotic was dispensed.",
         ["plantar fibromatosis"]),
        ("She presents with a diagnosis of right wrist ganglion cyst and possible scapholunate tear. Pain "
         "is 5/10.",
         ["right wrist ganglion cyst", "scapholunate tear?"]),
        ("Medications were for the diagnosis of GERD and insomnia. He sleeps four hours.",
         ["GERD", "insomnia"]),
    ],
)  # fmt: skip
def test_diagnoses_of_a_summary(text: str, diagnoses: list[str]) -> None:
    assert read_diagnoses(text) == diagnoses
