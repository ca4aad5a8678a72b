-- Deliberate events that came after a seq and are not older than a time, in the order in which they came.
SELECT who, json_extract(body, '$.item'), at
FROM events
WHERE seq > :after AND at >= :since
    AND json_extract(body, '$.item') IS NOT NULL
    AND json_extract(body, '$.kind') IN (SELECT value FROM json_each(:kinds))
ORDER BY seq
