-- What a panel of messages is made of: beginnings of visits, and what became of messages. A visit without a session's
-- name is half an hour of the clock.
CREATE OR REPLACE TEMP TABLE visits AS
SELECT who, min("at") AS "at"
FROM events
WHERE kind NOT IN ('message_sent', 'message_open', 'message_click', 'message_opt_out', 'return', 'identify')
    AND "at" >= $since AND "at" < $until
GROUP BY who, CASE WHEN session <> '' THEN session ELSE CAST("at" // 1800000000 AS VARCHAR) END;
