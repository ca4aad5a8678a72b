-- One line per member and item they met: how much it was liked, when first and last, by which signs.
-- Reads events (seq, who, kind, item, at, ...), places (item, row: the family's item row, seconds), links (anonymous, member).
-- Parameters: $before (only events before it), $half (seconds under which a play counts as left early).
WITH known AS (
    SELECT coalesce(l.member, e.who) AS who, p.row AS row, p.seconds AS usual, e.*
    FROM events e
    JOIN places p ON p.item = e.item
    LEFT JOIN links l ON l.anonymous = e.who
    WHERE e."at" < $before
),
met AS (
    SELECT
        who, row,
        min("at") AS first_at,
        max("at") AS last_at,
        min(seq) AS first_seq,
        max(usual) AS usual,
        max_by(value, ("at", value)) FILTER (kind = 'rate') AS rating,
        max_by(value, ("at", value)) FILTER (kind = 'thumb') AS thumb,
        count(*) FILTER (kind = 'play' AND phase IN ('', 'start')) AS plays,
        coalesce(sum(seconds) FILTER (kind = 'play'), 0) AS seconds,
        coalesce(sum(coalesce(quantity, 1)) FILTER (kind = 'purchase'), 0) AS bought,
        count(*) FILTER (kind = 'purchase') AS purchases,
        count(*) FILTER (kind = 'return') AS returned,
        count(*) FILTER (kind = 'cart_add') AS carted,
        coalesce(max("at") FILTER (kind = 'list_add'), 0) AS listed_at,
        coalesce(max("at") FILTER (kind = 'list_remove'), 0) AS unlisted_at,
        coalesce(max("at") FILTER (kind = 'dismiss'), 0) AS dismissed_at,
        coalesce(max("at") FILTER (kind = 'play'), 0) AS played_at
    FROM known
    GROUP BY who, row
),
means AS (
    SELECT who, (sum(rating) + 5 * 3.5) / (count(rating) + 5) AS mean FROM met GROUP BY who
)
SELECT
    m.who, m.row, m.first_at, m.last_at, m.first_seq, m.plays, m.purchases, m.seconds,
    CASE WHEN m.rating IS NULL THEN 0 ELSE greatest(-2, least(2, (m.rating - a.mean) / 1.5 + 0.3)) END
        + coalesce(m.thumb, 0)
        + CASE
            WHEN m.plays = 0 AND m.seconds = 0 THEN 0
            WHEN m.seconds > 0 AND m.seconds < $half THEN -0.5
            ELSE least(1, m.seconds / m.usual) + 0.2
        END
        + log2(1 + m.bought)
        + CASE WHEN m.listed_at > m.unlisted_at THEN 0.5 ELSE 0 END
        + CASE WHEN m.carted > 0 THEN 0.5 ELSE 0 END
        - CASE WHEN m.returned > 0 THEN 1 ELSE 0 END
        - CASE WHEN m.dismissed_at > m.played_at THEN 2 ELSE 0 END AS liking
FROM met m JOIN means a ON a.who = m.who
ORDER BY m.who, m.first_at, m.first_seq, m.row
