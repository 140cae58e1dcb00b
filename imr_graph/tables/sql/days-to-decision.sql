-- How many days does it take from each step to the decision?
WITH chosen AS (
  SELECT d.*, {decided} AS decided FROM determinations AS d WHERE {decided} IS NOT NULL{conditions}
),
steps AS (
  SELECT 'application received' AS step, letter, decided, date_diff('day', received_date, decision_date) AS days
  FROM chosen
  UNION ALL
  SELECT 'assigned', letter, decided, date_diff('day', assigned_date, decision_date) FROM chosen
  UNION ALL
  SELECT 'utilization review denied', letter, decided, date_diff('day', ur_denial_date, decision_date) FROM chosen
)
SELECT step, decided, count(days)::INTEGER AS letters,
       round(10.0::DOUBLE * sum(days) / nullif(count(days), 0)) / 10 AS mean,
       min(days)::INTEGER AS least, quantile_disc(days, 0.25)::INTEGER AS "lowerQuartile",
       quantile_disc(days, 0.5)::INTEGER AS median, quantile_disc(days, 0.75)::INTEGER AS "upperQuartile",
       max(days)::INTEGER AS most, (count(*) - count(days))::INTEGER AS "lettersWithoutDays"{behind}
FROM steps GROUP BY step, decided ORDER BY step, decided
