-- seen, outcomes, lengths -> slot_signs: each slot that came into view, once, with what came of it.
-- lengths (item, seconds) may be empty: then completion is not known.
with shown as (
    select
        decision, "row", "column", min(touch_at) as seen_at, min(place_at) as place_at, min(person) as member,
        min(surface) as surface, min(item) as item, min(artwork) as artwork, min(score) as score,
        min(propensity) as propensity
    from seen
    group by decision, "row", "column"
),
came as (
    select
        o.decision, o."row", o."column",
        sum(case when o.kind = 'play' then 1 else 0 end) as plays,
        sum(o.seconds) as seconds,
        max(case when o.kind = 'play' and l.seconds > 0 then least(o.seconds / l.seconds, 1.0) end) as completion,
        max(case when o.kind = 'play' then o.seconds end) as longest,
        max(case when o.kind = 'thumb' then o.value end) as best_thumb,
        min(case when o.kind = 'thumb' then o.value end) as worst_thumb,
        max(case when o.kind = 'rate' then o.value end) as rating,
        sum(case when o.kind = 'purchase' then 1 else 0 end) as purchases,
        sum(case when o.kind = 'purchase' then coalesce(o.price, 0) * coalesce(o.quantity, 1) else 0 end) as revenue,
        sum(case when o.kind = 'return' then 1 else 0 end) as returns,
        sum(case when o.kind = 'dismiss' then 1 else 0 end) as dismissals,
        max(o."at") as last_at
    from outcomes o
    left join lengths l on l.item = o.item
    where o.decision <> '' and o."row" is not null
    group by o.decision, o."row", o."column"
)
select
    s.decision, s."row", s."column", s.seen_at, s.place_at, s.member, s.surface, s.item, s.artwork, s.score, s.propensity,
    coalesce(c.plays, 0) as plays, coalesce(c.seconds, 0.0) as seconds,
    case when coalesce(c.plays, 0) > 0 then 1.0 else 0.0 end as play,
    c.completion,
    case when c.worst_thumb < 0 then c.worst_thumb else c.best_thumb end as thumb,
    c.rating,
    case when coalesce(c.purchases, 0) > 0 then 1.0 else 0.0 end as purchase,
    coalesce(c.revenue, 0.0) as revenue,
    case when coalesce(c.returns, 0) > 0 then 1.0 else 0.0 end as "return",
    case
        when coalesce(c.plays, 0) > 0 and c.longest < $abandoned_seconds and coalesce(c.completion, 0) < 0.5 then 1.0
        else 0.0
    end as abandonment,
    case when coalesce(c.dismissals, 0) > 0 then 1.0 else 0.0 end as dismissal,
    c.last_at
from shown s
left join came c on c.decision = s.decision and c."row" = s."row" and c."column" = s."column"
