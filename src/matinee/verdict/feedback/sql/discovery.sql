-- outcomes -> discovery: what each surface brought on each UTC day.
select
    cast(floor("at" / 86400000000.0) as bigint) as day, surface,
    sum(case when kind = 'play' then 1 else 0 end) as plays,
    sum(case when kind = 'play' then seconds else 0.0 end) as seconds,
    sum(case when kind = 'purchase' then 1 else 0 end) as purchases,
    sum(case when kind = 'purchase' then coalesce(price, 0.0) * coalesce(quantity, 1.0) else 0.0 end) as revenue
from outcomes
where kind in ('play', 'purchase')
group by 1, 2
