-- exposures -> taken: each slot in view with whether it was opened, and whether it was played, by UTC day.
select
    item, member, device, "row", "column", seen_at, cast(floor(seen_at / 86400000000.0) as bigint) as day,
    case when opens > 0 or play > 0 or purchase > 0 then 1.0 else 0.0 end as taken,
    case when opens > 0 then 1.0 else 0.0 end as opened,
    case when play > 0 or purchase > 0 then 1.0 else 0.0 end as played
from exposures
