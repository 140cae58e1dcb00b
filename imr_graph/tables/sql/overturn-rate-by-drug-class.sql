-- Which share of drug requests falls into each class of drugs, and how often are they overturned?
WITH asked AS (
  SELECT {slice_columns}i.item, i.outcome, g.drug, g.ingredient_set,
         kind.path IS NOT DISTINCT FROM 'category/pharmaceutical/topical-compounds' AS compounded
  FROM items AS i JOIN drugs AS g ON g.item = i.item {joins}
  LEFT JOIN concepts AS kind ON kind.concept = i.subcategory
  WHERE true{conditions}
),
of_ingredients AS (
  SELECT ingredient_set, drug_class FROM drug_ingredients JOIN ingredient_classes USING (ingredient)
),
-- A compound's own class, else that of the name, else those of the ingredients.
grouped AS (
  SELECT DISTINCT {slices}item, outcome,
         CASE WHEN compounded THEN (SELECT concept FROM concepts WHERE path = 'drug-class/compounded-drug')
              ELSE coalesce(named.drug_class, of_ingredients.drug_class) END AS requested_class
  FROM asked
  LEFT JOIN name_classes AS named ON named.drug = asked.drug
  LEFT JOIN of_ingredients ON of_ingredients.ingredient_set = asked.ingredient_set
),
counted AS (
  SELECT {slices}requested_class, count(*)::INTEGER AS items, {counts}{behind} FROM grouped GROUP BY ALL
),
asked_for AS (SELECT count(*)::INTEGER AS requests FROM asked)
SELECT {slices}coalesce(classes.label, 'no class known') AS "drugClass", {concept} || classes.path AS "drugClassIri",
       items, requests, round(10000.0::DOUBLE * items / requests) / 10000 AS "shareOfRequests",
       overturned, modified, upheld, {rate}{carried}, requested_class AS _class
FROM counted CROSS JOIN asked_for LEFT JOIN concepts AS classes ON classes.concept = requested_class
ORDER BY {slices}items DESC, "drugClass", "drugClassIri" NULLS FIRST
