"""Summaries that tell diagnoses in their sentences, and such as give none."""

from __future__ import annotations

import pytest

from tests.extract.summary.summaries import read_diagnoses


@pytest.mark.parametrize(
    ("text", "diagnoses"),
    [
        ("The MRI impression was a full thickness supraspinatus tear. Diagnosis: right rotator cuff tear. "
         "Treatment to date: injections.",
         ["right rotator cuff tear"]),
        ("Diagnosis - Contusion of the right foot. Crush injury of the right great toe. Work restrictions: "
         "no climbing.",
         ["Contusion of the right foot", "Crush injury of the right great toe"]),
        ("DIAGNOSIS: Left shoulder sprain with adhesive capsulitis DISCUSSION: The patient needs "
         "manipulation.",
         ["Left shoulder sprain with adhesive capsulitis"]),
        ("Diagnoses:Cervical strainThoracic strainLumbar strainTreatment to date consisted of chiropractic "
         "care.",
         ["Cervical strain", "Thoracic strain", "Lumbar strain"]),
        ("Diagnoses include right sided L5 and S1 radiculitis, multilevel disc desiccation and L5-S1 "
         "neuroforaminal stenosis; and depression due to chronic pain. She naps often.",
         ["right sided L5 and S1 radiculitis", "multilevel disc desiccation",
          "L5-S1 neuroforaminal stenosis", "depression due to chronic pain"]),
        ("The assessment was lumbar sprain and strain, right hip sprain and strain, and right ankle sprain "
         "and strain. Heat was advised.",
         ["lumbar sprain and strain", "right hip sprain and strain", "right ankle sprain and strain"]),
        ("Diagnoses were noted as low back pain with radiation into the left leg to the foot, erectile "
         "dysfunction and reactive depression. Viagra was asked for.",
         ["low back pain with radiation into the left leg to the foot", "erectile dysfunction",
          "reactive depression"]),
        ("The diagnosis is unspecified internal derangement of the knee, rule out medial meniscus tear. An "
         "MRI is awaited.",
         ["unspecified internal derangement of the knee", "medial meniscus tear?"]),
        ("His diagnoses consist of a closed head injury, post traumatic seizures, and a left frontal skull "
         "fracture. He takes Keppra.",
         ["closed head injury", "post traumatic seizures", "left frontal skull fracture"]),
        ("Diagnosis of carpal tunnel syndrome of the left wrist was made in 2010. A release was done.",
         ["carpal tunnel syndrome of the left wrist"]),
        ("The provider diagnosed the injured worker with lumbar disc protrusions at L3-4, L4-5 and L5-S1, "
         "sciatica and muscle spasm. Soma was begun.",
         ["lumbar disc protrusions at L3-4, L4-5 and L5-S1", "sciatica", "muscle spasm"]),
        ("Diagnoses (as of 10/2/15): chronic migraine; bilateral temporomandibular joint disorder; "
         "vestibular dysfunction. Balance therapy was tried.",
         ["chronic migraine", "bilateral temporomandibular joint disorder", "vestibular dysfunction"]),
        ("The injured worker was diagnosed as having status post right carpal tunnel release and left "
         "carpal tunnel syndrome. Grip is weak.",
         ["status post right carpal tunnel release", "left carpal tunnel syndrome"]),
        ("The patient is treated for chronic dermatitis of both hands; she works with solvents.",
         ["chronic dermatitis of both hands"]),
        ("The patient is a 52 year old male with a date of injury of 6/12/2009. He fell from a ladder. "
         "Diagnoses per the 8/1/2013 orthopedic report: (1) Lumbar HNP, L4-5 and L5-S1; (2) Bilateral lower "
         "extremity radiculitis; (3) Erectile dysfunction, industrial; (4) r/o hernia. He has had three "
         "epidural injections, 24 visits of PT and a trial of acupuncture. MRI of 7/2/13 showed a 4 mm "
         "protrusion at L4-5 with mild stenosis.",
         ["Lumbar HNP, L4-5 and L5-S1", "Bilateral lower extremity radiculitis",
          "Erectile dysfunction, industrial", "hernia?"]),
        ("The documentation submitted for review indicates that the patient was diagnosed with lumbosacral "
         "neuritis/radiculitis. The patient's prior treatments were noted to be chiropractic care, "
         "medications and injections.",
         ["lumbosacral neuritis/radiculitis"]),
        ("The injured worker's diagnosis was listed as complete rupture of the rotator cuff. On 6/5/2014 he "
         "was seen for shoulder pain. Surgical history included a knee arthroscopy in 1999.",
         ["complete rupture of the rotator cuff"]),
        ("The clinical note dated 05/05/2014 reported a diagnosis of sprain of the neck, sprain of the "
         "lumbar region, and sprain of the hip and thigh. The plan included physical therapy.",
         ["sprain of the neck", "sprain of the lumbar region", "sprain of the hip and thigh"]),
        ("Diagnoses were cervical radiculitis, cervical disc disorder, status post cervical fusion, and "
         "long term use of opioids. The Request for Authorization form was dated 04/09/2014.",
         ["cervical radiculitis", "cervical disc disorder", "status post cervical fusion",
          "long term use of opioids"]),
        ("Based on the 06/18/14 progress report by Dr. X, the patient's diagnoses are: 1. Sacroiliac joint "
         "dysfunction, right 2. Piriformis syndrome 3. Status post L4-5 hemilaminectomy (2009). Exam on "
         "06/18/14 revealed a positive FABER test.",
         ["Sacroiliac joint dysfunction, right", "Piriformis syndrome",
          "Status post L4-5 hemilaminectomy (2009)"]),
        ("The patient is a 40 year old female with diagnoses of bilateral carpal tunnel syndrome, left "
         "worse than right, and cervical sprain. Subjective complaints include hand numbness at night. "
         "Objective findings include a positive Phalen test.",
         ["bilateral carpal tunnel syndrome, left worse than right", "cervical sprain"]),
        ("The applicant carried various diagnoses, including chronic low back pain, hypertension, and "
         "diabetes. The applicant was not working.",
         ["chronic low back pain", "hypertension", "diabetes"]),
        ("The doctor in charge gave the applicant diagnoses of lumbar sprain and shoulder sprain, refilled "
         "Norco, and kept the applicant off of work.",
         ["lumbar sprain", "shoulder sprain"]),
        ("The applicant was given diagnoses of lumbar radiculopathy, insomnia, and obesity. Norco was "
         "renewed.",
         ["lumbar radiculopathy", "insomnia", "obesity"]),
        ("Treatment to date has included surgery and therapy. Current diagnoses include: status post left "
         "wrist fracture with malunion; left wrist arthrofibrosis; left CRPS. The left hand is swollen.",
         ["status post left wrist fracture with malunion", "left wrist arthrofibrosis", "left CRPS"]),
        ("He is diagnosed with (1) crush injury, right foot, (2) right second metatarsal fracture, healed "
         "and (3) neuritis of the superficial peroneal nerve. He walks a mile.",
         ["crush injury, right foot", "right second metatarsal fracture, healed",
          "neuritis of the superficial peroneal nerve"]),
        ("DX: L knee OA; R knee OA; morbid obesity; s/p L TKA. Plan: R TKA.",
         ["L knee OA", "R knee OA", "morbid obesity", "s/p L TKA"]),
        ("The patient has chronic neck pain. The treating diagnosis is cervical strain and sprain with "
         "multilevel bulges. A collar is worn.",
         ["cervical strain and sprain with multilevel bulges"]),
        ("The psychologist's diagnoses are Axis I: adjustment disorder with depressed mood, chronic; sleep "
         "disorder due to pain. Axis II: none. Axis III: see medical report. Axis IV: loss of job. Axis V: "
         "GAF 60.",
         ["adjustment disorder with depressed mood, chronic", "sleep disorder due to pain"]),
        ("The injured worker suffered electrical burns. The diagnoses have included second degree burns of "
         "both hands, burn scar contracture of the right palm and post traumatic stress disorder. Treatment "
         "to date has included grafting.",
         ["second degree burns of both hands", "burn scar contracture of the right palm",
          "post traumatic stress disorder"]),
        ("Diagnosis is listed as chronic low back pain with left sciatica, failed conservative care. The "
         "injured worker has reached maximum medical improvement.",
         ["chronic low back pain with left sciatica"]),
        ("Diagnoses: cervicalgia 723.1, lumbago 724.2, shoulder pain 719.41. Plan: refill Flexeril.",
         ["cervicalgia", "lumbago", "shoulder pain"]),
        ("The diagnoses are C5-C6 disc herniation, left C6 radiculopathy confirmed by EMG, and myofascial "
         "pain syndrome. She works light duty.",
         ["C5-C6 disc herniation", "left C6 radiculopathy confirmed by EMG", "myofascial pain syndrome"]),
        ("The IW has a diagnosis of left hip degenerative joint disease and is scheduled for a total hip "
         "arthroplasty. Medical clearance is asked for.",
         ["left hip degenerative joint disease"]),
        ("The diagnosis: herniated lumbar disc. The treatment plan: epidural steroid injection. The "
         "prognosis: guarded.",
         ["herniated lumbar disc"]),
        ("Diagnoses include 1. Post-traumatic arthritis of the right ankle, 2. Painful retained hardware, "
         "and 3. Sural neuritis. The surgeon asks for removal of hardware.",
         ["Post-traumatic arthritis of the right ankle", "Painful retained hardware", "Sural neuritis"]),
        ("The injured worker was diagnosed as having sprain of unspecified site of right knee, other tear "
         "of medial meniscus, current injury, right knee, subsequent encounter, and pain in right knee. He "
         "limps.",
         ["sprain of unspecified site of right knee",
          "other tear of medial meniscus, current injury, right knee, subsequent encounter",
          "pain in right knee"]),
        ("The injured worker was diagnosed with lumbar intervertebral disc disorder with myelopathy, strain "
         "of muscle, fascia and tendon of lower back, and radiculopathy, lumbar region. He takes Motrin.",
         ["lumbar intervertebral disc disorder with myelopathy",
          "strain of muscle, fascia and tendon of lower back", "radiculopathy, lumbar region"]),
        ("Diagnosis: bilateral knee chondromalacia patella. Both knees are painful with stairs, and there "
         "is crepitus.",
         ["bilateral knee chondromalacia patella"]),
        ("Diagnosis: Adhesive capsulitis of right shoulder. Failed conservative treatment. Request: "
         "manipulation under anesthesia.",
         ["Adhesive capsulitis of right shoulder"]),
        ("Diagnosis: Shoulder bursitis. No improvement with therapy. Injection given.",
         ["Shoulder bursitis"]),
        ("Diagnosis: Low back strain. Medications: ibuprofen. Work status: regular duty. Physical therapy "
         "twice weekly.",
         ["Low back strain"]),
        ("Diagnoses: 1) Neck strain 2) Back strain 3) Stress. Medications: 1) Ibuprofen 2) Flexeril.",
         ["Neck strain", "Back strain", "Stress"]),
        ("The patient's diagnoses include: cervical spine strain/sprain rule out herniated cervical disc; "
         "thoracic spine strain/sprain; lumbar spine strain/sprain rule out herniated lumbar disc with "
         "radiculitis.",
         ["cervical spine strain/sprain", "herniated cervical disc?", "thoracic spine strain/sprain",
          "lumbar spine strain/sprain", "herniated lumbar disc with radiculitis?"]),
        ("From the records, the worker is undergoing treatment for bilateral shoulder arthralgia and lumbar "
         "degenerative disc disease. Pain is 7 out of 10.",
         ["bilateral shoulder arthralgia", "lumbar degenerative disc disease"]),
        ("The injured worker is undergoing treatment for pain in the right shoulder status post "
         "arthroscopy. He is in therapy.",
         ["pain in the right shoulder status post arthroscopy"]),
        ("The patient is being treated for chronic pain. He is also treated for hypertension . ",
         ["hypertension"]),
        ("Diagnostic impressions include lumbar facet mediated pain, lumbar DDD and cervical DDD. Medial "
         "branch blocks were asked for.",
         ["lumbar facet mediated pain", "lumbar DDD", "cervical DDD"]),
        ("A 29-year-old line cook burned both forearms with oil on 2/9/14. The diagnoses made at the burn "
         "unit were partial thickness burns of both forearms; hypertrophic scarring; pruritus. Compression "
         "sleeves were supplied.",
         ["partial thickness burns of both forearms", "hypertrophic scarring", "pruritus"]),
        ("She slipped and landed on her tailbone. Pertinent diagnoses: coccydynia, lumbar sprain. She sits "
         "on a cushion.",
         ["coccydynia", "lumbar sprain"]),
        ("In the note of 4/4/14 the physician assesses: (a) right tibial plateau fracture, healed; (b) "
         "post-traumatic arthritis; (c) possible CRPS. Weight bearing is as tolerated.",
         ["right tibial plateau fracture, healed", "post-traumatic arthritis", "CRPS?"]),
        ("The patient has been diagnosed with vertebral compression fractures at T11 and T12 and "
         "osteoporosis. Kyphoplasty was offered.",
         ["vertebral compression fractures at T11 and T12", "osteoporosis"]),
        ("Treating diagnosis: cervical facet arthropathy C4-5, C5-6; cervicogenic headaches; bilateral "
         "upper trapezius myofasciitis. RFA gave six months of relief.",
         ["cervical facet arthropathy C4-5, C5-6", "cervicogenic headaches",
          "bilateral upper trapezius myofasciitis"]),
        ("His diagnoses: low back pain, chronic; lumbar radiculopathy, left; hx of lumbar discectomy; "
         "tobacco abuse. He smokes a pack a day.",
         ["low back pain, chronic", "lumbar radiculopathy, left", "lumbar discectomy", "tobacco abuse"]),
        ("Diagnoses: L shoulder RTC tear (partial), L biceps tendinopathy, L AC arthrosis. MRI was done in "
         "June.",
         ["L shoulder RTC tear (partial)", "L biceps tendinopathy", "L AC arthrosis"]),
        ("The accepted diagnosis is right De Quervain's disease. The left wrist is disputed.",
         ["right De Quervain's disease"]),
        ("The patient's diagnosis is Kienbock's disease of the left lunate. Proximal row carpectomy is "
         "asked for.",
         ["Kienbock's disease of the left lunate"]),
        ("Her diagnoses include Raynaud's phenomenon, hand-arm vibration syndrome and bilateral Dupuytren's "
         "contractures. She has stopped using jackhammers.",
         ["Raynaud's phenomenon", "hand-arm vibration syndrome", "bilateral Dupuytren's contractures"]),
        ("The diagnoses are a grade 3 acromioclavicular separation, left and abrasions of the left elbow "
         "and knee. He wore a sling.",
         ["grade 3 acromioclavicular separation, left", "abrasions of the left elbow and knee"]),
        ("Dx: (1) LBP (2) Lumbar facet syndrome (3) Bilat SI joint dysfunction (4) Depression 2/2 chronic "
         "pain. RTC in four weeks.",
         ["LBP", "Lumbar facet syndrome", "Bilat SI joint dysfunction", "Depression 2/2 chronic pain"]),
        ("He was diagnosed with a non-displaced fracture of the fifth metatarsal of the left foot and "
         "placed in a boot.",
         ["non-displaced fracture of the fifth metatarsal of the left foot"]),
        ("She has diagnoses of neck pain, cervical degenerative disc disease, and status post anterior "
         "cervical discectomy and fusion at C5-6 and C6-7 with persistent dysphagia. A swallow study was "
         "normal.",
         ["neck pain", "cervical degenerative disc disease",
          "status post anterior cervical discectomy and fusion at C5-6 and C6-7 with persistent dysphagia"]),
        ("The diagnoses were knee arthritis (bilateral), meniscal degeneration (right), popliteal cyst "
         "(left). Injections of hyaluronate were planned.",
         ["knee arthritis (bilateral)", "meniscal degeneration (right)", "popliteal cyst (left)"]),
        ("Diagnosis: 1. S/P right knee ACL reconstruction, 3/3/13. 2. Residual quadriceps weakness. 3. "
         "Right knee pain. PT twice weekly was requested.",
         ["S/P right knee ACL reconstruction, 3/3/13", "Residual quadriceps weakness", "Right knee pain"]),
        ("There is a diagnosis of lumbar spine strain, a herniated disc at L4-L5 with impingement of the "
         "left L5 root, and neuropathic pain. He uses Lyrica.",
         ["lumbar spine strain", "herniated disc at L4-L5 with impingement of the left L5 root",
          "neuropathic pain"]),
        ("The injured worker was diagnosed with industrial exposure to chlorine gas, reactive airway "
         "disease and chronic sinusitis. She uses an inhaler.",
         ["industrial exposure to chlorine gas", "reactive airway disease", "chronic sinusitis"]),
        ("The injured worker was diagnosed as having bilateral sensorineural hearing loss and tinnitus. "
         "Hearing aids were requested.",
         ["bilateral sensorineural hearing loss", "tinnitus"]),
        ("The patient was diagnosed with dental trauma of teeth 8 and 9, bruxism and myofascial pain of the "
         "jaw muscles. A night guard was made.",
         ["dental trauma of teeth 8 and 9", "bruxism", "myofascial pain of the jaw muscles"]),
        ("The clinical impression included right foot drop, L5 radiculopathy and gait instability. An AFO "
         "was ordered.",
         ["right foot drop", "L5 radiculopathy", "gait instability"]),
        ("The injured worker is being treated for spinal cord injury with neurogenic bladder and bowel, "
         "spasticity and depression. A power chair is asked for.",
         ["spinal cord injury with neurogenic bladder and bowel", "spasticity", "depression"]),
        ("Diagnoses included post-operative infection of the lumbar wound (resolved), L4-5 pseudarthrosis "
         "and painful hardware. Hardware removal was discussed.",
         ["post-operative infection of the lumbar wound (resolved)", "L4-5 pseudarthrosis",
          "painful hardware"]),
        ("Records show diagnoses of cervical HNP, lumbar HNP, and bilateral shoulder strain, and that she "
         "is working full duty.",
         ["cervical HNP", "lumbar HNP", "bilateral shoulder strain"]),
    ],
)  # fmt: skip
def test_diagnoses_of_a_summary(text: str, diagnoses: list[str]) -> None:
    assert read_diagnoses(text) == diagnoses


