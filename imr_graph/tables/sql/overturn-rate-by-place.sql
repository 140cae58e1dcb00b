-- How often are denials overturned, by the guideline section or page cited?
WITH asked AS (
  SELECT {slice_columns}i.item, i.outcome FROM items AS i {joins} WHERE true{conditions}
),
cited AS (
  SELECT c.item, c.citation, c.document FROM citations AS c WHERE c.document IS NOT NULL{cited}
),
placed AS (
  SELECT {slices}asked.item, asked.outcome, cited.document, p.place, p.chapter, p.printed_chapter, p.words
  FROM asked
  LEFT JOIN cited ON cited.item = asked.item
  LEFT JOIN cited_places AS p ON p.item = cited.item AND p.citation = cited.citation
  WHERE true{among}
),
-- One row for each item and place, whatever number of citations print it.
counted AS (
  SELECT {slices}document, place, count(*)::INTEGER AS items, {counts}{behind}
  FROM (SELECT DISTINCT {slices}item, outcome, document, place FROM placed) GROUP BY ALL
),
ways AS (
  SELECT DISTINCT {slices}document, place, chapter, printed_chapter, words FROM placed WHERE place IS NOT NULL
),
named AS (
  SELECT {slices}document, place, min(coalesce(chapters.name, printed.words)) AS chapter, min(texts.words) AS words
  FROM ways
  LEFT JOIN concepts AS chapters ON chapters.concept = ways.chapter
  LEFT JOIN texts AS printed ON printed.text = ways.printed_chapter
  LEFT JOIN texts ON texts.text = ways.words
  GROUP BY {slices}document, place
),
labelled AS (
  SELECT {slices}document, place, named.chapter, named.words, items, overturned, modified, upheld{carried}
  FROM counted LEFT JOIN named USING ({slices}document, place)
),
told AS (
  SELECT {slices}coalesce(documents.label, 'no guideline cited') AS document, {concept} || documents.path AS document_iri,
         CASE WHEN l.place IS NULL THEN NULL
              ELSE coalesce(editions.label, l.printed_edition || ' (not in the tables)', 'edition not printed')
              END AS edition,
         labelled.chapter AS chapter,
         CASE WHEN labelled.document IS NULL THEN NULL
              ELSE coalesce('p. ' || l.page, own.name, labelled.words, 'no page or section cited') END AS place,
         {concept} || own.path AS place_iri, items, overturned, modified, upheld{carried},
         labelled.document AS _document, labelled.place AS _place
  FROM labelled
  LEFT JOIN places AS l ON l.place = labelled.place
  LEFT JOIN concepts AS documents ON documents.concept = labelled.document
  LEFT JOIN concepts AS editions ON editions.concept = l.edition
  LEFT JOIN concepts AS own ON own.concept = l.concept
)
SELECT {slices}document, document_iri AS "documentIri", edition, chapter, place, place_iri AS "placeIri",
       items, overturned, modified, upheld, {rate}{carried}, _document, _place
FROM told
ORDER BY {slices}items DESC, document, document_iri NULLS FIRST, edition NULLS FIRST, chapter NULLS FIRST,
         place NULLS FIRST, place_iri NULLS FIRST
