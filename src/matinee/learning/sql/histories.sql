-- Every event of some members in columns, oldest first: a line for each item that an event names, one for one without.
-- Reads events, places (item, own: its own row), links. Parameters: $names, $before.
WITH mine AS (
    SELECT coalesce(l.member, e.who) AS owner, e.* FROM events e LEFT JOIN links l ON l.anonymous = e.who
    WHERE e."at" < $before AND coalesce(l.member, e.who) IN (SELECT unnest($names))
),
aimed AS (
    SELECT * EXCLUDE (items), 1 AS place FROM mine WHERE len(coalesce(items, [])) = 0
    UNION ALL BY NAME
    SELECT m.* EXCLUDE (items, item, value, place), m.items[m.place] AS item, m.place AS place,
        CASE WHEN m.kind = 'rank' THEN (len(m.items) - m.place + 1) / len(m.items) ELSE m.value END AS value
    FROM (SELECT *, unnest(range(1, len(items) + 1)) AS place FROM mine WHERE len(coalesce(items, [])) > 0) m
)
SELECT a.owner, a.kind, a."at", coalesce(p.own, -1) AS item_row, coalesce(a.phase, '') AS phase, a.seconds,
    a.position_seconds AS position, a.value, a.quantity, coalesce(a.time_zone, '') AS time_zone,
    coalesce(a.device, '') AS device, coalesce(a.query, '') AS query, a.place
FROM aimed a LEFT JOIN places p ON p.item = a.item
ORDER BY a.owner, a."at", a.seq, a.place
