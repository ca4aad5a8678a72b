-- known, steps, watched -> acts: each play once, with its start and its seconds, and each other thing done to an item.
select
    w.play as act, k.event_id, k.kind, k.person, k.item, k.family, w.first_at as "at", k.device, k.surface, k.autoplay,
    t.event_id as told_by, t.message, w.seconds, k.value, k.quantity, k.price
from watched w
join steps h on h.person = w.person and h.play = w.play and h.family = w.family and h.turn = w.head
join steps s on s.person = w.person and s.play = w.play and s.family = w.family and s.turn = w.told
join known k on k.event_id = h.event_id
join known t on t.event_id = s.event_id
union all
select
    event_id, event_id, kind, person, item, family, "at", device, surface, false,
    event_id, message, null, value, quantity, price
from known
where kind in ('purchase', 'return', 'cart_add', 'thumb', 'rate', 'list_add', 'dismiss')