@pytest.mark.parametrize(
    "text",
    [
        "The applicant has been treated for radiating low back pain and leg numbness.",
        "He is being treated for persistent bilateral knee pain, swelling and giving way.",
        "MRI of 3/3/14 showed an L4-5 protrusion. X-rays revealed spondylosis. No diagnosis was documented "
        "in the notes received.",
        "There was concern for infection, but cultures were negative. An EMG was ordered to evaluate for "
        "radiculopathy.",
        "The physician wants an MRI to help establish the diagnosis of a labral tear.",
        "Family history includes diabetes. The patient denied any prior diagnosis of sleep apnea.",
        "CT of the abdomen: Impression: fatty liver; no hernia. He reports groin pain.",
        "The injured worker is undergoing treatment for low back pain, right knee pain and bilateral hand "
        "numbness. Diagnoses were not given.",
        "The claims administrator noted that no diagnosis supporting the request was given. Norco was "
        "prescribed for pain.",
        "There is insufficient evidence of a diagnosis of radiculopathy. The claims administrator denied "
        "the request.",
        "Urine drug testing was requested without a diagnosis of substance abuse. The request was denied.",
        "The mother of the patient was diagnosed with breast cancer. The patient is anxious.",
        "Prior to the injury she had not been diagnosed with depression. She cries daily.",
        "Electrodiagnostic studies gave an impression of mild left carpal tunnel syndrome. The wrist was "
        "splinted.",
        "The UR physician denied the request because the diagnosis of radiculopathy was not supported by "
        "the examination. The pain radiates to the toes.",
        "The physician notes that the diagnosis of RSD has been ruled out. She has allodynia.",
        "An ultrasound was performed with an impression of partial thickness tear. No other diagnosis is "
        "recorded.",
        "The injured worker reported pain in the neck, back and knees. The treating physician is treating "
        "her for the neck and back.",
        "The applicant has alleged derivative sleep disturbance and psychological stress. The applicant "
        "underwent a laminectomy.",
        "The injured worker is being treated for chronic neck, back and shoulder pain with Norco and "
        "Flexeril.",
        "Electrodiagnostic testing was recommended because the diagnosis is unclear. Strength is normal.",
        "A diagnosis was not listed on the RFA. The worker has low back pain.",
        "The psychological evaluation is requested to clarify the diagnosis of depression. He is sad.",
        "The medical necessity depends on the diagnosis, the response to treatment and the exam. Knee pain "
        "is 6/10.",
        "The request is for diagnostic facet blocks. Back pain is axial.",
        "She asks whether she will be diagnosed with arthritis later in life.",
        "Her brother has been diagnosed with lupus. She has rashes.",
        "Differential diagnoses include gout and pseudogout. Labs were drawn.",
        "The reviewer could not tell the current diagnosis from the notes. The pain is in the hip.",
        "He has no other diagnoses. Pain interferes with sleep.",
        "Without a clear diagnosis of neuropathy, the provider ordered an EMG.",
    ],
)  # fmt: skip
def test_summaries_without_a_diagnosis(text: str) -> None:
    assert read_diagnoses(text) == []
