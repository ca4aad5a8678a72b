-- slot_signs, named, known, codes -> taken: each slot in view with whether it was opened, and whether it was played.
with opened as (
    select n.decision, n."row", n."column", count(*) as opens
    from named n
    join known k on k.event_id = n.event_id
    where k.kind = 'open'
    group by n.decision, n."row", n."column"
)
select
    i.code as item, m.code as member, d.code as device, c."row", c."column", c.seen_at,
    cast(floor(c.seen_at / 86400000000.0) as bigint) as day,
    case when coalesce(o.opens, 0) > 0 or c.play > 0 or c.purchase > 0 then 1.0 else 0.0 end as taken,
    case when coalesce(o.opens, 0) > 0 then 1.0 else 0.0 end as opened,
    case when c.play > 0 or c.purchase > 0 then 1.0 else 0.0 end as played
from slot_signs c
join slots s on s.decision = c.decision and s."row" = c."row" and s."column" = c."column"
join codes_item i on i.text = c.item
join codes_member m on m.text = c.member
join codes_device d on d.text = s.device
left join opened o on o.decision = c.decision and o."row" = c."row" and o."column" = c."column"
