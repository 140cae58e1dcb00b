-- Which ingredients do topical compounds and products hold, in which form, and how often are they overturned?
WITH asked AS (
  SELECT {slice_columns}i.item, i.outcome, g.ingredient_set, g.form,
         CASE WHEN below.path = 'category/pharmaceutical/topical-compounds' THEN 'compound'
              ELSE 'topical product' END AS kind
  FROM items AS i JOIN drugs AS g ON g.item = i.item {joins}
  LEFT JOIN concepts AS below ON below.concept = i.subcategory
  WHERE (below.path = 'category/pharmaceutical/topical-compounds' OR g.drug IN (
    SELECT drug FROM name_classes JOIN concepts ON concept = drug_class WHERE path = 'drug-class/topical-analgesic'
  )){conditions}
),
known AS (
  SELECT ingredient_set, count(*) AS ingredients FROM drug_ingredients GROUP BY ALL
),
-- Ingredients that no table knows stand in a set's label alone.
lacking AS (
  SELECT ingredient_set FROM ingredient_sets LEFT JOIN known USING (ingredient_set)
  WHERE len(string_split(label, ' / ')) > coalesce(known.ingredients, 0)
),
grouped AS (
  SELECT {slices}item, outcome, kind, form, n.ingredient, NULL AS words
  FROM asked JOIN drug_ingredients AS n ON n.ingredient_set = asked.ingredient_set
  UNION ALL
  SELECT {slices}item, outcome, kind, form, NULL, 'not in the tables' FROM asked JOIN lacking USING (ingredient_set)
  UNION ALL
  SELECT {slices}item, outcome, kind, form, NULL, 'none printed' FROM asked WHERE ingredient_set IS NULL
),
counted AS (
  SELECT {slices}kind, ingredient, words, form, count(*)::INTEGER AS items, {counts}{behind} FROM grouped GROUP BY ALL
)
SELECT {slices}kind, coalesce(held.label, counted.words) AS ingredient, {concept} || held.path AS "ingredientIri",
       coalesce(forms.words, 'none printed') AS form, items, overturned, modified, upheld, {rate},
       kind AS _kind, counted.ingredient AS _ingredient, counted.form AS _form{carried}
FROM counted
LEFT JOIN concepts AS held ON held.concept = counted.ingredient
LEFT JOIN texts AS forms ON forms.text = counted.form
ORDER BY {slices}items DESC, kind, coalesce(held.label, counted.words), "ingredientIri" NULLS FIRST,
         coalesce(forms.words, 'none printed')
