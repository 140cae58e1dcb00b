-- Which guideline pages and sections most often justify denial of each drug?
WITH cited AS (
  SELECT {slice_columns}p.*
  FROM cited_places AS p {joins}
  WHERE p.ingredient_set IS NOT NULL{conditions}
),
-- One row for each item, place and printed range, whatever number of citations print it.
printed AS (
  SELECT DISTINCT {slices}ingredient_set, place, letter, item, first_page, last_page FROM cited
),
per_item AS (
  SELECT {slices}ingredient_set, place, letter, item,
         sum(coalesce(1.0::DOUBLE / (1 + last_page - first_page), 1.0)) AS share
  FROM printed GROUP BY ALL
),
per_letter AS (
  SELECT {slices}ingredient_set, place, letter, count(*) AS items, sum(share) AS share{behind}
  FROM per_item GROUP BY ALL
),
counted AS (
  SELECT {slices}ingredient_set, place, sum(items)::INTEGER AS items, sum(share) AS share,
         count(*)::INTEGER AS letters, {letter_list} AS determinations{gathered}
  FROM per_letter GROUP BY ALL
),
-- Ranges in order of the letter that prints them first, then of page.
first_printed AS (
  SELECT {slices}ingredient_set, place, first_page, last_page, min(letter) AS letter FROM printed GROUP BY ALL
),
ranges AS (
  SELECT {slices}ingredient_set, place,
         coalesce(string_agg(CASE WHEN first_page = last_page THEN first_page::VARCHAR
                                  ELSE first_page || '-' || last_page END, '; '
                             ORDER BY letter, first_page, last_page), '') AS printed_ranges
  FROM first_printed GROUP BY ALL
),
ways AS (
  SELECT DISTINCT {slices}ingredient_set, place, edition_status, chapter, printed_chapter, words FROM cited
),
named AS (
  SELECT {slices}ingredient_set, place,
         min(status.path) AS first_status, max(status.path) AS last_status,
         min(coalesce(chapter_of.name, printed.words)) AS chapter, min(place_words.words) AS words
  FROM ways
  JOIN concepts AS status ON status.concept = ways.edition_status
  LEFT JOIN concepts AS chapter_of ON chapter_of.concept = ways.chapter
  LEFT JOIN texts AS printed ON printed.text = ways.printed_chapter
  LEFT JOIN texts AS place_words ON place_words.text = ways.words
  GROUP BY ALL
)
SELECT {slices}sets.label AS ingredients,
       document.label AS document,
       coalesce(edition.label, places.printed_edition || ' (not in the tables)', 'edition not printed') AS edition,
       CASE WHEN first_status = last_status THEN split_part(first_status, '/', 2)
            ELSE split_part(first_status, '/', 2) || '; ' || split_part(last_status, '/', 2)
            END AS "editionStatus",
       named.chapter AS chapter,
       coalesce('p. ' || places.page, place_of.name, named.words) AS place,
       {concept} || place_of.path AS "placeIri",
       counted.items AS items,
       round(counted.share, 6) AS "shareWeighted",
       ranges.printed_ranges AS "printedRanges",
       counted.letters AS letters,
       counted.determinations AS determinations,
       counted.ingredient_set AS _ingredient_set,
       counted.place AS _place{carried}
FROM counted
JOIN ranges USING ({slices}ingredient_set, place)
JOIN named USING ({slices}ingredient_set, place)
JOIN ingredient_sets AS sets ON sets.ingredient_set = counted.ingredient_set
JOIN places ON places.place = counted.place
JOIN concepts AS document ON document.concept = places.document
LEFT JOIN concepts AS edition ON edition.concept = places.edition
LEFT JOIN concepts AS place_of ON place_of.concept = places.concept
ORDER BY {slices}items DESC, "shareWeighted" DESC, ingredients, document, edition,
         chapter NULLS FIRST, place, "placeIri" NULLS FIRST
