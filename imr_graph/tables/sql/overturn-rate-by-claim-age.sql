-- How often are denials overturned, by the age of the claim?
WITH aged AS (
  -- Days as numbers like 20161220: their difference has the full years before its last four digits.
  SELECT i.item, i.outcome, floor((strftime(d.decision_date, '%Y%m%d')::INTEGER
                           - strftime(d.injury_date, '%Y%m%d')::INTEGER) / 10000)::INTEGER AS years
  FROM items AS i JOIN determinations AS d USING (letter) WHERE true{conditions}
),
spans(from_years, to_years, span) AS (
  VALUES (0, 0, 'less than 1'), (1, 1, '1'), (2, 2, '2'), (3, 4, '3 to 4'), (5, 9, '5 to 9'),
         (10, 19, '10 to 19'), (20, 10000, '20 or more'), (NULL, -1, 'injury after the decision')
),
counted AS (
  SELECT coalesce(span, 'not printed') AS "claimAge", from_years AS "fromYears", count(*)::INTEGER AS items,
         {counts}{behind}
  FROM aged LEFT JOIN spans ON years BETWEEN coalesce(from_years, -10000) AND to_years GROUP BY ALL
)
SELECT "claimAge", "fromYears", items, overturned, modified, upheld, {rate}{carried}
FROM counted ORDER BY "fromYears" NULLS FIRST, "claimAge"
