-- How often are denials overturned, by the drug asked for?
WITH asked AS (
  SELECT {slice_columns}i.item, i.outcome, g.drug, g.ingredient_set,
         CASE WHEN g.drug IS NULL THEN printed.words END AS words,
         CASE WHEN g.drug IS NULL THEN coalesce(printed.folded, '') END AS folded
  FROM items AS i JOIN drugs AS g ON g.item = i.item {joins}
  LEFT JOIN texts AS printed ON printed.text = g.drug_name
  WHERE true{conditions}
),
counted AS (
  SELECT {slices}drug, folded, ingredient_set, min(words) AS words, count(*)::INTEGER AS items, {counts}{behind}
  FROM asked GROUP BY {slices}drug, folded, ingredient_set
)
SELECT {slices}coalesce(names.label, words, 'none printed') AS drug, {concept} || names.path AS "drugIri",
       coalesce(sets.label, 'not known') AS ingredients, items, overturned, modified, upheld, {rate}{carried},
       counted.drug AS _drug, counted.ingredient_set AS _ingredient_set
FROM counted
LEFT JOIN concepts AS names ON names.concept = counted.drug
LEFT JOIN ingredient_sets AS sets ON sets.ingredient_set = counted.ingredient_set
ORDER BY {slices}items DESC, coalesce(names.label, words, 'none printed'), "drugIri" NULLS FIRST, ingredients
