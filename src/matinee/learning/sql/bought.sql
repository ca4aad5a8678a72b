-- Purchase lines: who bought which product's family when, in which basket, and when they had first met it.
-- Reads events, places (item, row of the family), links (anonymous, member). Parameter: $before (only events before it).
CREATE TEMP TABLE bought AS
WITH lines AS (
    SELECT coalesce(k.member, e.who) AS who, p.row AS row, e."at" AS "at", e.seq AS seq, e.kind AS kind,
        coalesce(e.session, '') AS session, e.quantity AS quantity, e.price AS price,
        coalesce(e.currency, '') AS currency, coalesce(e.time_zone, '') AS zone
    FROM events e JOIN places p ON p.item = e.item LEFT JOIN links k ON k.anonymous = e.who
    WHERE e."at" < $before AND e.item <> ''
),
met AS (
    SELECT who, row, min("at") AS met_at,
        sum(coalesce(quantity, 1)) FILTER (kind = 'return') AS returned,
        sum(coalesce(quantity, 1)) FILTER (kind = 'purchase') AS pieces
    FROM lines GROUP BY who, row HAVING count(*) FILTER (kind = 'purchase') > 0
)
SELECT l.who, l.row, l."at", l.seq, m.met_at, l.zone,
    hash(l.who, CASE WHEN l.session <> '' THEN l.session ELSE (l."at" // 86400000000)::VARCHAR END) AS basket,
    l.price * coalesce(l.quantity, 1) AS money, l.currency AS currency
FROM lines l JOIN met m ON m.who = l.who AND m.row = l.row
WHERE l.kind = 'purchase' AND coalesce(m.returned, 0) < m.pieces
