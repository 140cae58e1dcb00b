-- Which words of letters do the tables not know?
WITH folds AS (
  SELECT text, words, min(text) OVER (PARTITION BY folded) AS fold
  FROM texts WHERE text IN (SELECT words FROM unresolved_words)
),
mentioned AS (
  SELECT DISTINCT {slice_columns}u.kind, folds.fold, u.within, u.letter, u.mention
  FROM unresolved_words AS u JOIN folds ON folds.text = u.words {joins}
  WHERE true{conditions}
),
-- Texts are numbered in their order: the first spelling has the least number.
spelt AS (
  SELECT {slice_columns}u.kind, folds.fold, u.within, min(u.words) AS words
  FROM unresolved_words AS u JOIN folds ON folds.text = u.words {joins}
  WHERE true{conditions} GROUP BY ALL
),
counted AS (
  SELECT {slices}kind, fold, within, count(*)::INTEGER AS mentions,
         count(DISTINCT letter)::INTEGER AS letters, min(letter) AS first_letter{behind}
  FROM mentioned GROUP BY ALL
)
SELECT {slices}kinds.words AS kind, spellings.words AS words, holder.label AS within, mentions, letters,
       determinations.identifier AS example, counted.kind AS _kind, spelt.words AS _words, counted.within AS _within{carried}
FROM counted
JOIN spelt ON spelt.kind = counted.kind AND spelt.fold = counted.fold
     AND spelt.within IS NOT DISTINCT FROM counted.within
JOIN texts AS kinds ON kinds.text = counted.kind
JOIN texts AS spellings ON spellings.text = spelt.words
LEFT JOIN concepts AS holder ON holder.concept = counted.within
JOIN determinations ON determinations.letter = counted.first_letter
ORDER BY {slices}mentions DESC, kinds.words, spellings.words, holder.label NULLS FIRST
