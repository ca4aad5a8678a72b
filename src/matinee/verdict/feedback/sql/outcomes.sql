-- credited -> outcomes: one line an act, with the surface, page and slot that it is owed to.
-- What is brought back goes where its purchase went (the last one before it).
with settled as (
    select
        act, kind, person, item, family, "at", device, seconds, value, quantity, price, rule,
        case rule
            when 'autoplay' then 'autoplay' when 'decision' then n_surface when 'message' then 'message'
            when 'touch' then t_surface when 'surface' then a_surface else 'none'
        end as surface,
        case rule when 'decision' then n_decision when 'touch' then t_decision else '' end as decision,
        case rule when 'decision' then n_item when 'touch' then t_item else '' end as slot_item,
        case rule when 'decision' then n_row when 'touch' then t_row end as "row",
        case rule when 'decision' then n_column when 'touch' then t_column end as "column",
        case rule when 'decision' then n_artwork when 'touch' then t_artwork else '' end as artwork,
        case rule when 'decision' then n_score when 'touch' then t_score end as score,
        case rule when 'decision' then n_propensity when 'touch' then t_propensity end as propensity,
        case rule when 'autoplay' then '' when 'touch' then t_message else a_message end as message,
        case when rule = 'touch' then touch_at end as touch_at
    from credited
),
returned as (
    select *
    from (
        select r.act as return_act, r.person as return_person, p.*, row_number() over (
            partition by r.act, r.person order by p."at" desc, p.act desc
        ) as turn
        from settled r
        join settled p on p.person = r.person and p.family = r.family
        where r.kind = 'return' and p.kind = 'purchase' and p."at" <= r."at" and r.rule <> 'decision'
    ) found
    where turn = 1
)
select
    s.act, s.kind, s.person as member, s.item, s."at", s.device,
    coalesce(s.seconds, 0.0) as seconds, s.value, s.quantity, s.price,
    case when r.act is null then s.rule else 'purchase' end as rule,
    case when r.act is null then s.surface else r.surface end as surface,
    case when r.act is null then s.decision else r.decision end as decision,
    case when r.act is null then s.slot_item else r.slot_item end as slot_item,
    case when r.act is null then s."row" else r."row" end as "row",
    case when r.act is null then s."column" else r."column" end as "column",
    case when r.act is null then s.artwork else r.artwork end as artwork,
    case when r.act is null then s.score else r.score end as score,
    case when r.act is null then s.propensity else r.propensity end as propensity,
    case when r.act is null then s.message else r.message end as message,
    case when r.act is null then s.touch_at else r.touch_at end as touch_at
from settled s
left join returned r on r.return_act = s.act and r.return_person = s.person
