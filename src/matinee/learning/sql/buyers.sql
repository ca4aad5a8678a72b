-- Who bought anything, numbered from 0 in the order of their names, and the time zone of their latest purchase.
CREATE TEMP TABLE buyers AS
SELECT who, row_number() OVER (ORDER BY who) - 1 AS number, max_by(zone, ("at", zone)) AS zone
FROM bought GROUP BY who
