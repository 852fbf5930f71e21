-- Editions ----------------------------------------------------------------------------------------------------------
-- A sequence does not roll back, so no two readings of different content ever carry the same number.
create sequence timers_edition_seq;

create function timers_new_edition() returns trigger language plpgsql security definer set search_path from current as $$
begin
    new.version := nextval('timers_edition_seq');
    return new;
end $$;
create trigger timers_edition_version before insert or update on timers_edition
    for each row execute function timers_new_edition();

create function timers_touch_calendar() returns trigger language plpgsql security definer set search_path from current as $$
begin
    if tg_op <> 'DELETE' then
        update timers_edition set name = name where name = new.nation;
    end if;
    if tg_op <> 'INSERT' then
        update timers_edition set name = name where name = old.nation;
    end if;
    return null;
end $$;
create trigger timers_holiday_edition after insert or update or delete on timers_holiday
    for each row execute function timers_touch_calendar();

create function timers_touch_rules() returns trigger language plpgsql security definer set search_path from current as $$
begin
    update timers_edition set name = name where name = 'rules';
    return null;
end $$;
create trigger timers_rule_edition after insert or update on timers_rule
    for each statement execute function timers_touch_rules();

insert into timers_edition (name, version) values ('rules', 0);

-- Refusals ----------------------------------------------------------------------------------------------------------
create function timers_refuse() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[0] using errcode = 'restrict_violation', table = tg_table_name;
end $$;

create trigger timers_rule_fixed before update on timers_rule for each row
    when ((old.kind, old.variant, old.number, old.title, old.measures, old.starts, old.stops, old.applies, old.amount, old.unit,
           old.due_soon_amount, old.due_soon_unit, old.ladder, old.source, old.confidence, old.in_force_from, old.nation,
           old.council_id, old.consequence, old.version, old.added_at)
          is distinct from
          (new.kind, new.variant, new.number, new.title, new.measures, new.starts, new.stops, new.applies, new.amount, new.unit,
           new.due_soon_amount, new.due_soon_unit, new.ladder, new.source, new.confidence, new.in_force_from, new.nation,
           new.council_id, new.consequence, new.version, new.added_at))
    execute function timers_refuse('A rule is never edited: add a new version');
create trigger timers_rule_kept before delete on timers_rule for each row
    execute function timers_refuse('A rule is never deleted: clocks were dated by it');

create trigger timers_timer_stopped before update on timers_timer for each row when (old.stopped_at is not null)
    execute function timers_refuse('A stopped clock does not change');
create trigger timers_timer_fixed before update on timers_timer for each row
    when (old.kind <> new.kind or old.council_id <> new.council_id or old.subject_label <> new.subject_label
          or old.subject_id <> new.subject_id or old.about_label <> new.about_label or old.about_id <> new.about_id
          or old.started_at <> new.started_at or old.recorded_at <> new.recorded_at)
    execute function timers_refuse('What a clock measures, and since when, does not change');
create trigger timers_timer_kept before delete on timers_timer for each row
    execute function timers_refuse('A clock is never deleted');

create trigger timers_alert_fixed before update on timers_alert for each row
    when (old.told_at is not null
          or (old.id, old.timer_id, old.level, old.kind, old.council_id, old.team_id, old.owner_id, old.towards_id,
              old.about_label, old.about_id, old.due_at, old.timer_due_at, old.raised_at, old.during_clock_fault)
             is distinct from
             (new.id, new.timer_id, new.level, new.kind, new.council_id, new.team_id, new.owner_id, new.towards_id,
              new.about_label, new.about_id, new.due_at, new.timer_due_at, new.raised_at, new.during_clock_fault))
    execute function timers_refuse('An alert does not change: only when it was told may be added, once');
create trigger timers_alert_kept before delete on timers_alert for each row
    execute function timers_refuse('An alert is never deleted');
create trigger timers_answer_kept before update or delete on timers_alertanswer for each row
    execute function timers_refuse('An answer to an alert stands as it was given');
