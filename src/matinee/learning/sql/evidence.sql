-- What the log carries: counts that decide which sources and rows may speak. $since opens the popular window.
SELECT
    count(*) AS events,
    count(DISTINCT who) AS members,
    coalesce(min("at"), 0) AS first_at,
    coalesce(max("at"), 0) AS last_at,
    count(*) FILTER (kind = 'play') AS plays,
    count(*) FILTER (kind = 'impression') AS impressions,
    count(*) FILTER (kind = 'rate') AS ratings,
    count(*) FILTER (kind = 'purchase') AS purchases,
    count(DISTINCT CASE WHEN "at" >= $since THEN "at" // 86400000000 END) AS days_with_events,
    count(*) FILTER (source = 'simulated') AS simulated,
    count(DISTINCT who) FILTER (source = 'simulated') AS simulated_members
FROM events WHERE "at" < $before
