-- Deliberate events by item between two times. Ratings of one member within a minute of each other are an entry of
-- old opinions, not a trend: only each member's events that stand apart count, one per member and item.
SELECT item, count(*) AS n, count(DISTINCT who) AS members
FROM (
    SELECT
        json_extract(body, '$.item') AS item,
        who,
        at - lag(at, 3, 0) OVER (PARTITION BY who ORDER BY at, seq) AS apart
    FROM events
    WHERE at >= :since AND at < :before
        AND json_extract(body, '$.kind') IN (SELECT value FROM json_each(:kinds))
)
WHERE item IS NOT NULL AND apart > 60000000
GROUP BY item
