-- known -> steps: the events of each play in order, each with the stretch since the event before it, in microseconds.
-- playing: the stretch was played; woken: it ended a pause without a start; dead: after a stop, until a new start.
with ordered as (
    select
        person, case when play = '' then event_id else play end as play, family, event_id, "at", phase, seconds, position_us,
        case when decision <> '' then 0 when message <> '' then 1 else 2 end as hint,
        row_number() over (
            partition by person, case when play = '' then event_id else play end, family
            order by "at",
                case phase when 'heartbeat' then 0 when 'pause' then 1 when 'stop' then 3 else 2 end,
                position_us, seconds, event_id
        ) as turn
    from known
    where kind = 'play'
),
stretched as (
    select
        *,
        lag(phase) over (partition by person, play, family order by turn) as before,
        "at" - lag("at") over (partition by person, play, family order by turn) as gap,
        position_us - lag(position_us) over (partition by person, play, family order by turn) as progress,
        max(case when phase = 'stop' then turn end) over (
            partition by person, play, family order by turn rows between unbounded preceding and 1 preceding
        ) as last_stop,
        max(case when phase = 'start' then turn end) over (
            partition by person, play, family order by turn rows between unbounded preceding and 1 preceding
        ) as last_start
    from ordered
),
sorted as (
    select
        *,
        case
            when before is null then 'first'
            when last_stop is not null and last_stop > coalesce(last_start, 0) then 'dead'
            when before = 'pause' and phase <> 'start' then 'woken'
            when before = 'pause' then 'paused'
            else 'playing'
        end as state
    from stretched
)
select
    person, play, family, event_id, "at", phase, hint, turn, seconds, position_us, gap, progress, state,
    sum(case when state = 'playing' then 0 else 1 end) over (
        partition by person, play, family order by turn rows between unbounded preceding and current row
    ) as stretch
from sorted
