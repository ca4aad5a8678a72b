-- events -> feed: events of each UTC day of the last three weeks and device, and how many of them repeat another in everything but their id.
select day, device, sum(copies) as n_events, sum(copies - 1) as n_repeats
from (
    select
        cast(floor("at" / 86400000000.0) as bigint) as day, device, kind, member, anonymous, item, "at", play, phase,
        decision, "row", "column", value, seconds, message, count(*) as copies
    from events
    where "at" >= (select max("at") from events) - 21 * 86400000000
    group by
        cast(floor("at" / 86400000000.0) as bigint), device, kind, member, anonymous, item, "at", play, phase,
        decision, "row", "column", value, seconds, message
) distinct_events
group by day, device
