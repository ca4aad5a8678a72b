-- known -> steps: the events of each play in order, each with the stretch since the event before it, in microseconds.
-- Copies under other event ids are one. state says what the stretch was. first: nothing came before; dead: after a stop,
-- until a new start; paused: after a pause, where a start follows (heartbeats may go on meanwhile); woken: the first after
-- a pause without a start to come, so that the member went on somewhere in it; playing: all else.
-- hint: whether the event names what led to the play.
with single as (
    select
        person, case when play = '' then event_id else play end as play, family, "at", phase, seconds, position_us,
        decision, message, min(event_id) as event_id
    from known
    where kind = 'play'
    group by
        person, case when play = '' then event_id else play end, family, "at", phase, seconds, position_us,
        decision, message
),
ordered as (
    select
        person, play, family, event_id, "at", phase, seconds, position_us,
        case when decision <> '' then 0 when message <> '' then 1 else 2 end as hint,
        case phase when 'heartbeat' then 0 when 'pause' then 2 when 'stop' then 3 else 1 end as code,
        row_number() over (
            partition by person, play, family
            order by "at",
                case phase when 'heartbeat' then 0 when 'pause' then 1 when 'stop' then 3 else 2 end,
                position_us, seconds, event_id
        ) as turn
    from single
),
stretched as (
    select
        *,
        lag(code) over (partition by person, play, family order by turn) as before,
        "at" - lag("at") over (partition by person, play, family order by turn) as gap,
        position_us - lag(position_us) over (partition by person, play, family order by turn) as progress,
        max(case when code > 0 then turn * 10 + code end) over (
            partition by person, play, family order by turn rows between unbounded preceding and 1 preceding
        ) % 10 as last_mark,
        min(case when code > 0 then turn * 10 + code end) over (
            partition by person, play, family order by turn rows between current row and unbounded following
        ) % 10 as next_mark
    from ordered
),
sorted as (
    select
        *,
        case
            when before is null then 'first'
            when last_mark = 3 then 'dead'
            when last_mark = 2 and next_mark = 1 then 'paused'
            when before = 2 then 'woken'
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
