-- acts, touches, named -> credited: what each act is owed to, and by which rule.
-- In this order: autoplay; the decision id sent; the message id sent; the last touch within the window
-- (of the surface sent, where that is search or message); the surface sent.
with reached as (
    select
        a.act, a.person, a.family, t.surface, t.decision, t.item, t."row", t."column", t.artwork, t.score, t.propensity,
        t.message, t.touch_at,
        case when t.surface = a.surface then 0 else 1 end as elsewhere, t.rank
    from acts a
    join touches t on t.person = a.person and t.family = a.family
    where t.touch_at <= a."at" and a."at" - t.touch_at <= $window_us
    union all
    select
        a.act, a.person, a.family, t.surface, t.decision, t.item, t."row", t."column", t.artwork, t.score, t.propensity,
        t.message, t.touch_at, case when t.surface = a.surface then 0 else 1 end, t.rank
    from acts a
    join touches t on t.person = a.person and t.family = ''
    where t.touch_at <= a."at" and a."at" - t.touch_at <= $search_us
        and (t.device = a.device or t.device = '' or a.device = '')
        and not (a.surface in ('home', 'similar'))
),
last_touch as (
    select *
    from (
        select *, row_number() over (
            partition by act, person, family
            order by elsewhere, touch_at desc, rank, decision desc, surface, "row", "column", message, item
        ) as turn
        from reached
    ) ordered
    where turn = 1
)
select
    a.act, a.kind, a.person, a.item, a.family, a."at", a.device, a.seconds, a.value, a.quantity, a.price,
    case
        when a.autoplay then 'autoplay'
        when n.event_id is not null then 'decision'
        when a.message <> '' then 'message'
        when t.act is not null and (a.surface not in ('search', 'message') or t.surface = a.surface) then 'touch'
        when a.surface in ('search', 'message') then 'surface'
        else 'none'
    end as rule,
    n.surface as n_surface, n.decision as n_decision, n."row" as n_row, n."column" as n_column, n.item as n_item,
    n.artwork as n_artwork, n.score as n_score, n.propensity as n_propensity,
    t.surface as t_surface, t.decision as t_decision, t."row" as t_row, t."column" as t_column, t.item as t_item,
    t.artwork as t_artwork, t.score as t_score, t.propensity as t_propensity, t.message as t_message, t.touch_at,
    a.surface as a_surface, a.message as a_message
from acts a
left join named n on n.event_id = a.told_by
left join last_touch t on t.act = a.act and t.person = a.person and t.family = a.family
