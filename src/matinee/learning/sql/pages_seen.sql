-- Slots that came into view on pages of some members, and what came of each: a line for each page and item.
-- An act is owed to the latest time before it at which the item came into view, within $window microseconds.
-- Reads events, places (item, row, seconds), links (anonymous, member). Parameters: $names, $before, $window, $pages
-- (pages of each member, drawn by their ids), $abandoned (seconds under which a play was left early).
WITH mine AS (
    SELECT coalesce(l.member, e.who) AS owner, p.row AS item_row, p.seconds AS usual, e.*
    FROM events e
    JOIN places p ON p.item = e.item
    LEFT JOIN links l ON l.anonymous = e.who
    WHERE e."at" < $before AND coalesce(l.member, e.who) IN (SELECT unnest($names))
),
seen AS (
    SELECT owner, coalesce(nullif(decision, ''), nullif(session, '')) AS page, item_row, min("at") AS "at",
        min("row") AS place_row, min("column") AS place_column, any_value(device) AS device,
        any_value(time_zone) AS time_zone, any_value(session) AS session,
        coalesce(decision, '') <> '' AS served
    FROM mine WHERE kind = 'impression' AND coalesce(nullif(decision, ''), nullif(session, '')) IS NOT NULL
    GROUP BY ALL
),
acts AS (
    SELECT owner, item_row, "at", kind, value, coalesce(phase, '') AS phase, play, coalesce(quantity, 1) AS quantity,
        CASE WHEN kind = 'play' THEN coalesce(seconds, 0) END AS seconds, coalesce(position_seconds, 0) AS position, usual
    FROM mine WHERE kind IN ('open', 'play', 'thumb', 'rate', 'purchase', 'cart_add', 'list_add', 'dismiss', 'return')
),
owed AS (
    SELECT s.owner, s.page, s.item_row,
        count(*) FILTER (kind IN ('open', 'play', 'purchase', 'cart_add', 'list_add')) AS taken,
        count(*) FILTER (kind = 'play') AS plays,
        coalesce(sum(seconds), 0) AS seconds,
        max(greatest(position, 0)) AS position,
        max(usual) AS usual,
        max_by(value, a."at") FILTER (kind = 'thumb') AS thumb,
        max_by(value, a."at") FILTER (kind = 'rate') AS rating,
        count(*) FILTER (kind = 'purchase') AS purchases,
        count(*) FILTER (kind = 'dismiss') AS dismissals,
        count(*) FILTER (kind = 'return') AS returns
    FROM acts a ASOF JOIN seen s ON a.owner = s.owner AND a.item_row = s.item_row AND a."at" >= s."at"
    WHERE a."at" - s."at" <= $window
    GROUP BY 1, 2, 3
),
chosen AS (
    SELECT owner, page, min("at") AS begun FROM seen GROUP BY 1, 2
    QUALIFY row_number() OVER (PARTITION BY owner ORDER BY hash(page), page) <= $pages
)
SELECT
    s.owner, s.page, c.begun AS "at", s.device, s.time_zone, coalesce(s.session, '') AS session, s.served, s.item_row,
    coalesce(s.place_row, 0) AS place_row, coalesce(s.place_column, 0) AS place_column,
    (coalesce(o.taken, 0) > 0)::INTEGER::DOUBLE AS taken,
    (coalesce(o.plays, 0) > 0)::INTEGER::DOUBLE AS play,
    CASE WHEN o.plays > 0 THEN least(1, greatest(o.seconds, o.position) / o.usual) ELSE 0 END::DOUBLE AS completion,
    o.thumb::DOUBLE AS thumb, o.rating::DOUBLE AS rating,
    (coalesce(o.purchases, 0) > 0)::INTEGER::DOUBLE AS purchase,
    (coalesce(o.plays, 0) > 0 AND o.seconds > 0 AND o.seconds < $abandoned)::INTEGER::DOUBLE AS abandonment,
    (coalesce(o.dismissals, 0) > 0)::INTEGER::DOUBLE AS dismissal,
    (coalesce(o.returns, 0) > 0)::INTEGER::DOUBLE AS "return"
FROM seen s
JOIN chosen c ON c.owner = s.owner AND c.page = s.page
LEFT JOIN owed o ON o.owner = s.owner AND o.page = s.page AND o.item_row = s.item_row
ORDER BY s.owner, c.begun, s.page, s.place_row, s.place_column, s.item_row
