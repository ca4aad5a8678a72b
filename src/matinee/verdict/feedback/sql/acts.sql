-- known, watched, named -> acts: each play once, with its start and its seconds, and each other thing done to an item.
with plays as (
    select
        *, case when play = '' then event_id else play end as act,
        row_number() over (
            partition by person, case when play = '' then event_id else play end, family
            order by case when phase = 'start' then 0 else 1 end, "at", event_id
        ) as turn,
        row_number() over (
            partition by person, case when play = '' then event_id else play end, family
            order by
                case when decision <> '' then 0 when message <> '' then 1 else 2 end,
                case when phase = 'start' then 0 else 1 end, "at", event_id
        ) as told_turn,
        min("at") over (
            partition by person, case when play = '' then event_id else play end, family
        ) as first_at
    from known
    where kind = 'play'
)
select
    h.act, h.event_id, h.kind, h.person, h.item, h.family, h.first_at as "at", h.device, h.surface, h.autoplay,
    t.event_id as told_by, t.message, w.seconds, h.value, h.quantity, h.price
from plays h
join plays t on t.person = h.person and t.act = h.act and t.family = h.family and t.told_turn = 1
join watched w on w.person = h.person and w.play = h.act and w.family = h.family
where h.turn = 1
union all
select
    event_id, event_id, kind, person, item, family, "at", device, surface, false,
    event_id, message, null, value, quantity, price
from known
where kind in ('purchase', 'return', 'cart_add', 'thumb', 'rate', 'list_add', 'dismiss')
