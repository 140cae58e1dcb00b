-- Which share of the requests falls into each kind of treatment, and how does it move?
WITH chosen AS (
  SELECT i.item, i.category, i.subcategory, {decided} AS decided
  FROM items AS i JOIN determinations AS d USING (letter) WHERE {decided} IS NOT NULL{conditions}
),
of_period AS (
  SELECT decided, count(*)::INTEGER AS of_items FROM chosen GROUP BY decided
),
counted AS (
  SELECT decided, category, subcategory, count(*)::INTEGER AS items{behind}
  FROM chosen WHERE true{of_rows} GROUP BY ALL
)
SELECT decided, c.label AS category, {concept} || c.path AS "categoryIri",
       coalesce(s.label, 'none known') AS subcategory, {concept} || s.path AS "subcategoryIri",
       items, of_items AS "ofItems", {share}{carried}
FROM counted JOIN of_period USING (decided)
JOIN concepts AS c ON c.concept = counted.category
LEFT JOIN concepts AS s ON s.concept = counted.subcategory
ORDER BY decided, items DESC, c.label, coalesce(s.label, 'none known')
