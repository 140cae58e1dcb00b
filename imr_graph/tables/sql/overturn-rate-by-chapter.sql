-- How often are denials overturned, by guideline, edition and chapter cited?
WITH asked AS (
  SELECT {slice_columns}i.item, i.outcome FROM items AS i {joins} WHERE true{conditions}
),
cited AS (
  SELECT c.item, c.document, c.edition, c.chapter,
         CASE WHEN c.edition IS NULL THEN c.printed_edition END AS year,
         CASE WHEN c.chapter IS NULL THEN c.printed_chapter END AS printed
  FROM citations AS c WHERE c.document IS NOT NULL{cited}
),
grouped AS (
  SELECT DISTINCT {slices}asked.item, outcome, document, edition, year, chapter, printed
  FROM asked LEFT JOIN cited ON cited.item = asked.item WHERE true{among}
),
counted AS (
  SELECT {slices}document, edition, year, chapter, printed, count(*)::INTEGER AS items, {counts}{behind}
  FROM grouped GROUP BY ALL
),
told AS (
  SELECT {slices}coalesce(documents.label, 'no guideline cited') AS document, {concept} || documents.path AS document_iri,
         CASE WHEN counted.document IS NULL THEN 'none printed'
              ELSE coalesce(editions.label, year || ' (not in the tables)', 'edition not printed') END AS edition,
         coalesce(chapters.name, texts.words, 'none printed') AS chapter, {concept} || chapters.path AS chapter_iri,
         items, overturned, modified, upheld{carried}, counted.document AS _document
  FROM counted
  LEFT JOIN concepts AS documents ON documents.concept = counted.document
  LEFT JOIN concepts AS editions ON editions.concept = counted.edition
  LEFT JOIN concepts AS chapters ON chapters.concept = counted.chapter
  LEFT JOIN texts ON texts.text = counted.printed
)
SELECT {slices}document, document_iri AS "documentIri", edition, chapter, chapter_iri AS "chapterIri",
       items, overturned, modified, upheld, {rate}{carried}, _document
FROM told
ORDER BY {slices}items DESC, document, document_iri NULLS FIRST, edition, chapter, chapter_iri NULLS FIRST
