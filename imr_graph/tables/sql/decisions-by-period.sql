-- How many letters and decisions are there in a year, quarter or month, and how many are overturned?
WITH chosen AS (
  SELECT d.letter, {decided} AS decided FROM determinations AS d WHERE {decided} IS NOT NULL{conditions}
),
per_letter AS (
  SELECT letter, count(*) AS items, {counts} FROM items GROUP BY letter
),
counted AS (
  SELECT decided, count(*)::INTEGER AS letters,
         (count(*) FILTER (greatest(overturned, modified, upheld) < items))::INTEGER AS "mixedLetters",
         coalesce(sum(items), 0)::INTEGER AS items, coalesce(sum(overturned), 0)::INTEGER AS overturned,
         coalesce(sum(modified), 0)::INTEGER AS modified, coalesce(sum(upheld), 0)::INTEGER AS upheld{behind}
  FROM chosen LEFT JOIN per_letter USING (letter) GROUP BY decided
)
SELECT decided, letters, "mixedLetters", items, overturned, modified, upheld, {rate}{carried}
FROM counted ORDER BY decided
