-- known, places -> named: the slot that an event names by its decision id.
-- By row and column where they are right, else the item's own slot on that page, else the family's first.
with exact as (
    select
        e.event_id, p.decision, p."at" as place_at, p.person, p.surface, p.item, p.family,
        p."row", p."column", p.artwork, p.score, p.propensity
    from known e
    join places p on p.decision = e.decision and p."row" = e."row" and p."column" = e."column" and p.family = e.family
    where e.decision <> '' and (p.person = e.person or p.person = '' or e.person = '')
),
rest as (
    select e.event_id, e.person, e.family, e.item, e.decision
    from known e
    left join exact x on x.event_id = e.event_id
    where e.decision <> '' and x.event_id is null
),
found as (
    select
        e.event_id, p.decision, p."at" as place_at, p.person, p.surface, p.item, p.family,
        p."row", p."column", p.artwork, p.score, p.propensity,
        row_number() over (
            partition by e.event_id
            order by case when p.item = e.item then 0 else 1 end, p."row", p."column", p."at", p.item
        ) as choice
    from rest e
    join places p on p.decision = e.decision and p.family = e.family
    where p.person = e.person or p.person = '' or e.person = ''
)
select * from exact
union all
select event_id, decision, place_at, person, surface, item, family, "row", "column", artwork, score, propensity
from found
where choice = 1
