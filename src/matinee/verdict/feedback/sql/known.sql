-- events, guests, families -> known: each event once, under the profile and the family it belongs to.
-- A doubled event_id keeps its earliest copy, so what arrives twice or late changes nothing.
with wanted as (
    select * from events
    where kind in (
        'impression', 'open', 'search', 'message_click', 'play',
        'purchase', 'return', 'cart_add', 'thumb', 'rate', 'list_add', 'dismiss'
    )
),
doubled as (
    select event_id as doubled_id from wanted group by event_id having count(*) > 1
),
copies as (
    select w.*, row_number() over (
        partition by w.event_id
        order by w."at", w.kind, w.member, w.anonymous, w.item, w.decision, w.message, w.play, w.phase
    ) as copy
    from wanted w
    join doubled d on d.doubled_id = w.event_id
),
once as (
    select w.*, 1 as copy
    from wanted w
    left join doubled d on d.doubled_id = w.event_id
    where d.doubled_id is null
    union all
    select * from copies where copy = 1
)
select
    e.event_id, e.kind, e."at",
    case when e.member <> '' then e.member else coalesce(g.member, e.anonymous) end as person,
    e.item, coalesce(f.family, e.item) as family,
    e.device, e.surface, e.play, e.phase, e.autoplay, e.value, e.quantity, e.price, e.seconds,
    cast(round(e.position_seconds * 1000000) as bigint) as position_us,
    e.decision, e."row", e."column", e.message
from once e
left join guests g on g.anonymous = e.anonymous
left join families f on f.item = e.item
