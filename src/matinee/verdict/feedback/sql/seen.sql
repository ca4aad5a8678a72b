-- known, places, named -> seen: when each slot came into view.
-- By the impression's decision id, else the member's last page that held the item; a page none of whose impressions
-- arrived was not tracked, and all its slots count as seen when it was served.
with placed as (
    select
        e."at" as touch_at, n.decision, n.place_at, n.person, n.surface, n.item, n.family,
        n."row", n."column", n.artwork, n.score, n.propensity
    from named n
    join known e on e.event_id = n.event_id
    where e.kind = 'impression'
),
rest as (
    select e.event_id, e.person, e.family, e.item, e.surface, e."at"
    from known e
    left join named n on n.event_id = e.event_id
    where e.kind = 'impression' and n.event_id is null
),
guessed as (
    select
        e."at" as touch_at, p.decision, p."at" as place_at, p.person, p.surface, p.item, p.family,
        p."row", p."column", p.artwork, p.score, p.propensity,
        row_number() over (
            partition by e.event_id
            order by p."at" desc, p.decision desc, case when p.item = e.item then 0 else 1 end, p."row", p."column"
        ) as choice
    from rest e
    join places p on p.person = e.person and p.family = e.family
    where p."at" <= e."at" and e."at" - p."at" <= $window_us and (e.surface = '' or e.surface = p.surface)
),
tracked as (
    select decision from placed
    union
    select decision from guessed
    union
    select decision from known where kind = 'impression'
)
select * from placed
union all
select touch_at, decision, place_at, person, surface, item, family, "row", "column", artwork, score, propensity
from guessed
where choice = 1
union all
select
    p."at" as touch_at, p.decision, p."at" as place_at, p.person, p.surface, p.item, p.family,
    p."row", p."column", p.artwork, p.score, p.propensity
from places p
left join tracked t on t.decision = p.decision
where t.decision is null
