-- Which drugs are requested together?
WITH requested AS (
  SELECT letter, ingredient_set, bool_or(outcome = {upheld}) AS denied
  FROM drugs WHERE ingredient_set IS NOT NULL GROUP BY ALL
),
-- Sets are numbered in the order of their labels.
pairs AS (
  SELECT {slice_columns}a.ingredient_set AS first, b.ingredient_set AS second, a.letter,
         a.denied AND b.denied AS both_denied
  FROM requested AS a
  JOIN requested AS b ON b.letter = a.letter AND b.ingredient_set > a.ingredient_set {joins}
  WHERE true{conditions}
),
counted AS (
  SELECT {slices}first, second, count(*)::INTEGER AS letters,
         (count(*) FILTER (both_denied))::INTEGER AS both_denied, {letter_list} AS determinations{behind}
  FROM pairs GROUP BY ALL
)
SELECT {slices}first_set.label AS first, second_set.label AS second, letters, both_denied AS "bothDenied",
       determinations, counted.first AS _first, counted.second AS _second{carried}
FROM counted
JOIN ingredient_sets AS first_set ON first_set.ingredient_set = counted.first
JOIN ingredient_sets AS second_set ON second_set.ingredient_set = counted.second
ORDER BY {slices}letters DESC, "bothDenied" DESC, first_set.label, second_set.label
