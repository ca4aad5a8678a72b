-- How many customers took each product's family up (opened, put in the cart, bought it) on each day since 1970.
-- Reads events, places (item, row of the family), links (anonymous, member).
SELECT p.row AS row, e."at" // 86400000000 AS day, count(DISTINCT coalesce(k.member, e.who)) AS customers
FROM events e JOIN places p ON p.item = e.item LEFT JOIN links k ON k.anonymous = e.who
WHERE e.kind IN ('open', 'cart_add', 'purchase')
GROUP BY ALL
