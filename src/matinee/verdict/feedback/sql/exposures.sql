-- slot_signs, slots, named, known -> exposures: each slot that came into view, in numbers: codes of member, item, picture, row's kind,
-- device, policy and reason, and how often the member had had the item in view before.
-- The texts of the codes stand in codes_<name> (code, text).
with opened as (
    select n.decision, n."row", n."column", count(*) as opens
    from named n
    join known k on k.event_id = n.event_id
    where k.kind = 'open'
    group by n.decision, n."row", n."column"
)
select
    m.code as member, i.code as item, a.code as artwork, k.code as kind, d.code as device, p.code as policy, coalesce(s.why, 0) as why,
    c."row", c."column", c.seen_at, c.score, c.propensity, c.seconds, c.revenue,
    c.play, c.completion, c.thumb, c.rating, c.purchase, c."return", c.abandonment, c.dismissal,
    coalesce(o.opens, 0) as opens,
    row_number() over (partition by m.code, i.code order by c.seen_at, c.decision, c."row", c."column") - 1 as before
from slot_signs c
join slots s on s.decision = c.decision and s."row" = c."row" and s."column" = c."column"
join codes_member m on m.text = c.member
join codes_item i on i.text = c.item
join codes_artwork a on a.text = c.artwork
join codes_kind k on k.text = s.kind
join codes_device d on d.text = s.device
join codes_policy p on p.text = s.policy
left join opened o on o.decision = c.decision and o."row" = c."row" and o."column" = c."column"
