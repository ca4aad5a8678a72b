-- steps -> watched: each play once: when it began, the steps that lead it (head: its start; told: the one with a decision
-- or message id) and the seconds watched. A stretch of playing counts its time on the clock, but never more than
-- the film moved on (unless the member went back in it) and never more than the client counted itself. A long silence
-- counts as far as the film moved on in it, else one usual heartbeat. Where the client counts itself, whole heartbeats that
-- are missing from a stretch (lost on the way, or stamped after its pause or stop) are put back.
with usual as (
    select
        person, play, family,
        cast(round(max(seconds) * 1000000) as bigint) as told_beat,
        sum(case when gap between 1000000 and $silence_us then gap end) as beat_us,
        count(case when gap between 1000000 and $silence_us then gap end) as n_beats
    from steps
    where state = 'playing' and phase = 'heartbeat'
    group by person, play, family
),
counted as (
    select
        s.person, s.play, s.family, s.stretch, s.state, s.phase, s.gap, s.progress,
        cast(round(case when s.phase = 'start' then coalesce(s.seconds, 0) else s.seconds end * 1000000) as bigint)
            as told,
        cast(floor(u.beat_us / nullif(u.n_beats, 0)) as bigint) as beat,
        case when u.told_beat * 2 * u.n_beats >= u.beat_us then u.told_beat end as told_beat
    from steps s
    left join usual u on u.person = s.person and u.play = s.play and u.family = s.family
),
measured as (
    select
        person, play, family, stretch, state, told, told_beat, progress,
        case
            when state = 'first' then case when phase = 'start' then 0 else coalesce(told, 0) end
            when state in ('dead', 'paused') then 0
            when state = 'woken' then least(gap, greatest(coalesce(progress, told,
                case when phase = 'heartbeat' then beat end, 0), 0))
            when gap > $silence_us and progress >= 0 then least(gap, progress)
            when gap > $silence_us and beat is not null then least(gap, coalesce(told, beat))
            else gap
        end as clock
    from counted
),
stretches as (
    select
        person, play, family,
        sum(case when state <> 'playing' then clock else 0 end) as outside,
        sum(case when state = 'playing' then clock else 0 end) as clock,
        sum(case when state = 'playing' and progress is not null then clock else 0 end) as clock_with_progress,
        count(case when state = 'playing' then 1 end) as n_steps,
        coalesce(min(case when state = 'playing' then progress end), 0) as least_progress,
        sum(case when state = 'playing' then coalesce(progress, 0) else 0 end) as progress,
        count(case when state = 'playing' then told end) as n_told,
        max(told_beat) as told_beat,
        sum(case when state = 'playing' then told end) as told
    from measured
    group by person, play, family, stretch
),
missed as (
    select *, (clock - told) / cast(nullif(told_beat, 0) as double) as missing
    from stretches
),
timed as (
    select
        person, play, family,
        sum(outside + case
            when n_steps = 0 then 0
            when n_told = n_steps and (least_progress < 0 or clock_with_progress = 0) then
                case
                    when round(missing) >= 1 and abs(missing - round(missing)) <= 0.1 then clock
                    else least(clock, told)
                end
            when least_progress < 0 then clock
            else clock - clock_with_progress + least(clock_with_progress, progress)
        end) / cast(1000000 as double) as seconds
    from missed
    group by person, play, family
),
led as (
    select
        person, play, family, min("at") as first_at,
        min(case when phase = 'start' then 0 else 1000000 end + turn) as head,
        min(hint * 10000000 + case when phase = 'start' then 0 else 1000000 end + turn) as told
    from steps
    group by person, play, family
)
select
    l.person, l.play, l.family, l.first_at, l.head % 1000000 as head, l.told % 1000000 as told, t.seconds
from led l
join timed t on t.person = l.person and t.play = l.play and t.family = l.family
