-- Which share of the drug requests falls into each class of drugs, and how does it move?
WITH chosen AS (
  SELECT g.item, g.ingredient_set, {decided} AS decided
  FROM drugs AS g JOIN determinations AS d USING (letter) WHERE {decided} IS NOT NULL{conditions}
),
of_period AS (
  SELECT decided, count(*)::INTEGER AS of_items FROM chosen GROUP BY decided
),
classes AS (
  SELECT DISTINCT ingredient_set, drug_class FROM drug_ingredients JOIN ingredient_classes USING (ingredient)
),
counted AS (
  SELECT decided, drug_class, count(*)::INTEGER AS items{behind}
  FROM chosen LEFT JOIN classes USING (ingredient_set) GROUP BY ALL
)
SELECT decided, coalesce(k.label, 'no class known') AS "drugClass", {concept} || k.path AS "drugClassIri",
       items, of_items AS "ofItems", {share}{carried}
FROM counted JOIN of_period USING (decided)
LEFT JOIN concepts AS k ON k.concept = counted.drug_class
ORDER BY decided, items DESC, coalesce(k.label, 'no class known')
