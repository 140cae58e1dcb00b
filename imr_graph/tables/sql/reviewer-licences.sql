-- In which states are the reviewers licensed, and how do they decide?
WITH chosen AS (
  SELECT d.letter, coalesce(v.state, CASE WHEN d.letter IN (
             SELECT u.letter FROM unresolved_words AS u JOIN texts AS t ON t.text = u.kind WHERE t.words = 'state'
           ) THEN 'not understood' ELSE 'none printed' END) AS state
  FROM determinations AS d LEFT JOIN licences AS v USING (letter) WHERE true{conditions}
),
counted AS (
  SELECT state, count(DISTINCT letter)::INTEGER AS letters, count(*)::INTEGER AS items, {counts}{behind}
  FROM chosen JOIN items USING (letter) GROUP BY state
)
SELECT state, letters, items, overturned, modified, upheld, {rate}{carried}
FROM counted ORDER BY items DESC, state
