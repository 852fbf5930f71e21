-- %(n)s referrals spread over eight councils, eight tenths of them closed, and as many open clocks. psql is not needed:
-- stories/bench/fill.py runs this statement by statement, as the owner, in a database that holds the reference data.
-- Names are invented; every value follows from its number, so that two runs compare like with like.

create temporary table spread as
select row_number() over (order by c.gss_code) - 1 as place, c.id as council_id,
       (select id from councils_team t where t.council_id = c.id and t.is_front_door) as team_id,
       -- Its twenty workers, made one after the other.
       (select min(id) from accounts_user u where u.council_id = c.id and u.name like 'Bench Worker %%') as first_worker
  from councils_council c
 where c.gss_code in ('E10000016', 'E09000016', 'E09000008', 'E06000035', 'E08000035', 'E08000025', 'E10000017', 'E06000023');

insert into referrals_person (id, council_id, given_name, family_name, known_as, born_on, age_said, sex, nhs_number,
                              own_number, phone, address_protected, staff_warning, recorded_at, folded, sounds)
select g + 1000000, s.council_id, given, family, '', date '2009-01-01' + (g %% 5000)::int, '', '', '', '', '', false, '',
       now() - interval '1 day', lower(given || ' ' || family), ''
  from generate_series(1, %(n)s) g
  join spread s on s.place = g %% 8
  cross join lateral (select
       (array['Ana','Luca','Emma','Noor','Jonas','Mia','Omar','Zofia','Ivo','Lena'])[1 + g * 7 %% 10] as given,
       (array['Nov','Oka','Sil','Had','Jen','Mur','Ros','Kow','Pet','Wag'])[1 + g / 10 %% 10]
    || (array['ak','for','va','dad','sen','phy','si','alski','rov','ner'])[1 + g / 100 %% 10]
    || translate(substr(md5(g::text), 1, 4), '0123456789', 'ghijklmnop') as family) names;

insert into referrals_referral (id, reference, kind, council_id, logged_by_id, service, received_at, recorded_at, version,
       first_child_id, children_count, referrer_kind, referrer_name, referrer_agency, referrer_reach, referrer_anonymous,
       harm, significant_harm, safe_now_words, said, happened_words, next_contact_words, police_reference, consent,
       consent_words, interpreter, told_to_expect, other_children_words)
select g + 1000000, 'B' || lpad(g::text, 9, '0'), case when g %% 50 = 8 then 'contact' else 'referral' end, s.council_id, %(user)s, 'childrens', t.at, t.at, 1,
       g + 1000000, 1, 'school', 'Ms Field', 'Elm Park School', '', false, array['physical'], true, '', '', '', '', '', '',
       '', '', '', ''
  from generate_series(1, %(n)s) g
  join spread s on s.place = g %% 8
  cross join lateral (select now() - (g::bigint * 7919 %% 94608000) * interval '1 second' as at) t;

insert into referrals_involvement (referral_id, person_id, role, other_children, words)
select g + 1000000, g + 1000000, 'child', 'unknown', '' from generate_series(1, %(n)s) g;

insert into referrals_part (id, referral_id, kind, council_id, came, received_at, recorded_at, team_id, worker_id, own_number,
                            outcome, decided_at, closed_at, version)
select g + 1000000, r.id, r.kind, r.council_id, 'logged', r.received_at, r.received_at, s.team_id,
       case when g %% 50 <> 0 then s.first_worker + g / 8 %% 20 end, '',
       case when g %% 10 < 8 then 'no_further_action' else '' end,
       case when g %% 10 < 8 then r.received_at + interval '1 day' end,
       case when g %% 10 < 8 then r.received_at + interval '42 days' end, 1
  from generate_series(1, %(n)s) g
  join referrals_referral r on r.id = g + 1000000
  join spread s on s.council_id = r.council_id;

-- One in five goes to a second council.
insert into referrals_part (referral_id, kind, council_id, came, sent_by_id, received_at, recorded_at, team_id, own_number,
                            outcome, decided_at, closed_at, version)
select g + 1000000, p.kind, other.council_id, 'sent', p.council_id, p.received_at, p.received_at, other.team_id, '', p.outcome,
       p.decided_at, p.closed_at, 1
  from generate_series(5, %(n)s, 5) g
  join referrals_part p on p.id = g + 1000000
  join spread other on other.place = (g + 3) %% 8;

insert into referrals_namedcouncil (referral_id, council_id, because, named_at)
select referral_id, council_id, came, received_at from referrals_part where id > 1000000 or came = 'sent';

-- As many open clocks as referrals; one in a hundred late, their ladders climbed long ago so that a look finds nothing.
insert into timers_timer (kind, variant, nation, council_id, team_id, owner_id, towards_id, subject_label, subject_id,
       about_label, about_id, started_at, recorded_at, due_at, ladder, ladder_at, because, rule_id, calendar_version,
       consequence, inputs, error)
select 'decision', '', 'England', p.council_id, p.team_id, p.worker_id, null, 'referrals.part', p.id,
       'referrals.referral', p.referral_id, d.due - interval '1 day', d.due - interval '1 day', d.due,
       case when d.late then '{}'::text[] else array['missed'] end,
       case when d.late then '{}'::timestamptz[] else array[d.due] end, '', rule.id, 1, '', '{}', ''
  from generate_series(1, %(n)s) g
  join referrals_part p on p.id = g + 1000000
  cross join (select id from timers_rule where kind = 'decision' order by id limit 1) rule
  cross join lateral (select g %% 100 < 8 and g / 100 %% 8 = 0 as late) l
  cross join lateral (select l.late, case when l.late then now() - (g %% 5000 + 60) * interval '1 minute'
                             else now() + interval '1 day' + (g::bigint * 7919 %% 7000000) * interval '1 second' end as due) d;
