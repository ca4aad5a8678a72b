-- events, guests, families -> known: each event once, under the profile and the family it belongs to.
-- A doubled event_id keeps its earliest copy, so what arrives twice or late changes nothing.
with copies as (
    select *, row_number() over (
        partition by event_id order by "at", kind, member, anonymous, item, decision, message, play, phase
    ) as copy
    from events
    where kind in (
        'impression', 'open', 'search', 'message_click', 'play',
        'purchase', 'return', 'cart_add', 'thumb', 'rate', 'list_add', 'dismiss'
    )
)
select
    e.event_id, e.kind, e."at",
    case when e.member <> '' then e.member else coalesce(g.member, e.anonymous) end as person,
    e.item, coalesce(f.family, e.item) as family,
    e.device, e.surface, e.play, e.phase, e.autoplay, e.value, e.quantity, e.price, e.seconds,
    cast(round(e.position_seconds * 1000000) as bigint) as position_us,
    e.decision, e."row", e."column", e.message
from copies e
left join guests g on g.anonymous = e.anonymous
left join families f on f.item = e.item
where e.copy = 1
