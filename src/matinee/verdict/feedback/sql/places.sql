-- slots, guests, families -> places: the slots of every page, under the profile and the family they belong to.
select
    s.decision, s."at", coalesce(g.member, s.member) as person,
    case when s.surface = '' then 'home' else s.surface end as surface,
    s.item, coalesce(f.family, s.item) as family, s."row", s."column", s.artwork, s.score, s.propensity
from slots s
left join guests g on g.anonymous = s.member
left join families f on f.item = s.item
