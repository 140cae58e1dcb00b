-- How do decisions differ before a rule's day and since?
WITH chosen AS (
  SELECT i.item, i.letter, i.outcome, CASE WHEN d.decision_date IS NULL THEN 'not printed'
         WHEN d.decision_date < {ruleDay}::DATE THEN 'before' ELSE 'since' END AS decided
  FROM items AS i JOIN determinations AS d USING (letter) WHERE true{conditions}
),
counted AS (
  SELECT decided, count(DISTINCT letter)::INTEGER AS letters, count(*)::INTEGER AS items, {counts}{behind}
  FROM chosen GROUP BY decided
),
compared AS (
  SELECT *, max(CASE decided WHEN 'before' THEN items END) OVER () AS items_before,
         max(CASE decided WHEN 'before' THEN overturned END) OVER () AS overturned_before
  FROM counted
)
SELECT decided, letters, items, overturned, modified, upheld, {rate},
       CASE decided WHEN 'since' THEN
         round(10000.0::DOUBLE * (overturned * items_before - overturned_before * items) / (items * items_before))
         / 10000 END AS difference{carried}
FROM compared ORDER BY decided
