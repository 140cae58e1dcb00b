-- Do the claims administrator and the reviewer cite the same page or section, and who prevails?
WITH cited AS (
  SELECT item, party, document FROM citations WHERE document IS NOT NULL
),
sides AS (
  SELECT item, count(DISTINCT party) AS sides, min(party) AS side FROM cited GROUP BY item
),
same_document AS (
  SELECT DISTINCT item FROM (
    SELECT item, document FROM cited GROUP BY item, document HAVING count(DISTINCT party) = 2
  )
),
placed AS (
  SELECT p.item, p.party, l.document, coalesce('p. ' || l.page, lower(own.name), texts.words) AS place
  FROM cited_places AS p
  JOIN places AS l ON l.place = p.place
  LEFT JOIN concepts AS own ON own.concept = l.concept
  LEFT JOIN texts ON texts.text = l.folded_words
),
both_give_places AS (
  SELECT DISTINCT item FROM (
    SELECT item, document FROM placed GROUP BY item, document HAVING count(DISTINCT party) = 2
  )
),
same_place AS (
  SELECT DISTINCT item FROM (
    SELECT item, document, place FROM placed GROUP BY item, document, place HAVING count(DISTINCT party) = 2
  )
),
grouped AS (
  SELECT {slice_columns}i.item, i.outcome,
         CASE WHEN same_place.item IS NOT NULL THEN 'same page or section'
              WHEN both_give_places.item IS NOT NULL THEN 'same guideline, other pages or sections'
              WHEN same_document.item IS NOT NULL THEN 'same guideline, a side gives no page or section'
              WHEN sides.item IS NULL THEN 'neither cites'
              WHEN sides.sides = 2 THEN 'different guidelines'
              WHEN parties.path = 'party/reviewer' THEN 'only the reviewer cites'
              ELSE 'only the claims administrator cites' END AS agreement
  FROM items AS i {joins}
  LEFT JOIN sides ON sides.item = i.item
  LEFT JOIN concepts AS parties ON parties.concept = sides.side
  LEFT JOIN same_document ON same_document.item = i.item
  LEFT JOIN both_give_places ON both_give_places.item = i.item
  LEFT JOIN same_place ON same_place.item = i.item
  WHERE true{conditions}
),
counted AS (
  SELECT {slices}agreement, count(*)::INTEGER AS items, {counts}{behind} FROM grouped GROUP BY ALL
)
SELECT {slices}agreement, items, overturned, modified, upheld, {rate}{carried}, agreement AS _agreement
FROM counted
ORDER BY {slices}items DESC, agreement
