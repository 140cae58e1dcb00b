-- How many decisions does a letter make, and how many letters are decided in part for the patient?
WITH per_letter AS (
  SELECT letter, {counts} FROM items GROUP BY letter
),
counted AS (
  SELECT d.decisions::INTEGER AS decisions, count(*)::INTEGER AS letters,
         (count(*) FILTER (overturned = d.decisions))::INTEGER AS "allOverturned",
         (count(*) FILTER (modified = d.decisions))::INTEGER AS "allModified",
         (count(*) FILTER (upheld = d.decisions))::INTEGER AS "allUpheld",
         (count(*) FILTER (greatest(overturned, modified, upheld) < d.decisions))::INTEGER AS mixed{behind}
  FROM determinations AS d LEFT JOIN per_letter USING (letter)
  WHERE true{conditions} GROUP BY d.decisions
)
SELECT decisions, letters, "allOverturned", "allModified", "allUpheld", mixed, {mixed_share}{carried}
FROM counted ORDER BY decisions
