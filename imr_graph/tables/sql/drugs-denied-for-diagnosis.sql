-- Which drugs are denied to patients with a diagnosis?
WITH diagnosed AS (
  SELECT DISTINCT {slice_columns}x.letter FROM diagnoses AS x {joins} WHERE true{conditions}
),
requested AS (
  SELECT {slices}g.ingredient_set, g.letter, g.item, g.position, g.drug_name, g.outcome = {upheld} AS denied
  FROM drugs AS g JOIN diagnosed USING (letter)
  WHERE g.ingredient_set IS NOT NULL
),
per_letter AS (
  SELECT {slices}ingredient_set, letter, count(*) AS requested, count(*) FILTER (denied) AS denied{behind}
  FROM requested GROUP BY ALL
),
counted AS (
  SELECT {slices}ingredient_set, sum(requested)::INTEGER AS requested, sum(denied)::INTEGER AS denied,
         (count(*) FILTER (denied > 0))::INTEGER AS letters,
         {denied_list} AS determinations{gathered}
  FROM per_letter GROUP BY ALL
),
-- Names in the order in which they are first printed: letter, then item, by their IRIs.
position_order AS (
  SELECT position, row_number() OVER (ORDER BY position::VARCHAR) AS rank
  FROM (SELECT DISTINCT position FROM drugs)
),
first_printed AS (
  SELECT {slices}ingredient_set, drug_name, min(letter::BIGINT * 65536 + rank) AS seen
  FROM requested JOIN position_order USING (position) WHERE drug_name IS NOT NULL GROUP BY ALL
),
names AS (
  SELECT {slices}ingredient_set, string_agg(words, '; ' ORDER BY seen, words) AS drugs
  FROM first_printed JOIN texts ON texts.text = first_printed.drug_name GROUP BY ALL
)
SELECT {slices}label AS ingredients, drugs, requested, denied, letters, determinations,
       counted.ingredient_set AS _ingredient_set{carried}
FROM counted
LEFT JOIN names USING ({slices}ingredient_set)
JOIN ingredient_sets AS sets ON sets.ingredient_set = counted.ingredient_set
ORDER BY {slices}denied DESC, requested DESC, ingredients
