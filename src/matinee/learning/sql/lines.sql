-- Purchase lines by time, with the number of their customer. Reads bought and buyers.
SELECT b.number, l.row, l."at", l.basket, l.met_at, l.money, l.currency
FROM bought l JOIN buyers b USING (who)
ORDER BY l."at", l.seq
