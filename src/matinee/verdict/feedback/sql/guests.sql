-- events -> guests: the member whom each guest turned out to be (the first identification counts).
select anonymous, member
from (
    select anonymous, member, row_number() over (partition by anonymous order by "at", member) as turn
    from events
    where kind = 'identify' and anonymous <> '' and member <> ''
) named
where turn = 1
