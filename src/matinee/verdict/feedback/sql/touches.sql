-- known, places, named, seen -> touches: all that may have led a member to an item, and when.
-- family '' means any item: a search or a message whose results are not known; rank breaks ties of time.
select
    touch_at, person, family, surface, decision, item, "row", "column", artwork, score, propensity,
    '' as message, '' as device, 0 as rank
from seen
union all
select
    e."at", e.person, n.family, n.surface, n.decision, n.item, n."row", n."column", n.artwork, n.score, n.propensity,
    e.message, '', 0
from named n
join known e on e.event_id = n.event_id
where e.kind = 'open'
union all
select
    e."at", p.person, p.family, 'message', p.decision, p.item, p."row", p."column", p.artwork, p.score, p.propensity,
    e.message, '', 1
from known e
join places p on p.decision = e.decision and p.person = e.person
where e.kind = 'message_click' and e.decision <> '' and (e.family = '' or e.family = p.family)
union all
select
    e."at", e.person, e.family,
    case
        when e.kind = 'search' then 'search'
        when e.kind = 'message_click' or e.message <> '' then 'message'
        else e.surface
    end,
    '', e.item, null, null, '', null, null,
    e.message, case when e.family = '' then e.device else '' end, 1
from known e
left join named n on n.event_id = e.event_id
left join (select distinct decision from places) d on d.decision = e.decision
where n.event_id is null
    and (
        (e.kind = 'search' and (d.decision is null or e.family <> ''))
        or (e.kind = 'message_click' and (d.decision is null or e.family <> ''))
        or (e.kind = 'open' and (e.message <> '' or e.surface in ('search', 'message')))
        or (e.kind = 'impression' and e.surface = 'search')
    )
