-- Which specialties decide on which treatments, and how?
WITH expert AS (
  SELECT DISTINCT letter, specialty, words FROM specialties WHERE NOT subspecialty
),
counted AS (
  SELECT e.specialty, e.words, i.category, i.subcategory, count(*)::INTEGER AS items, {counts}{behind}
  FROM items AS i JOIN determinations AS d USING (letter) LEFT JOIN expert AS e USING (letter)
  WHERE true{conditions} GROUP BY ALL
)
SELECT coalesce(s.label, t.words, 'none printed') AS specialty, {concept} || s.path AS "specialtyIri",
       c.label AS category, {concept} || c.path AS "categoryIri",
       coalesce(k.label, 'none known') AS subcategory, {concept} || k.path AS "subcategoryIri",
       items, overturned, modified, upheld, {rate}{carried}
FROM counted
LEFT JOIN concepts AS s ON s.concept = counted.specialty
LEFT JOIN texts AS t ON t.text = counted.words
JOIN concepts AS c ON c.concept = counted.category
LEFT JOIN concepts AS k ON k.concept = counted.subcategory
ORDER BY items DESC, 1, "specialtyIri" NULLS FIRST, c.label, "categoryIri", 5, "subcategoryIri" NULLS FIRST
