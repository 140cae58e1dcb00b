-- How often are denials overturned, by the diagnoses of the case?
WITH asked AS (
  SELECT {slice_columns}i.item, i.letter, i.outcome FROM items AS i {joins} WHERE true{conditions}
),
listed AS (
  SELECT x.letter, y.condition, coalesce(named.label, 'not understood') AS label
  FROM diagnoses AS x
  LEFT JOIN diagnosis_conditions AS y ON y.letter = x.letter AND y.diagnosis = x.diagnosis
  LEFT JOIN concepts AS named ON named.concept = y.condition
  WHERE true{diagnosed}
),
grouped AS (
  SELECT DISTINCT {slices}item, outcome, condition, coalesce(label, 'none listed') AS label
  FROM asked LEFT JOIN listed USING (letter) WHERE true{among}
),
counted AS (
  SELECT {slices}condition, label, count(*)::INTEGER AS items, {counts}{behind} FROM grouped GROUP BY ALL
)
SELECT {slices}counted.label AS condition, {concept} || path AS "conditionIri",
       items, overturned, modified, upheld, {rate}{carried}, counted.condition AS _condition
FROM counted LEFT JOIN concepts ON concepts.concept = counted.condition
ORDER BY {slices}items DESC, counted.label, "conditionIri" NULLS FIRST