create trigger timers_change_kept before update or delete on timers_timerchange for each row
    execute function timers_refuse('The history of a due instant stands as it was written');
create trigger timers_fault_kept before update or delete on timers_enginefault for each row
    execute function timers_refuse('A fault of the engine stays on record');

create trigger timers_rule_not_emptied before truncate on timers_rule execute function timers_refuse('Append-only');
create trigger timers_timer_not_emptied before truncate on timers_timer execute function timers_refuse('Append-only');
create trigger timers_alert_not_emptied before truncate on timers_alert execute function timers_refuse('Append-only');
create trigger timers_answer_not_emptied before truncate on timers_alertanswer execute function timers_refuse('Append-only');
create trigger timers_change_not_emptied before truncate on timers_timerchange execute function timers_refuse('Append-only');
create trigger timers_fault_not_emptied before truncate on timers_enginefault execute function timers_refuse('Append-only');

-- A council's own figure, only where nothing national sets one -----------------------------------------------------
create function timers_own_figure() returns trigger language plpgsql as $$
begin
    if not exists (select from timers_rule r where r.council_id is null and r.current
                    and r.kind = new.kind and r.variant = new.variant)
       or exists (select from timers_rule r where r.council_id is null and r.current
                   and r.kind = new.kind and r.variant = new.variant and r.confidence not in ('L', 'D')) then
        raise exception 'A council has its own figure only where the source is local or a product default'
            using errcode = 'restrict_violation', table = 'timers_rule';
    end if;
    return new;
end $$;
create trigger timers_rule_own_figure before insert on timers_rule for each row when (new.council_id is not null)
    execute function timers_own_figure();

-- A due instant moves only with its history ------------------------------------------------------------------------
create function timers_keep_change() returns trigger language plpgsql security definer set search_path from current as $$
begin
    insert into timers_timerchange (timer_id, old_due_at, new_due_at, old_calendar_version, new_calendar_version, changed_at)
    values (new.id, old.due_at, new.due_at, old.calendar_version, new.calendar_version, clock_timestamp());
    return null;
end $$;
create trigger timers_timer_moved after update on timers_timer for each row
    when (old.due_at is distinct from new.due_at) execute function timers_keep_change();

-- Every running clock is looked at -----------------------------------------------------------------------------------
create function timers_add_look() returns trigger language plpgsql as $$
begin
    insert into timers_look (timer_id, rung, next_at)
    select id, 0, ladder_at[1] from added where stopped_at is null and cardinality(ladder_at) > 0;
    return null;
end $$;
create trigger timers_timer_added after insert on timers_timer referencing new table as added
    for each statement execute function timers_add_look();

-- A stopped clock is looked at no more; one that was dated again goes on above the highest level it has raised.
create function timers_move_look() returns trigger language plpgsql as $$
declare raised int;
begin
    delete from timers_look where timer_id = new.id;
    if new.stopped_at is null then
        select coalesce(max(r.n), 0) into raised
          from unnest(new.ladder) with ordinality as r(level, n)
          join timers_alert a on a.timer_id = new.id and a.level = r.level;
        if raised < cardinality(new.ladder_at) then
            insert into timers_look (timer_id, rung, next_at) values (new.id, raised, new.ladder_at[raised + 1]);
        end if;
    end if;
    return null;
end $$;
create trigger timers_timer_look after update on timers_timer for each row
    when (old.stopped_at is distinct from new.stopped_at or old.ladder_at is distinct from new.ladder_at
          or old.ladder is distinct from new.ladder)
    execute function timers_move_look();

-- The plain role that serves: may not what the triggers refuse -----------------------------------------------------
do $$
begin
    if exists (select from pg_roles where rolname = 'holdfast_app') then
        revoke delete, truncate on timers_timer, timers_rule from holdfast_app;
        revoke update, delete, truncate on timers_alert, timers_alertanswer, timers_enginefault from holdfast_app;
        grant update (told_at) on timers_alert to holdfast_app;
        revoke insert, update, delete, truncate on timers_timerchange from holdfast_app;
    end if;
end $$;
