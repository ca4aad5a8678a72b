-- One line per member and item they met: how much it was liked, when first and last, whether they acted on it.
-- first_at is the first deliberate act where there is one: what was only shown before that had not been met yet.
-- Liking is that of table/ranking/taste.py once the session is over; tests/learning/test_loop_liking.py holds them together.
-- Reads events (seq, who, kind, item, items, at, ...), places (item, row: the family's item row, seconds), links (anonymous, member).
-- Parameters: $before (only events before it), $half (seconds under which a play counts as left early), $w_... (weights).
WITH aimed AS (
    SELECT e.* EXCLUDE (item, items, value), e.item AS item, e.value AS value
    FROM events e
    WHERE e."at" < $before AND len(coalesce(e.items, [])) = 0 AND e.kind <> 'rank'
    UNION ALL BY NAME
    SELECT e.* EXCLUDE (item, items, value, place), e.items[e.place] AS item,
        CASE WHEN e.kind = 'rank' THEN (len(e.items) - e.place + 1) / len(e.items) ELSE e.value END AS value
    FROM (SELECT *, unnest(range(1, len(items) + 1)) AS place FROM events WHERE len(items) > 0 AND "at" < $before) e
),
known AS (
    SELECT coalesce(l.member, e.who) AS who, p.row AS row, p.seconds AS usual, e.* EXCLUDE (who)
    FROM aimed e
    JOIN places p ON p.item = e.item
    LEFT JOIN links l ON l.anonymous = e.who
),
met AS (
    SELECT
        who, row,
        coalesce(min("at") FILTER (kind NOT IN ('impression', 'dwell', 'scroll', 'message_sent')), min("at")) AS first_at,
        max("at") AS last_at,
        coalesce(min(seq) FILTER (kind NOT IN ('impression', 'dwell', 'scroll', 'message_sent')), min(seq)) AS first_seq,
        max(usual) AS usual,
        bool_or(kind NOT IN ('impression', 'dwell', 'scroll', 'message_sent')) AS acted,
        max_by(value, ("at", value)) FILTER (kind = 'rate') AS rating,
        max_by(value, ("at", value)) FILTER (kind = 'thumb') AS thumb,
        max_by(value, ("at", value)) FILTER (kind = 'rank') AS ranked,
        count(*) FILTER (kind = 'play' AND coalesce(phase, '') IN ('', 'start')) AS plays,
        coalesce(sum(seconds) FILTER (kind = 'play'), 0) AS seconds,
        coalesce(max_by(position_seconds, ("at", position_seconds)) FILTER (kind = 'play'), 0) AS position,
        coalesce(sum(coalesce(quantity, 1)) FILTER (kind = 'purchase'), 0) AS bought,
        coalesce(sum(coalesce(quantity, 1)) FILTER (kind = 'return'), 0) AS returned,
        coalesce(sum(coalesce(quantity, 1)) FILTER (kind = 'cart_add'), 0) AS carted,
        count(*) FILTER (kind = 'open') AS opens,
        coalesce(sum(seconds) FILTER (kind = 'dwell'), 0) AS dwell,
        count(*) FILTER (kind = 'scroll') AS scrolled,
        count(*) FILTER (kind = 'impression') AS shown,
        coalesce(max("at") FILTER (kind = 'list_add'), 0) AS listed_at,
        coalesce(max("at") FILTER (kind = 'list_remove'), 0) AS unlisted_at,
        coalesce(max("at") FILTER (kind = 'dismiss'), 0) AS dismissed_at,
        coalesce(max("at") FILTER (kind = 'play'), 0) AS played_at
    FROM known
    GROUP BY who, row
),
means AS (
    SELECT who, (coalesce(sum(rating), 0) + 5 * 3.5) / (count(rating) + 5) AS mean FROM met GROUP BY who
)
SELECT
    m.who, m.row, m.first_at, m.last_at, m.first_seq, m.acted,
    m.shown::FLOAT AS shown,
    (m.opens + m.plays + m.bought > 0)::INTEGER::FLOAT AS opened,
    CASE WHEN m.plays > 0 AND m.seconds > 0 THEN least(1, greatest(m.seconds, m.position) / m.usual) END::FLOAT AS watched,
    CASE WHEN m.dwell > 0 THEN ln(1 + m.dwell) END::FLOAT AS dwelt,
    least(m.scrolled, 10)::FLOAT AS passed, m.rating::FLOAT AS rating, m.thumb::FLOAT AS thumb, m.ranked::FLOAT AS ranked,
    CASE WHEN m.rating IS NULL THEN 0 ELSE $w_rate * greatest(-2, least(2, (m.rating - a.mean) / 1.5 + 0.3)) END
        + $w_thumb * coalesce(m.thumb, 0)
        + $w_rank * coalesce(2 * m.ranked - 0.6, 0)
        + $w_play * CASE
            WHEN m.plays > 0 AND m.seconds > 0 AND m.seconds < $half THEN -0.5
            ELSE greatest(0, least(1, greatest(m.seconds, m.position) / m.usual)) + 0.2 * (m.plays > 0)::INTEGER
        END
        + $w_list_add * (m.listed_at > m.unlisted_at)::INTEGER
        + $w_list_remove * (m.unlisted_at > 0 AND m.listed_at <= m.unlisted_at)::INTEGER
        + $w_open * least(m.opens, 2)
        + $w_dwell * least(m.dwell / 10, 1)
        + $w_purchase * log2(1 + m.bought)
        + $w_cart_add * (m.carted > 0)::INTEGER
        + $w_returned * (m.returned > 0)::INTEGER
        + $w_scroll * least(m.scrolled, 10)
        + $w_dismiss * (m.dismissed_at > m.played_at)::INTEGER AS liking
FROM met m JOIN means a ON a.who = m.who
ORDER BY m.who, m.first_at, m.first_seq, m.row
