-- 松江区首席技师工作室资助: the case file, whole.
--
-- Read from top to bottom, this is the year: the journal, who works here, the round, the application, the towns'
-- screening, the expert review, the public notice and the announcement, the payments, the assessment, the end.
--
--   * Every table is append-only. A correction is a new row: a revision, a withdrawal, a reversal. Where a case
--     stands is a view over the facts (at the end), never a column that somebody has to remember to set.
--   * `id` counts 1, 2, 3 … without a gap, `entry_id` names the journal entry that wrote the row, and `seal` is the
--     first 8 bytes of the SHA-256 over the row, so that an edit behind the program's back can be named.
--   * Money is whole fen (`_fen`), points are hundredths (`_centi`), dates are ISO text (`_on`), instants UTC (`_at`).
--   * A constraint or a trigger that speaks for a rule of the measure begins with the rule's code. The program
--     decides and explains; this is the backstop, also against a hand in sqlite3.

------------------------------------------------------------------------------------------------------ the journal

-- 日志: one entry per writing command.
CREATE TABLE entry (
  id          INTEGER PRIMARY KEY,
  recorded_at TEXT NOT NULL,
  business_on TEXT NOT NULL CONSTRAINT entry_business_on_is_a_date CHECK (business_on IS date(business_on)),
  operator    TEXT NOT NULL CONSTRAINT entry_names_an_operator CHECK (trim(operator) <> ''),
  role        TEXT NOT NULL CONSTRAINT entry_role_is_known CHECK (role IN ('town', 'bureau', 'finance')),
  command     TEXT NOT NULL
) STRICT;

-- What an entry wrote, table by table: its first row, how many, and the SHA-256 over the rows' own digests.
CREATE TABLE entry_part (
  entry_id   INTEGER NOT NULL CONSTRAINT entry_part_entry REFERENCES entry,
  table_name TEXT NOT NULL,
  first_id   INTEGER NOT NULL,
  row_count  INTEGER NOT NULL CONSTRAINT entry_part_is_not_empty CHECK (row_count > 0),
  digest     TEXT NOT NULL,
  PRIMARY KEY (entry_id, table_name)
) STRICT, WITHOUT ROWID;

-- The chain: each entry's hash covers the entry, its parts, and the hash before it.
CREATE TABLE chain (
  entry_id INTEGER PRIMARY KEY CONSTRAINT chain_entry REFERENCES entry,
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL
) STRICT;

------------------------------------------------------------------------------------------------ the desk

-- 案卷: this file. A rehearsal (演练) lets the business date run ahead of the clock, and stays one for ever.
CREATE TABLE case_file (
  id        INTEGER PRIMARY KEY CONSTRAINT case_file_is_one CHECK (id = 1),
  entry_id  INTEGER NOT NULL CONSTRAINT case_file_entry REFERENCES entry,
  rehearsal INTEGER NOT NULL CONSTRAINT case_file_rehearsal_is_flag CHECK (rehearsal IN (0, 1)),
  seal      INTEGER NOT NULL
) STRICT;

-- 操作员: a name and a role; the newest row of a name counts. A record of who acted, not a lock on the door.
CREATE TABLE operator (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT operator_entry REFERENCES entry,
  name     TEXT NOT NULL CONSTRAINT operator_has_a_name CHECK (trim(name) <> ''),
  role     TEXT NOT NULL CONSTRAINT operator_role_is_known CHECK (role IN ('town', 'bureau', 'finance')),
  town     TEXT,
  seal     INTEGER NOT NULL,
  CONSTRAINT operator_of_a_town_has_one CHECK ((role = 'town') = (town IS NOT NULL))
) STRICT;

-- 本局: where the bureau is reached and which account takes money back, as its papers say it; the newest row counts.
CREATE TABLE bureau (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT bureau_entry REFERENCES entry,
  office       TEXT NOT NULL CONSTRAINT bureau_has_an_office CHECK (trim(office) <> ''),
  phone        TEXT NOT NULL CONSTRAINT bureau_has_a_phone CHECK (trim(phone) <> ''),
  address      TEXT NOT NULL CONSTRAINT bureau_has_an_address CHECK (trim(address) <> ''),
  account_name TEXT NOT NULL CONSTRAINT bureau_names_its_account CHECK (trim(account_name) <> ''),
  bank_name    TEXT NOT NULL CONSTRAINT bureau_names_its_bank CHECK (trim(bank_name) <> ''),
  account      TEXT NOT NULL CONSTRAINT bureau_has_an_account CHECK (trim(account) <> ''),
  seal         INTEGER NOT NULL
) STRICT;

-- 放假安排: the working days that this file counts by, day by day: those that the program brought along when it made
-- the file, and the notices imported later.
CREATE TABLE calendar_day (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT calendar_day_entry REFERENCES entry,
  day_on   TEXT NOT NULL CONSTRAINT calendar_day_is_a_date CHECK (day_on IS date(day_on)),
  kind     TEXT NOT NULL CONSTRAINT calendar_day_kind_is_known CHECK (kind IN ('off', 'makeup')),
  seal     INTEGER NOT NULL,
  CONSTRAINT calendar_day_is_said_once UNIQUE (day_on)
) STRICT;

-- 查看完整信息: somebody looked at personal data in full.
CREATE TABLE disclosure (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT disclosure_entry REFERENCES entry,
  subject  TEXT NOT NULL,
  seal     INTEGER NOT NULL
) STRICT;

------------------------------------------------------------------------------------------------ 三: the round

-- 政策: the figures under which rounds are opened. `body` is the whole policy; the columns are those of its figures
-- that this schema itself enforces.
CREATE TABLE policy (
  id                   INTEGER PRIMARY KEY,
  entry_id             INTEGER NOT NULL CONSTRAINT policy_entry REFERENCES entry,
  effective_on         TEXT NOT NULL,
  grant_fen            INTEGER NOT NULL,
  municipal_fen        INTEGER NOT NULL,
  matching_minimum_fen INTEGER NOT NULL,
  matching_due_second  INTEGER NOT NULL CONSTRAINT policy_matching_due_is_flag CHECK (matching_due_second IN (0, 1)),
  first_share_percent  INTEGER NOT NULL,
  quota_band           INTEGER NOT NULL,
  panel_minimum        INTEGER NOT NULL,
  notice_working_days  INTEGER NOT NULL,
  pass_centi           INTEGER NOT NULL,
  rectifications       INTEGER NOT NULL,
  body                 TEXT NOT NULL CONSTRAINT policy_body_is_json CHECK (json_valid(body)),
  seal                 INTEGER NOT NULL
) STRICT;

-- 轮次: one call for applications a year. It keeps its policy for ever.
CREATE TABLE round (
  id                INTEGER PRIMARY KEY,
  entry_id          INTEGER NOT NULL CONSTRAINT round_entry REFERENCES entry,
  year              INTEGER NOT NULL,
  notice_no         TEXT NOT NULL CONSTRAINT "A6-2-1a round has a notice number" CHECK (trim(notice_no) <> ''),
  opened_on         TEXT NOT NULL CONSTRAINT round_opened_on_is_a_date CHECK (opened_on IS date(opened_on)),
  applications_from TEXT NOT NULL CONSTRAINT round_from_is_a_date CHECK (applications_from IS date(applications_from)),
  applications_to   TEXT NOT NULL CONSTRAINT round_to_is_a_date CHECK (applications_to IS date(applications_to)),
  town_deadline_on  TEXT NOT NULL CONSTRAINT round_deadline_is_a_date CHECK (town_deadline_on IS date(town_deadline_on)),
  quota             INTEGER NOT NULL CONSTRAINT "A3-1b round has a quota" CHECK (quota > 0),
  budget_fen        INTEGER CONSTRAINT round_budget_is_money CHECK (budget_fen >= 0),
  policy_id         INTEGER NOT NULL CONSTRAINT round_policy REFERENCES policy,
  seal              INTEGER NOT NULL,
  CONSTRAINT round_one_a_year UNIQUE (year),
  CONSTRAINT "A6-2-1a round dates are in order" CHECK (applications_from <= applications_to AND applications_to <= town_deadline_on)
) STRICT;

CREATE TRIGGER round_rules BEFORE INSERT ON round BEGIN
  SELECT RAISE(ABORT, 'A9-3 办法施行前不得开展本项目申报')
    WHERE NEW.applications_from < (SELECT effective_on FROM policy WHERE id = NEW.policy_id);
END;

-- 调整预算: the newest counts.
CREATE TABLE budget_change (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT budget_change_entry REFERENCES entry,
  round_id   INTEGER NOT NULL CONSTRAINT budget_change_round REFERENCES round,
  from_fen   INTEGER,
  to_fen     INTEGER NOT NULL CONSTRAINT budget_change_is_money CHECK (to_fen >= 0),
  reason     TEXT NOT NULL CONSTRAINT budget_change_has_a_reason CHECK (trim(reason) <> ''),
  document   TEXT NOT NULL CONSTRAINT budget_change_has_a_document CHECK (trim(document) <> ''),
  changed_on TEXT NOT NULL CONSTRAINT budget_change_on_is_a_date CHECK (changed_on IS date(changed_on)),
  seal       INTEGER NOT NULL
) STRICT;
CREATE INDEX budget_change_by_round ON budget_change (round_id);

CREATE TRIGGER budget_change_rules BEFORE INSERT ON budget_change BEGIN
  SELECT RAISE(ABORT, 'A9-1c 原预算与案卷不符')
    WHERE NEW.from_fen IS NOT (SELECT budget_fen FROM current_round WHERE id = NEW.round_id);
  SELECT RAISE(ABORT, 'A9-1c 预算低于本轮在办和已付的款项')
    WHERE NEW.to_fen < (SELECT coalesce(sum(p.amount_fen), 0) FROM live_payment p JOIN grant_case x ON x.id = p.case_id WHERE x.round_id = NEW.round_id)
      - (SELECT coalesce(sum(t.amount_fen), 0) FROM excess_receipt t JOIN grant_case x ON x.id = t.case_id WHERE x.round_id = NEW.round_id);
END;

-- 例外: a departure from a rule that the measure leaves to judgement, with its reason.
CREATE TABLE waiver (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT waiver_entry REFERENCES entry,
  round_id INTEGER NOT NULL CONSTRAINT waiver_round REFERENCES round,
  case_id  INTEGER CONSTRAINT waiver_case REFERENCES grant_case,
  code     TEXT NOT NULL,
  reason   TEXT NOT NULL CONSTRAINT waiver_has_a_reason CHECK (trim(reason) <> ''),
  seal     INTEGER NOT NULL
) STRICT;
CREATE INDEX waiver_by_case ON waiver (case_id);
CREATE INDEX waiver_by_entry ON waiver (entry_id);

------------------------------------------------------------------------------------------------ 六(一): applications

-- 案件: 2024-0012 is serial 12 of the round of 2024.
CREATE TABLE grant_case (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT grant_case_entry REFERENCES entry,
  round_id INTEGER NOT NULL CONSTRAINT grant_case_round REFERENCES round,
  serial   INTEGER NOT NULL CONSTRAINT grant_case_serial_counts CHECK (serial > 0),
  seal     INTEGER NOT NULL,
  CONSTRAINT grant_case_number_is_unique UNIQUE (round_id, serial)
) STRICT;

-- 资助申请表: one revision of a case's application, as the unit filled it in. `filed_on` is the day that counts.
-- Its closed lists of three words and more are spelt out with OR, because SQLite builds a table for IN, row by row.
CREATE TABLE application (
  id                      INTEGER PRIMARY KEY,
  entry_id                INTEGER NOT NULL CONSTRAINT application_entry REFERENCES entry,
  case_id                 INTEGER NOT NULL CONSTRAINT application_case REFERENCES grant_case,
  revision                INTEGER NOT NULL,
  filed_on                TEXT NOT NULL CONSTRAINT application_filed_on_is_a_date CHECK (filed_on IS date(filed_on)),
  form_digest             TEXT NOT NULL,
  unit_name               TEXT NOT NULL,
  uscc                    TEXT NOT NULL CONSTRAINT application_uscc_has_18 CHECK (length(uscc) = 18),
  unit_kind               TEXT NOT NULL CONSTRAINT "A6-1-0 unit kind is known" CHECK (unit_kind = 'enterprise' OR unit_kind = 'vocational_school' OR unit_kind = 'training_institution'),
  town                    TEXT NOT NULL,
  g60                     INTEGER CONSTRAINT application_g60_is_flag CHECK (g60 IN (0, 1)),
  contact_name            TEXT NOT NULL,
  contact_phone           TEXT NOT NULL,
  account_name            TEXT,
  bank_name               TEXT,
  bank_code               TEXT,
  bank_account            TEXT,
  technician_name         TEXT NOT NULL,
  id_kind                 TEXT,
  id_number               TEXT NOT NULL,
  occupation              TEXT NOT NULL,
  post_kind               TEXT NOT NULL CONSTRAINT "A2-1-1 post is on the front line" CHECK (post_kind IN ('production', 'training')),
  post_achievement        TEXT,
  skill_basis             TEXT NOT NULL CONSTRAINT application_skill_basis_is_known CHECK (skill_basis = 'qualification' OR skill_basis = 'skill_level' OR skill_basis = 'equivalent' OR skill_basis = 'trade_recognition'),
  skill_grade             TEXT,
  certificate_no          TEXT,
  certified_on            TEXT,
  recognition             TEXT,
  appointed_from          TEXT NOT NULL CONSTRAINT application_appointed_from_is_a_date CHECK (appointed_from IS date(appointed_from)),
  appointed_to            TEXT NOT NULL CONSTRAINT application_appointed_to_is_a_date CHECK (appointed_to IS date(appointed_to)),
  internal_notice_from    TEXT,
  internal_notice_to      TEXT,
  internal_notice_result  TEXT,
  selection_rules         TEXT,
  monthly_allowance_fen   INTEGER,
  other_incentives        TEXT,
  studio_name             TEXT NOT NULL,
  established_on          TEXT NOT NULL,
  team_size               INTEGER NOT NULL,
  support                 TEXT NOT NULL,
  awards                  TEXT,
  outputs                 TEXT,
  education_funds         INTEGER,
  competitions            INTEGER,
  matching_commitment_fen INTEGER NOT NULL,
  comparable_award        TEXT,
  comparable_amount_fen   INTEGER,
  task_research           TEXT,
  task_promotion          TEXT,
  task_training           TEXT,
  task_unit               TEXT,
  applied_on              TEXT,
  seal                    INTEGER NOT NULL,
  CONSTRAINT application_revision_is_unique UNIQUE (case_id, revision),
  CONSTRAINT "A2-1-2a grade is technician or above" CHECK (skill_basis IN ('equivalent', 'trade_recognition')
    OR skill_grade IS NULL OR skill_grade = 'technician' OR skill_grade = 'senior_technician' OR skill_grade = 'special_technician'
    OR skill_grade = 'chief_technician'),
  CONSTRAINT "A2-2a internal notice stands" CHECK (coalesce(internal_notice_result, '') IN ('clear', 'settled')),
  CONSTRAINT "A6-1-2a studio exists" CHECK (established_on <= filed_on),
  CONSTRAINT "A6-1-3b appointment covers the application" CHECK (filed_on BETWEEN appointed_from AND appointed_to)
) STRICT;
CREATE INDEX application_by_uscc ON application (uscc);
CREATE INDEX application_by_technician ON application (id_number);

CREATE TRIGGER application_rules BEFORE INSERT ON application BEGIN
  SELECT RAISE(ABORT, 'JOURNAL 申报修订号不连续')
    WHERE NEW.revision IS NOT (SELECT coalesce(max(revision), 0) + 1 FROM application WHERE case_id = NEW.case_id);
  SELECT CASE
      WHEN NEW.matching_commitment_fen < p.matching_minimum_fen THEN RAISE(ABORT, 'A4-2a 配套资金承诺低于最低要求')
      WHEN NEW.filed_on < r.applications_from THEN RAISE(ABORT, 'A6-2-1a 申报日期早于申报开始日期')
      WHEN NEW.filed_on > r.applications_to AND NOT EXISTS (SELECT 1 FROM waiver w WHERE w.case_id = NEW.case_id AND w.code = 'A6-2-1b')
        THEN RAISE(ABORT, 'A6-2-1b 申报日期晚于申报截止日期') END
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id WHERE c.id = NEW.case_id;
  SELECT RAISE(ABORT, 'A6-2-2 该单位或该技师本轮已有在办申报')
    WHERE (EXISTS (SELECT 1 FROM application WHERE uscc = NEW.uscc) OR EXISTS (SELECT 1 FROM application WHERE id_number = NEW.id_number))
      AND EXISTS (SELECT 1 FROM application a CROSS JOIN grant_case c ON c.id = a.case_id
        WHERE (a.uscc = NEW.uscc OR a.id_number = NEW.id_number) AND a.case_id <> NEW.case_id
          AND c.round_id = (SELECT round_id FROM grant_case WHERE id = NEW.case_id)
          AND a.revision = (SELECT max(revision) FROM application WHERE case_id = a.case_id)
          AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE case_id = a.case_id)
          AND NOT EXISTS (SELECT 1 FROM screening WHERE case_id = a.case_id AND decision = 'reject')
          AND NOT EXISTS (SELECT 1 FROM correction WHERE case_id = NEW.case_id AND revision = NEW.revision));
  SELECT RAISE(ABORT, 'A6-2-2 该单位或该技师的资助周期尚未结束')
    WHERE EXISTS (SELECT 1 FROM award) AND EXISTS (SELECT 1 FROM application a CROSS JOIN award w ON w.case_id = a.case_id
        WHERE (a.uscc = NEW.uscc OR (a.id_number = NEW.id_number AND NOT EXISTS (SELECT 1 FROM current_leader WHERE case_id = a.case_id))
            OR a.case_id IN (SELECT case_id FROM current_leader WHERE id_number = NEW.id_number))
          AND w.case_id <> NEW.case_id AND NEW.filed_on <= w.cycle_to
          AND NOT EXISTS (SELECT 1 FROM closing WHERE case_id = w.case_id)
          AND NOT EXISTS (SELECT 1 FROM correction WHERE case_id = NEW.case_id AND revision = NEW.revision));
END;

CREATE TRIGGER application_revision_rules BEFORE INSERT ON application WHEN NEW.revision > 1 BEGIN
  SELECT RAISE(ABORT, 'A6-2-3a 街镇已有初审结论，申报表不能再改')
    WHERE EXISTS (SELECT 1 FROM screening WHERE case_id = NEW.case_id AND decision IN ('pass', 'reject'))
      AND NOT EXISTS (SELECT 1 FROM correction WHERE case_id = NEW.case_id AND revision = NEW.revision);
  SELECT RAISE(ABORT, 'A6-2-3a 更正只改文字，不改初审所依据的内容')
    WHERE EXISTS (SELECT 1 FROM correction WHERE case_id = NEW.case_id AND revision = NEW.revision)
      AND NOT EXISTS (SELECT 1 FROM application a WHERE a.case_id = NEW.case_id AND a.revision = NEW.revision - 1
        AND (a.filed_on, a.uscc, a.unit_kind, a.town, a.g60, a.account_name, a.bank_name, a.bank_code, a.bank_account, a.id_kind, a.id_number,
          a.post_kind, a.post_achievement, a.skill_basis, a.skill_grade, a.certificate_no, a.certified_on, a.recognition,
          a.appointed_from, a.appointed_to, a.internal_notice_from, a.internal_notice_to, a.internal_notice_result, a.selection_rules,
          a.monthly_allowance_fen, a.other_incentives, a.established_on, a.team_size, a.support, a.awards, a.outputs, a.education_funds,
          a.competitions, a.matching_commitment_fen, a.comparable_award, a.comparable_amount_fen,
          a.task_research, a.task_promotion, a.task_training, a.task_unit, a.applied_on)
        IS (NEW.filed_on, NEW.uscc, NEW.unit_kind, NEW.town, NEW.g60, NEW.account_name, NEW.bank_name, NEW.bank_code, NEW.bank_account, NEW.id_kind, NEW.id_number,
          NEW.post_kind, NEW.post_achievement, NEW.skill_basis, NEW.skill_grade, NEW.certificate_no, NEW.certified_on, NEW.recognition,
          NEW.appointed_from, NEW.appointed_to, NEW.internal_notice_from, NEW.internal_notice_to, NEW.internal_notice_result, NEW.selection_rules,
          NEW.monthly_allowance_fen, NEW.other_incentives, NEW.established_on, NEW.team_size, NEW.support, NEW.awards, NEW.outputs, NEW.education_funds,
          NEW.competitions, NEW.matching_commitment_fen, NEW.comparable_award, NEW.comparable_amount_fen,
          NEW.task_research, NEW.task_promotion, NEW.task_training, NEW.task_unit, NEW.applied_on));
END;

-- 更正: why a slip of the pen is put right after the town's opinion, and the paper that it rests on. The corrected form
-- is the case's next revision, which differs from the one before in names and how to reach the unit alone.
CREATE TABLE correction (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT correction_entry REFERENCES entry,
  case_id      INTEGER NOT NULL CONSTRAINT correction_case REFERENCES grant_case,
  revision     INTEGER NOT NULL,
  reason       TEXT NOT NULL CONSTRAINT correction_has_a_reason CHECK (trim(reason) <> ''),
  evidence     TEXT NOT NULL CONSTRAINT correction_has_evidence CHECK (trim(evidence) <> ''),
  corrected_on TEXT NOT NULL CONSTRAINT correction_on_is_a_date CHECK (corrected_on IS date(corrected_on)),
  seal         INTEGER NOT NULL,
  CONSTRAINT correction_revision_is_unique UNIQUE (case_id, revision)
) STRICT;

CREATE TRIGGER correction_rules BEFORE INSERT ON correction BEGIN
  SELECT RAISE(ABORT, 'A6-2-3a 街镇还没有初审结论，申报表直接修改，不用更正')
    WHERE NOT EXISTS (SELECT 1 FROM screening WHERE case_id = NEW.case_id AND decision IN ('pass', 'reject'));
  SELECT RAISE(ABORT, 'A6-2-3a 该案已撤回')
    WHERE EXISTS (SELECT 1 FROM withdrawal WHERE case_id = NEW.case_id);
END;

-- 待核实: what a revision left unproven when it was taken in. Only a confirmation settles it.
CREATE TABLE unproven (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT unproven_entry REFERENCES entry,
  application_id INTEGER NOT NULL CONSTRAINT unproven_application REFERENCES application,
  code           TEXT NOT NULL,
  found          TEXT NOT NULL,
  seal           INTEGER NOT NULL,
  CONSTRAINT unproven_is_said_once UNIQUE (application_id, code)
) STRICT;

-- 不予受理: a row that was refused, one row per broken rule, so that the year's report can count them.
CREATE TABLE refusal (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT refusal_entry REFERENCES entry,
  round_id   INTEGER NOT NULL CONSTRAINT refusal_round REFERENCES round,
  unit_name  TEXT NOT NULL,
  town       TEXT NOT NULL,
  row_digest TEXT NOT NULL,
  code       TEXT NOT NULL,
  seal       INTEGER NOT NULL,
  CONSTRAINT refusal_is_said_once UNIQUE (round_id, row_digest, code)
) STRICT;

-- 撤回
CREATE TABLE withdrawal (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT withdrawal_entry REFERENCES entry,
  case_id      INTEGER NOT NULL CONSTRAINT withdrawal_case REFERENCES grant_case,
  withdrawn_on TEXT NOT NULL,
  reason       TEXT NOT NULL CONSTRAINT withdrawal_has_a_reason CHECK (trim(reason) <> ''),
  seal         INTEGER NOT NULL,
  CONSTRAINT withdrawal_is_once UNIQUE (case_id)
) STRICT;

CREATE TRIGGER withdrawal_rules BEFORE INSERT ON withdrawal BEGIN
  SELECT RAISE(ABORT, 'A6-2-4f 已发文公布的案件不能撤回，请走追回或结项')
    WHERE EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
END;

------------------------------------------------------------------------------------------------ 六(二)3: screening

-- 核实: settles one unproven finding of one revision, by name and evidence.
CREATE TABLE confirmation (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT confirmation_entry REFERENCES entry,
  case_id        INTEGER NOT NULL CONSTRAINT confirmation_case REFERENCES grant_case,
  application_id INTEGER NOT NULL CONSTRAINT confirmation_application REFERENCES application,
  code           TEXT NOT NULL,
  evidence       TEXT NOT NULL CONSTRAINT confirmation_has_evidence CHECK (trim(evidence) <> ''),
  confirmed_by   TEXT NOT NULL,
  confirmed_on   TEXT NOT NULL,
  seal           INTEGER NOT NULL,
  CONSTRAINT confirmation_is_once UNIQUE (application_id, code)
) STRICT;
CREATE INDEX confirmation_by_case ON confirmation (case_id);

CREATE TRIGGER confirmation_rules BEFORE INSERT ON confirmation BEGIN
  SELECT RAISE(ABORT, 'A6-2-3a 该申报没有这一项待核实')
    WHERE NOT EXISTS (SELECT 1 FROM unproven WHERE application_id = NEW.application_id AND code = NEW.code);
END;

-- 初审意见: one town's written opinion on one revision.
CREATE TABLE screening (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT screening_entry REFERENCES entry,
  case_id        INTEGER NOT NULL CONSTRAINT screening_case REFERENCES grant_case,
  application_id INTEGER NOT NULL CONSTRAINT screening_application REFERENCES application,
  town           TEXT NOT NULL,
  decision       TEXT NOT NULL CONSTRAINT screening_decision_is_known CHECK (decision IN ('pass', 'return', 'reject')),
  opinion        TEXT NOT NULL CONSTRAINT "A6-2-3a opinion is written" CHECK (trim(opinion) <> ''),
  screened_on    TEXT NOT NULL CONSTRAINT screening_on_is_a_date CHECK (screened_on IS date(screened_on)),
  seal           INTEGER NOT NULL,
  CONSTRAINT "A6-2-3a one opinion a revision" UNIQUE (application_id)
) STRICT;
CREATE INDEX screening_by_case ON screening (case_id);

CREATE TRIGGER screening_rules BEFORE INSERT ON screening BEGIN
  SELECT RAISE(ABORT, 'A6-2-3a 街镇已有初审结论')
    WHERE EXISTS (SELECT 1 FROM screening WHERE case_id = NEW.case_id AND decision IN ('pass', 'reject'));
  SELECT RAISE(ABORT, 'A6-2-3a 初审的街镇不是申报单位所属街镇')
    FROM application a JOIN grant_case c ON c.id = a.case_id JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE a.id = NEW.application_id AND CASE
      -- A zone that doesn't screen by itself leaves its units to a town or street.
      WHEN a.town LIKE '%区' AND a.town NOT IN (SELECT value FROM json_each(p.body, '$.screening_zones.value')) THEN NEW.town LIKE '%区'
      ELSE NEW.town <> a.town END;
  SELECT RAISE(ABORT, 'A6-2-3a 初审须针对本案最新一版申报')
    WHERE NEW.application_id IS NOT (SELECT id FROM application WHERE case_id = NEW.case_id ORDER BY revision DESC LIMIT 1);
  SELECT RAISE(ABORT, 'A6-2-3a 尚有待核实事项，不得通过')
    WHERE NEW.decision = 'pass' AND EXISTS (
      SELECT 1 FROM unproven u WHERE u.application_id = NEW.application_id
        AND NOT EXISTS (SELECT 1 FROM confirmation c WHERE c.application_id = u.application_id AND c.code = u.code));
  SELECT RAISE(ABORT, 'A6-2-3a 该案已撤回')
    WHERE EXISTS (SELECT 1 FROM withdrawal WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-3a 初审日期早于申报日期')
    WHERE NEW.screened_on < (SELECT filed_on FROM application WHERE id = NEW.application_id);
END;

-- 初审理由: a rule for which a revision is sent back or refused, and what was found against it.
CREATE TABLE screening_ground (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT screening_ground_entry REFERENCES entry,
  screening_id INTEGER NOT NULL CONSTRAINT screening_ground_screening REFERENCES screening,
  code         TEXT NOT NULL,
  found        TEXT NOT NULL CONSTRAINT screening_ground_says_something CHECK (trim(found) <> ''),
  cure         TEXT,
  seal         INTEGER NOT NULL,
  CONSTRAINT screening_ground_is_said_once UNIQUE (screening_id, code)
) STRICT;

CREATE TRIGGER screening_ground_rules BEFORE INSERT ON screening_ground BEGIN
  SELECT RAISE(ABORT, 'A6-2-3a 初审通过的，没有退回或不予通过的理由')
    WHERE (SELECT decision FROM screening WHERE id = NEW.screening_id) IS 'pass';
END;

-- 上报: a town sends its candidates to the bureau, in its order of preference.
CREATE TABLE forwarding (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT forwarding_entry REFERENCES entry,
  round_id     INTEGER NOT NULL CONSTRAINT forwarding_round REFERENCES round,
  town         TEXT NOT NULL,
  forwarded_on TEXT NOT NULL CONSTRAINT forwarding_on_is_a_date CHECK (forwarded_on IS date(forwarded_on)),
  seal         INTEGER NOT NULL
) STRICT;

CREATE TRIGGER forwarding_rules BEFORE INSERT ON forwarding BEGIN
  SELECT RAISE(ABORT, 'A6-2-3b 已过上报截止日期')
    FROM town_deadline d WHERE d.round_id = NEW.round_id AND NEW.forwarded_on > d.town_due_on
      AND NOT EXISTS (SELECT 1 FROM waiver w WHERE w.entry_id = NEW.entry_id AND w.code = 'A6-2-3b');
END;

CREATE TABLE forwarded_case (
  id            INTEGER PRIMARY KEY,
  entry_id      INTEGER NOT NULL CONSTRAINT forwarded_case_entry REFERENCES entry,
  forwarding_id INTEGER NOT NULL CONSTRAINT forwarded_case_forwarding REFERENCES forwarding,
  case_id       INTEGER NOT NULL CONSTRAINT forwarded_case_case REFERENCES grant_case,
  preference    INTEGER NOT NULL CONSTRAINT forwarded_case_preference_counts CHECK (preference > 0),
  seal          INTEGER NOT NULL,
  CONSTRAINT forwarded_case_is_once UNIQUE (case_id)
) STRICT;

CREATE TRIGGER forwarded_case_rules BEFORE INSERT ON forwarded_case BEGIN
  SELECT RAISE(ABORT, 'A6-2-3a 未经本街镇初审通过，不得上报')
    WHERE NOT EXISTS (SELECT 1 FROM screening s JOIN forwarding f ON f.id = NEW.forwarding_id AND f.town = s.town
      WHERE s.case_id = NEW.case_id AND s.decision = 'pass');
  SELECT RAISE(ABORT, 'A6-2-3a 该案已撤回')
    WHERE EXISTS (SELECT 1 FROM withdrawal WHERE case_id = NEW.case_id);
END;

------------------------------------------------------------------------------------------------ 六(二)4: review

-- 专家
CREATE TABLE expert (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT expert_entry REFERENCES entry,
  name     TEXT NOT NULL CONSTRAINT expert_has_a_name CHECK (trim(name) <> ''),
  employer TEXT NOT NULL CONSTRAINT expert_has_an_employer CHECK (trim(employer) <> ''),
  title    TEXT,
  seal     INTEGER NOT NULL,
  CONSTRAINT expert_name_is_unique UNIQUE (name)
) STRICT;

-- 专家组: the newest panel of a round counts. Once somebody has scored, it can only grow.
CREATE TABLE panel (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT panel_entry REFERENCES entry,
  round_id   INTEGER NOT NULL CONSTRAINT panel_round REFERENCES round,
  seated_on  TEXT NOT NULL,
  size       INTEGER NOT NULL CONSTRAINT "A6-2-4a panel is odd" CHECK (size % 2 = 1),
  seal       INTEGER NOT NULL
) STRICT;

CREATE TRIGGER panel_rules BEFORE INSERT ON panel BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 专家组人数不足')
    FROM round r JOIN policy p ON p.id = r.policy_id WHERE r.id = NEW.round_id AND NEW.size < p.panel_minimum;
  SELECT RAISE(ABORT, 'A6-2-4a 已有评分，专家组只能增补，不能更换')
    WHERE EXISTS (SELECT 1 FROM score_sheet s JOIN grant_case c ON c.id = s.case_id WHERE c.round_id = NEW.round_id)
      AND NEW.size <= (SELECT size FROM panel WHERE round_id = NEW.round_id ORDER BY id DESC LIMIT 1);
  SELECT RAISE(ABORT, 'A6-2-4a 拟定名单之后不得再组建专家组')
    WHERE EXISTS (SELECT 1 FROM proposal WHERE round_id = NEW.round_id);
END;

CREATE TABLE panel_member (
  id        INTEGER PRIMARY KEY,
  entry_id  INTEGER NOT NULL CONSTRAINT panel_member_entry REFERENCES entry,
  panel_id  INTEGER NOT NULL CONSTRAINT panel_member_panel REFERENCES panel,
  expert_id INTEGER NOT NULL CONSTRAINT panel_member_expert REFERENCES expert,
  seal      INTEGER NOT NULL,
  CONSTRAINT panel_member_sits_once UNIQUE (panel_id, expert_id)
) STRICT;

CREATE TRIGGER panel_member_rules BEFORE INSERT ON panel_member BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 专家多于专家组登记的人数')
    WHERE (SELECT count(*) FROM panel_member WHERE panel_id = NEW.panel_id) >= (SELECT size FROM panel WHERE id = NEW.panel_id);
END;

-- 回避: recorded before scoring. What a conflict found later has scored is void (`valid_sheet`): a recused expert has
-- no score.
CREATE TABLE recusal (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT recusal_entry REFERENCES entry,
  case_id    INTEGER NOT NULL CONSTRAINT recusal_case REFERENCES grant_case,
  expert_id  INTEGER NOT NULL CONSTRAINT recusal_expert REFERENCES expert,
  conflict   TEXT NOT NULL CONSTRAINT recusal_conflict_is_known CHECK (conflict IN ('employment', 'kinship', 'mentor', 'interest', 'other')),
  reason     TEXT NOT NULL CONSTRAINT recusal_has_a_reason CHECK (trim(reason) <> ''),
  recused_on TEXT NOT NULL,
  seal       INTEGER NOT NULL,
  CONSTRAINT recusal_is_once UNIQUE (case_id, expert_id)
) STRICT;

CREATE TRIGGER recusal_rules BEFORE INSERT ON recusal BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 拟定名单之后不得再登记回避')
    WHERE EXISTS (SELECT 1 FROM proposal p JOIN grant_case c ON c.round_id = p.round_id WHERE c.id = NEW.case_id);
END;

-- 评分表: one expert's scores of one case; a corrected one is a new revision with its reason.
CREATE TABLE score_sheet (
  id        INTEGER PRIMARY KEY,
  entry_id  INTEGER NOT NULL CONSTRAINT score_sheet_entry REFERENCES entry,
  case_id   INTEGER NOT NULL CONSTRAINT score_sheet_case REFERENCES grant_case,
  expert_id INTEGER NOT NULL CONSTRAINT score_sheet_expert REFERENCES expert,
  revision  INTEGER NOT NULL,
  scored_on TEXT NOT NULL,
  reason    TEXT,
  seal      INTEGER NOT NULL,
  CONSTRAINT score_sheet_revision_is_unique UNIQUE (case_id, expert_id, revision),
  CONSTRAINT score_sheet_correction_has_a_reason CHECK (revision = 1 OR trim(coalesce(reason, '')) <> '')
) STRICT;

CREATE TRIGGER score_sheet_rules BEFORE INSERT ON score_sheet BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 该专家已回避本案，不得打分')
    WHERE EXISTS (SELECT 1 FROM recusal WHERE case_id = NEW.case_id AND expert_id = NEW.expert_id);
  SELECT RAISE(ABORT, 'A6-2-4a 该专家不在本轮专家组')
    WHERE NOT EXISTS (SELECT 1 FROM panel_member m WHERE m.expert_id = NEW.expert_id AND m.panel_id =
      (SELECT max(p.id) FROM panel p JOIN grant_case c ON c.round_id = p.round_id WHERE c.id = NEW.case_id));
  SELECT RAISE(ABORT, 'A6-2-4a 该案尚未由街镇上报')
    WHERE NOT EXISTS (SELECT 1 FROM forwarded_case WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4c 拟定名单之后不得再打分')
    WHERE EXISTS (SELECT 1 FROM proposal p JOIN grant_case c ON c.round_id = p.round_id WHERE c.id = NEW.case_id);
END;

CREATE TABLE score_item (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT score_item_entry REFERENCES entry,
  score_sheet_id INTEGER NOT NULL CONSTRAINT score_item_sheet REFERENCES score_sheet,
  item           TEXT NOT NULL,
  points_centi   INTEGER NOT NULL CONSTRAINT score_item_is_not_negative CHECK (points_centi >= 0),
  seal           INTEGER NOT NULL,
  CONSTRAINT score_item_is_once UNIQUE (score_sheet_id, item)
) STRICT;

CREATE TRIGGER score_item_rules BEFORE INSERT ON score_item BEGIN
  SELECT RAISE(ABORT, 'A6-2-4c 评分项目不在评分表内或分值超过满分')
    FROM score_sheet s JOIN grant_case c ON c.id = s.case_id JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE s.id = NEW.score_sheet_id AND NOT EXISTS (
      SELECT 1 FROM json_each(p.body, '$.rubric.value') i WHERE json_extract(i.value, '$.key') = NEW.item
        AND NEW.points_centi <= CAST(round(json_extract(i.value, '$.maximum') * 100) AS INTEGER));
END;

-- 有效评分表: what counts in the ranking. Of each expert and case the newest revision, unless the expert is recused.
CREATE VIEW valid_sheet AS
  SELECT s.id, c.round_id, c.serial, s.case_id, s.expert_id, s.scored_on FROM grant_case c JOIN score_sheet s ON s.case_id = c.id
  WHERE s.revision = (SELECT max(revision) FROM score_sheet WHERE case_id = s.case_id AND expert_id = s.expert_id)
    AND NOT EXISTS (SELECT 1 FROM recusal WHERE case_id = s.case_id AND expert_id = s.expert_id);

-- 并列表决: how many of the panel voted for a case that is level with others. It settles the ranking as it stood then: a
-- score or a recusal recorded later makes it void.
CREATE TABLE panel_vote (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT panel_vote_entry REFERENCES entry,
  case_id  INTEGER NOT NULL CONSTRAINT panel_vote_case REFERENCES grant_case,
  votes    INTEGER NOT NULL CONSTRAINT panel_vote_is_not_negative CHECK (votes >= 0),
  voted_on TEXT NOT NULL,
  seal     INTEGER NOT NULL
) STRICT;
CREATE INDEX panel_vote_by_case ON panel_vote (case_id);

CREATE TRIGGER panel_vote_rules BEFORE INSERT ON panel_vote BEGIN
  SELECT RAISE(ABORT, 'A6-2-4c 票数超过专家组人数')
    FROM grant_case c JOIN panel p ON p.round_id = c.round_id
    WHERE c.id = NEW.case_id AND p.id = (SELECT max(id) FROM panel WHERE round_id = c.round_id)
      AND p.size < NEW.votes + (SELECT coalesce(sum(votes), 0) FROM panel_vote WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'A6-2-4c 该案没有有效评分，不能表决')
    WHERE NOT EXISTS (SELECT 1 FROM valid_sheet WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4c 拟定名单之后不得再表决')
    WHERE EXISTS (SELECT 1 FROM proposal p JOIN grant_case c ON c.round_id = p.round_id WHERE c.id = NEW.case_id);
END;

-- 评审会: when and where the panel met, and who was in the chair. The newest row of a round counts.
CREATE TABLE meeting (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT meeting_entry REFERENCES entry,
  round_id INTEGER NOT NULL CONSTRAINT meeting_round REFERENCES round,
  held_on  TEXT NOT NULL CONSTRAINT meeting_held_on_is_a_date CHECK (held_on IS date(held_on)),
  hours    TEXT,
  place    TEXT NOT NULL CONSTRAINT meeting_has_a_place CHECK (trim(place) <> ''),
  chair    TEXT NOT NULL CONSTRAINT meeting_has_a_chair CHECK (trim(chair) <> ''),
  seal     INTEGER NOT NULL
) STRICT;

CREATE TRIGGER meeting_rules BEFORE INSERT ON meeting BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 没有专家组，不能登记评审会')
    WHERE NOT EXISTS (SELECT 1 FROM panel WHERE round_id = NEW.round_id);
END;

-- 不同意见: what a member of the panel wants said in the minutes, of a case or of the review as a whole.
CREATE TABLE dissent (
  id        INTEGER PRIMARY KEY,
  entry_id  INTEGER NOT NULL CONSTRAINT dissent_entry REFERENCES entry,
  round_id  INTEGER NOT NULL CONSTRAINT dissent_round REFERENCES round,
  expert_id INTEGER NOT NULL CONSTRAINT dissent_expert REFERENCES expert,
  case_id   INTEGER CONSTRAINT dissent_case REFERENCES grant_case,
  opinion   TEXT NOT NULL CONSTRAINT dissent_says_something CHECK (trim(opinion) <> ''),
  stated_on TEXT NOT NULL CONSTRAINT dissent_stated_on_is_a_date CHECK (stated_on IS date(stated_on)),
  seal      INTEGER NOT NULL
) STRICT;
CREATE INDEX dissent_by_case ON dissent (case_id);

CREATE TRIGGER dissent_rules BEFORE INSERT ON dissent BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 该专家不在本轮专家组')
    WHERE NOT EXISTS (SELECT 1 FROM panel_member WHERE expert_id = NEW.expert_id AND panel_id =
      (SELECT max(id) FROM panel WHERE round_id = NEW.round_id));
  SELECT RAISE(ABORT, 'A6-2-4a 该案不在这一轮')
    WHERE NEW.case_id IS NOT NULL AND NEW.round_id IS NOT (SELECT round_id FROM grant_case WHERE id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4a 该专家已回避本案，不得发表意见')
    WHERE EXISTS (SELECT 1 FROM recusal WHERE case_id = NEW.case_id AND expert_id = NEW.expert_id);
END;

-- 拟定名单: who is proposed, and who waits in which order.
CREATE TABLE proposal (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT proposal_entry_of REFERENCES entry,
  round_id    INTEGER NOT NULL CONSTRAINT proposal_round REFERENCES round,
  proposed_on TEXT NOT NULL,
  seal        INTEGER NOT NULL,
  CONSTRAINT proposal_one_a_round UNIQUE (round_id)
) STRICT;

-- 有效表决: of each case the newest vote, as long as no score and no recusal of the round was recorded after it.
CREATE VIEW valid_vote AS
  SELECT c.round_id, v.case_id, v.votes, v.voted_on, v.entry_id FROM grant_case c JOIN panel_vote v ON v.case_id = c.id
  WHERE v.id = (SELECT max(id) FROM panel_vote WHERE case_id = c.id)
    AND v.entry_id > (SELECT coalesce(max(s.entry_id), 0) FROM score_sheet s JOIN grant_case o ON o.id = s.case_id WHERE o.round_id = c.round_id)
    AND v.entry_id > (SELECT coalesce(max(r.entry_id), 0) FROM recusal r JOIN grant_case o ON o.id = r.case_id WHERE o.round_id = c.round_id);

CREATE TRIGGER proposal_rules BEFORE INSERT ON proposal BEGIN
  SELECT RAISE(ABORT, 'A6-2-4a 专家组没有组成，或成员与登记的人数不符')
    WHERE (SELECT size FROM panel WHERE round_id = NEW.round_id ORDER BY id DESC LIMIT 1) IS NOT
      (SELECT count(*) FROM panel_member WHERE panel_id = (SELECT max(id) FROM panel WHERE round_id = NEW.round_id));
  SELECT RAISE(ABORT, 'A6-2-4a 有评分的专家不在专家组')
    WHERE EXISTS (SELECT 1 FROM valid_sheet WHERE round_id = NEW.round_id AND expert_id NOT IN
      (SELECT expert_id FROM panel_member WHERE panel_id = (SELECT max(id) FROM panel WHERE round_id = NEW.round_id)));
  SELECT RAISE(ABORT, 'A6-2-4r 有评分表缺项')
    FROM round r JOIN policy p ON p.id = r.policy_id JOIN valid_sheet v ON v.round_id = r.id
    WHERE r.id = NEW.round_id AND (SELECT count(*) FROM score_item WHERE score_sheet_id = v.id)
      <> json_array_length(p.body, '$.rubric.value');
END;

-- One ranked candidate: `score_sum_centi / score_count` is the exact mean in hundredths of a point.
CREATE TABLE proposal_entry (
  id              INTEGER PRIMARY KEY,
  entry_id        INTEGER NOT NULL CONSTRAINT proposal_entry_entry REFERENCES entry,
  proposal_id     INTEGER NOT NULL CONSTRAINT proposal_entry_proposal REFERENCES proposal,
  case_id         INTEGER NOT NULL CONSTRAINT proposal_entry_case REFERENCES grant_case,
  place           TEXT NOT NULL CONSTRAINT proposal_entry_place_is_known CHECK (place IN ('proposed', 'reserve')),
  position        INTEGER NOT NULL,
  rank            INTEGER NOT NULL,
  score_sum_centi INTEGER NOT NULL,
  score_count     INTEGER NOT NULL CONSTRAINT proposal_entry_was_scored CHECK (score_count > 0),
  tie_break       TEXT,
  departure       TEXT,
  seal            INTEGER NOT NULL,
  CONSTRAINT proposal_entry_is_once UNIQUE (case_id),
  CONSTRAINT proposal_entry_position_is_unique UNIQUE (proposal_id, place, position)
) STRICT;

CREATE TRIGGER proposal_entry_candidate BEFORE INSERT ON proposal_entry BEGIN
  SELECT RAISE(ABORT, 'A6-2-4c 该案没有上报，不是候选项目')
    WHERE NOT EXISTS (SELECT 1 FROM forwarded_case WHERE case_id = NEW.case_id);
END;

CREATE TRIGGER proposal_entry_sheet_rules BEFORE INSERT ON proposal_entry BEGIN
  SELECT RAISE(ABORT, 'A6-2-4r 该案的有效评分不足')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND (SELECT count(*) FROM valid_sheet WHERE case_id = c.id) < json_extract(p.body, '$.sheets_minimum.value');
  SELECT RAISE(ABORT, 'A6-2-4r 计入平均分的评分多于该案的有效评分')
    WHERE NEW.score_count > (SELECT count(*) FROM valid_sheet WHERE case_id = NEW.case_id);
END;

CREATE TRIGGER proposal_entry_rules BEFORE INSERT ON proposal_entry WHEN NEW.place = 'proposed' BEGIN
  SELECT RAISE(ABORT, 'A3-1b 拟资助数超过名额及其浮动幅度')
    FROM proposal o JOIN round r ON r.id = o.round_id JOIN policy p ON p.id = r.policy_id
    WHERE o.id = NEW.proposal_id AND r.quota + p.quota_band <=
      (SELECT count(*) FROM proposal_entry WHERE proposal_id = NEW.proposal_id AND place = 'proposed');
  SELECT RAISE(ABORT, 'A3-1a 拟资助数超过名额而没有登记理由')
    FROM proposal o JOIN round r ON r.id = o.round_id
    WHERE o.id = NEW.proposal_id AND r.quota <=
      (SELECT count(*) FROM proposal_entry WHERE proposal_id = NEW.proposal_id AND place = 'proposed')
      AND NOT EXISTS (SELECT 1 FROM waiver w WHERE w.round_id = o.round_id AND w.code = 'A3-1a');
END;

------------------------------------------------------------------------------------------------ 六(二)4: publication

-- 公示: `last_on` is the last day of the period in working days, the day of posting not counted. `list_digest` is the
-- SHA-256 of the list as posted. A notice that `supersedes` another is that one begun anew, for a reason and in full.
CREATE TABLE notice (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT notice_entry_of REFERENCES entry,
  round_id    INTEGER NOT NULL CONSTRAINT notice_round REFERENCES round,
  posted_on   TEXT NOT NULL CONSTRAINT notice_posted_on_is_a_date CHECK (posted_on IS date(posted_on)),
  last_on     TEXT NOT NULL CONSTRAINT notice_last_on_is_a_date CHECK (last_on IS date(last_on)),
  list_digest TEXT NOT NULL,
  supersedes  INTEGER CONSTRAINT notice_supersedes REFERENCES notice,
  reason      TEXT,
  seal        INTEGER NOT NULL,
  CONSTRAINT notice_begun_anew_has_a_reason CHECK (supersedes IS NULL OR trim(coalesce(reason, '')) <> '')
) STRICT;
CREATE INDEX notice_by_superseded ON notice (supersedes);

CREATE TRIGGER notice_rules BEFORE INSERT ON notice BEGIN
  SELECT RAISE(ABORT, 'A6-2-4d 没有公示期所在年份的放假安排')
    WHERE NOT EXISTS (SELECT 1 FROM calendar_day WHERE substr(day_on, 1, 4) = substr(NEW.posted_on, 1, 4))
      OR NOT EXISTS (SELECT 1 FROM calendar_day WHERE substr(day_on, 1, 4) = substr(NEW.last_on, 1, 4));
  -- Working days after the posting: the weekdays, less the holidays among them, and the weekend days made up. Julian
  -- day 0 was a Monday, so that 5 * (n / 7) + min(n % 7, 5) weekdays lie before day n.
  SELECT RAISE(ABORT, 'A6-2-4d 公示期不足规定的工作日')
    FROM round r JOIN policy p ON p.id = r.policy_id,
      (SELECT CAST(julianday(NEW.posted_on) + 1.5 AS INTEGER) AS first, CAST(julianday(NEW.last_on) + 1.5 AS INTEGER) AS past) AS d
    WHERE r.id = NEW.round_id AND p.notice_working_days > 5 * (past / 7) + min(past % 7, 5) - 5 * (first / 7) - min(first % 7, 5)
      + (SELECT coalesce(sum(CASE WHEN kind = 'makeup' THEN 1 WHEN strftime('%w', day_on) IN ('0', '6') THEN 0 ELSE -1 END), 0)
         FROM calendar_day WHERE day_on > NEW.posted_on AND day_on <= NEW.last_on);
  SELECT RAISE(ABORT, 'A6-2-4d 重新公示不能早于原公示张贴，也不能比原公示先满')
    FROM notice o WHERE o.id = NEW.supersedes
      AND (NEW.round_id <> o.round_id OR NEW.posted_on < o.posted_on OR NEW.last_on < o.last_on);
  SELECT RAISE(ABORT, 'A6-2-4d 原公示已经重新公示，或已据以发文')
    WHERE EXISTS (SELECT 1 FROM notice WHERE supersedes = NEW.supersedes)
      OR EXISTS (SELECT 1 FROM announcement WHERE notice_id = NEW.supersedes);
END;

-- One entry of a notice. `application_id` is the revision that was posted: a later correction leaves the notice as it was.
CREATE TABLE notice_entry (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT notice_entry_entry REFERENCES entry,
  notice_id      INTEGER NOT NULL CONSTRAINT notice_entry_notice REFERENCES notice,
  case_id        INTEGER NOT NULL CONSTRAINT notice_entry_case REFERENCES grant_case,
  application_id INTEGER NOT NULL CONSTRAINT notice_entry_application REFERENCES application,
  position       INTEGER NOT NULL,
  seal           INTEGER NOT NULL,
  CONSTRAINT notice_entry_position_is_unique UNIQUE (notice_id, position),
  CONSTRAINT notice_entry_is_once UNIQUE (case_id, notice_id)
) STRICT;

CREATE TRIGGER notice_entry_rules BEFORE INSERT ON notice_entry BEGIN
  SELECT RAISE(ABORT, 'A6-2-4d 公示的须是本案申报表现在的一版')
    WHERE NEW.application_id IS NOT (SELECT id FROM application WHERE case_id = NEW.case_id ORDER BY revision DESC LIMIT 1);
  SELECT RAISE(ABORT, 'A6-2-4c 只有拟资助名单或候补名单中的案件可以公示')
    WHERE NOT EXISTS (SELECT 1 FROM proposal_entry WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4d 该案已在另一次公示之中')
    WHERE EXISTS (SELECT 1 FROM notice_entry e WHERE e.case_id = NEW.case_id
      AND NOT EXISTS (SELECT 1 FROM notice WHERE supersedes = e.notice_id));
  SELECT RAISE(ABORT, 'A6-2-4d 重新公示的名单只能出自原公示')
    FROM notice n WHERE n.id = NEW.notice_id AND n.supersedes IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM notice_entry WHERE notice_id = n.supersedes AND case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4e 没有空出的名额，候补不得递补')
    FROM proposal_entry e JOIN proposal o ON o.id = e.proposal_id
    WHERE e.case_id = NEW.case_id AND e.place = 'reserve'
      AND NOT EXISTS (SELECT 1 FROM notice_entry WHERE case_id = NEW.case_id) AND
      (SELECT count(*) FROM proposal_entry WHERE proposal_id = o.id AND place = 'proposed') <=
      (SELECT count(*) FROM proposal_entry x WHERE x.proposal_id = o.id
         AND (x.place = 'proposed' OR EXISTS (SELECT 1 FROM notice_entry n WHERE n.case_id = x.case_id))
         AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.case_id = x.case_id)
         AND NOT EXISTS (SELECT 1 FROM objection b JOIN objection_decision d ON d.objection_id = b.id AND d.outcome = 'upheld' WHERE b.case_id = x.case_id));
END;

-- 异议: the objector is confidential; an anonymous or late one is recorded and not accepted.
CREATE TABLE objection (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT objection_entry REFERENCES entry,
  notice_id      INTEGER NOT NULL CONSTRAINT objection_notice REFERENCES notice,
  case_id        INTEGER NOT NULL CONSTRAINT objection_case REFERENCES grant_case,
  received_on    TEXT NOT NULL,
  objector_name  TEXT,
  objector_phone TEXT,
  ground         TEXT NOT NULL CONSTRAINT objection_has_a_ground CHECK (trim(ground) <> ''),
  evidence       TEXT,
  accepted       INTEGER NOT NULL CONSTRAINT objection_accepted_is_flag CHECK (accepted IN (0, 1)),
  seal           INTEGER NOT NULL,
  CONSTRAINT "A6-2-4e an accepted objector has a name and a phone" CHECK (accepted = 0 OR (trim(coalesce(objector_name, '')) <> '' AND trim(coalesce(objector_phone, '')) <> ''))
) STRICT;
CREATE INDEX objection_by_case ON objection (case_id);

CREATE TRIGGER objection_rules BEFORE INSERT ON objection BEGIN
  SELECT RAISE(ABORT, 'A6-2-4e 该案不在这次公示之中')
    WHERE NOT EXISTS (SELECT 1 FROM notice_entry WHERE notice_id = NEW.notice_id AND case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4e 异议不在公示期内')
    FROM notice n WHERE n.id = NEW.notice_id AND NEW.accepted = 1 AND NEW.received_on NOT BETWEEN n.posted_on AND n.last_on;
END;

CREATE TABLE objection_decision (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT objection_decision_entry REFERENCES entry,
  objection_id INTEGER NOT NULL CONSTRAINT objection_decision_objection REFERENCES objection,
  outcome      TEXT NOT NULL CONSTRAINT objection_decision_is_known CHECK (outcome IN ('upheld', 'dismissed')),
  finding      TEXT NOT NULL CONSTRAINT objection_decision_has_a_finding CHECK (trim(finding) <> ''),
  decided_on   TEXT NOT NULL,
  seal         INTEGER NOT NULL,
  CONSTRAINT objection_decision_is_once UNIQUE (objection_id)
) STRICT;

CREATE TRIGGER objection_decision_rules BEFORE INSERT ON objection_decision BEGIN
  SELECT RAISE(ABORT, 'A6-2-4e 匿名异议不予受理，无需处理')
    WHERE (SELECT accepted FROM objection WHERE id = NEW.objection_id) IS NOT 1;
  SELECT RAISE(ABORT, 'A6-2-4e 处理日期早于收到异议的日期')
    WHERE NEW.decided_on < (SELECT received_on FROM objection WHERE id = NEW.objection_id);
END;

-- 发文公布: the numbered document.
CREATE TABLE announcement (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT announcement_entry REFERENCES entry,
  notice_id    INTEGER NOT NULL CONSTRAINT announcement_notice REFERENCES notice,
  doc_no       TEXT NOT NULL CONSTRAINT "A6-2-4f document has a number" CHECK (doc_no GLOB '?*〔[0-9][0-9][0-9][0-9]〕[1-9]*号'),
  announced_on TEXT NOT NULL CONSTRAINT announcement_on_is_a_date CHECK (announced_on IS date(announced_on)),
  seal         INTEGER NOT NULL,
  CONSTRAINT announcement_one_a_notice UNIQUE (notice_id),
  CONSTRAINT announcement_number_is_unique UNIQUE (doc_no)
) STRICT;

CREATE TRIGGER announcement_rules BEFORE INSERT ON announcement BEGIN
  SELECT RAISE(ABORT, 'A6-2-4d 公示期未满，不得发文公布')
    WHERE NEW.announced_on <= (SELECT last_on FROM notice WHERE id = NEW.notice_id);
  SELECT RAISE(ABORT, 'A6-2-4e 尚有未处理的异议，不得发文公布')
    WHERE EXISTS (SELECT 1 FROM notice_entry e JOIN objection o ON o.case_id = e.case_id
      WHERE e.notice_id = NEW.notice_id AND o.accepted = 1
        AND NOT EXISTS (SELECT 1 FROM objection_decision d WHERE d.objection_id = o.id)
        AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.case_id = o.case_id));
  SELECT RAISE(ABORT, 'A6-2-4d 公示的内容已有更正，须重新公示')
    WHERE EXISTS (SELECT 1 FROM notice_entry e JOIN application p ON p.id = e.application_id
      JOIN application a ON a.case_id = e.case_id AND a.revision = (SELECT max(revision) FROM application WHERE case_id = e.case_id)
      WHERE e.notice_id = NEW.notice_id
        AND (p.unit_name, p.studio_name, p.technician_name, p.occupation, p.town) IS NOT (a.unit_name, a.studio_name, a.technician_name, a.occupation, a.town)
        AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.case_id = e.case_id)
        AND NOT EXISTS (SELECT 1 FROM objection o JOIN objection_decision d ON d.objection_id = o.id AND d.outcome = 'upheld' WHERE o.case_id = e.case_id));
  SELECT RAISE(ABORT, 'A6-2-4d 该公示已经重新公示，不得据以发文')
    WHERE EXISTS (SELECT 1 FROM notice WHERE supersedes = NEW.notice_id);
END;

-- 获评: an announced studio and its three-year cycle.
CREATE TABLE award (
  id              INTEGER PRIMARY KEY,
  entry_id        INTEGER NOT NULL CONSTRAINT award_entry REFERENCES entry,
  announcement_id INTEGER NOT NULL CONSTRAINT award_announcement REFERENCES announcement,
  case_id         INTEGER NOT NULL CONSTRAINT award_case REFERENCES grant_case,
  cycle_from      TEXT NOT NULL,
  cycle_to        TEXT NOT NULL,
  seal            INTEGER NOT NULL,
  CONSTRAINT award_is_once UNIQUE (case_id),
  CONSTRAINT "A7-1 cycle runs forward" CHECK (cycle_from < cycle_to)
) STRICT;

CREATE TRIGGER award_rules BEFORE INSERT ON award BEGIN
  SELECT RAISE(ABORT, 'A6-2-4d 该案没有在本文件所依据的公示之中')
    WHERE NOT EXISTS (SELECT 1 FROM announcement a JOIN notice_entry e ON e.notice_id = a.notice_id
      WHERE a.id = NEW.announcement_id AND e.case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A7-1 资助周期与发文日期和政策不符')
    FROM announcement a JOIN notice n ON n.id = a.notice_id JOIN round r ON r.id = n.round_id JOIN policy p ON p.id = r.policy_id
    WHERE a.id = NEW.announcement_id AND (NEW.cycle_from <> a.announced_on
      OR NEW.cycle_to <> date(a.announced_on, '+' || json_extract(p.body, '$.cycle_years.value') || ' years', '-1 day'));
  SELECT RAISE(ABORT, 'A6-2-4e 该案异议成立，不得公布')
    WHERE EXISTS (SELECT 1 FROM objection o JOIN objection_decision d ON d.objection_id = o.id
      WHERE o.case_id = NEW.case_id AND d.outcome = 'upheld');
  SELECT RAISE(ABORT, 'A6-2-3a 该案已撤回')
    WHERE EXISTS (SELECT 1 FROM withdrawal WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A4-1 同一单位已有在期的资助')
    FROM application mine, application theirs JOIN award w ON w.case_id = theirs.case_id
    WHERE mine.case_id = NEW.case_id AND theirs.uscc = mine.uscc AND w.case_id <> NEW.case_id AND NEW.cycle_from <= w.cycle_to
      AND NOT EXISTS (SELECT 1 FROM closing WHERE case_id = w.case_id);
END;

-- 推荐申报市级: `position` is the bureau's order among those it recommends in a round.
CREATE TABLE recommendation (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT recommendation_entry REFERENCES entry,
  case_id        INTEGER NOT NULL CONSTRAINT recommendation_case REFERENCES grant_case,
  reason         TEXT NOT NULL CONSTRAINT "A3-2 recommendation has a reason" CHECK (trim(reason) <> ''),
  recommended_on TEXT NOT NULL,
  position       INTEGER NOT NULL CONSTRAINT recommendation_position_counts CHECK (position > 0),
  seal           INTEGER NOT NULL,
  CONSTRAINT recommendation_is_once UNIQUE (case_id)
) STRICT;

CREATE TRIGGER recommendation_rules BEFORE INSERT ON recommendation BEGIN
  SELECT RAISE(ABORT, 'A3-2 该案已结项，不再推荐')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A3-2 只有区级已获评的工作室可以推荐申报市级')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A3-2 本轮已有这个推荐顺序')
    FROM grant_case mine JOIN grant_case theirs ON theirs.round_id = mine.round_id
    JOIN recommendation r ON r.case_id = theirs.id
    WHERE mine.id = NEW.case_id AND r.position = NEW.position;
END;

-- 市级获评
CREATE TABLE municipal_award (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT municipal_award_entry REFERENCES entry,
  case_id    INTEGER NOT NULL CONSTRAINT municipal_award_case REFERENCES grant_case,
  doc_no     TEXT NOT NULL CONSTRAINT "A4-3 municipal document has a number" CHECK (doc_no GLOB '?*〔[0-9][0-9][0-9][0-9]〕[1-9]*号'),
  awarded_on TEXT NOT NULL,
  reason     TEXT,
  seal       INTEGER NOT NULL,
  CONSTRAINT municipal_award_is_once UNIQUE (case_id)
) STRICT;

CREATE TRIGGER municipal_award_rules BEFORE INSERT ON municipal_award BEGIN
  SELECT RAISE(ABORT, 'A4-3 未经区人力资源和社会保障局推荐')
    WHERE NOT EXISTS (SELECT 1 FROM recommendation WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A4-3 已登记市级未获评，须写明原结果为什么不对')
    WHERE trim(coalesce(NEW.reason, '')) = '' AND EXISTS (SELECT 1 FROM municipal_decline WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A7-1 该案已结项，不再登记市级结果')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
END;

-- 市级未获评: the city decided on a recommendation, and not for it. A later award stands all the same, if it says why.
CREATE TABLE municipal_decline (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT municipal_decline_entry REFERENCES entry,
  case_id     INTEGER NOT NULL CONSTRAINT municipal_decline_case REFERENCES grant_case,
  reason      TEXT NOT NULL CONSTRAINT municipal_decline_has_a_reason CHECK (trim(reason) <> ''),
  declined_on TEXT NOT NULL,
  seal        INTEGER NOT NULL,
  CONSTRAINT municipal_decline_is_once UNIQUE (case_id)
) STRICT;

CREATE TRIGGER municipal_decline_rules BEFORE INSERT ON municipal_decline BEGIN
  SELECT RAISE(ABORT, 'A4-3 没有等待市级结果的推荐')
    WHERE NOT EXISTS (SELECT 1 FROM recommendation WHERE case_id = NEW.case_id)
      OR EXISTS (SELECT 1 FROM municipal_award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A7-1 该案已结项，不再登记市级结果')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
END;

------------------------------------------------------------------------------------------------ 四, 九: money

-- 同类资助认定: the newest judgement on a named support of a case counts.
CREATE TABLE overlap (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT overlap_entry REFERENCES entry,
  case_id    INTEGER NOT NULL CONSTRAINT overlap_case REFERENCES grant_case,
  name       TEXT NOT NULL CONSTRAINT overlap_has_a_name CHECK (trim(name) <> ''),
  amount_fen INTEGER NOT NULL CONSTRAINT overlap_is_money CHECK (amount_fen >= 0),
  comparable INTEGER NOT NULL CONSTRAINT overlap_comparable_is_flag CHECK (comparable IN (0, 1)),
  reason     TEXT NOT NULL CONSTRAINT "A9-2 judgement has a reason" CHECK (trim(reason) <> ''),
  judged_on  TEXT NOT NULL,
  seal       INTEGER NOT NULL,
  CONSTRAINT "A9-2 comparable support is money" CHECK (comparable = 0 OR amount_fen > 0)
) STRICT;
CREATE INDEX overlap_by_case ON overlap (case_id);

-- 核定额: what a studio is entitled to; the newest row of a case and kind counts.
CREATE TABLE entitlement (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT entitlement_entry REFERENCES entry,
  case_id      INTEGER NOT NULL CONSTRAINT entitlement_case REFERENCES grant_case,
  kind         TEXT NOT NULL CONSTRAINT entitlement_kind_is_known CHECK (kind IN ('district', 'municipal')),
  standard_fen INTEGER NOT NULL,
  deducted_fen INTEGER NOT NULL CONSTRAINT entitlement_deduction_is_money CHECK (deducted_fen >= 0),
  amount_fen   INTEGER NOT NULL,
  decided_on   TEXT NOT NULL,
  seal         INTEGER NOT NULL,
  CONSTRAINT "A9-2 entitlement is standard less comparable support" CHECK (amount_fen = max(0, standard_fen - deducted_fen))
) STRICT;
CREATE INDEX entitlement_by_case ON entitlement (case_id, kind);

CREATE TRIGGER entitlement_rules BEFORE INSERT ON entitlement BEGIN
  SELECT RAISE(ABORT, 'A6-2-4f 尚未发文公布')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A9-2 扣减额与同类资助的认定不符')
    WHERE NEW.kind = 'district' AND NEW.deducted_fen IS NOT (SELECT coalesce(sum(amount_fen), 0) FROM comparable_support WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A4-1 资助标准与政策不符')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.kind = 'district' AND NEW.standard_fen <> p.grant_fen;
  SELECT RAISE(ABORT, 'A4-3 市级获评资助标准与政策不符')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.kind = 'municipal' AND NEW.standard_fen <> p.municipal_fen;
  SELECT RAISE(ABORT, 'A4-3 市级获评资助的扣减与政策不符')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.kind = 'municipal'
      AND NEW.deducted_fen IS NOT CASE json_extract(p.body, '$.municipal_mode.value') WHEN 'higher_of' THEN min(p.grant_fen, p.municipal_fen) ELSE 0 END;
  SELECT RAISE(ABORT, 'A4-3 没有市级获评文件')
    WHERE NEW.kind = 'municipal' AND NOT EXISTS (SELECT 1 FROM municipal_award WHERE case_id = NEW.case_id);
END;

-- 收款账户: corrects the account of the application; the newest row of a case counts.
CREATE TABLE payee (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT payee_entry REFERENCES entry,
  case_id      INTEGER NOT NULL CONSTRAINT payee_case REFERENCES grant_case,
  account_name TEXT NOT NULL,
  bank_name    TEXT NOT NULL,
  bank_code    TEXT,
  bank_account TEXT NOT NULL,
  reason       TEXT NOT NULL CONSTRAINT payee_has_a_reason CHECK (trim(reason) <> ''),
  changed_on   TEXT NOT NULL,
  seal         INTEGER NOT NULL
) STRICT;
CREATE INDEX payee_by_case ON payee (case_id);

-- 拨款批次: planned by one person, approved by another.
CREATE TABLE batch (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT batch_entry REFERENCES entry,
  round_id   INTEGER NOT NULL CONSTRAINT batch_round REFERENCES round,
  planned_by TEXT NOT NULL,
  planned_on TEXT NOT NULL,
  seal       INTEGER NOT NULL
) STRICT;

CREATE TRIGGER batch_rules BEFORE INSERT ON batch BEGIN
  SELECT RAISE(ABORT, 'A9-1c 编制人不是登记过的财务或区局操作员')
    WHERE coalesce((SELECT role FROM operator WHERE name = NEW.planned_by ORDER BY id DESC LIMIT 1), '') NOT IN ('bureau', 'finance');
END;

-- 拨款: one instalment to one unit, with the account it goes to.
CREATE TABLE payment (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT payment_entry REFERENCES entry,
  batch_id     INTEGER NOT NULL CONSTRAINT payment_batch REFERENCES batch,
  case_id      INTEGER NOT NULL CONSTRAINT payment_case REFERENCES grant_case,
  kind         TEXT NOT NULL CONSTRAINT payment_kind_is_known CHECK (kind IN ('district', 'municipal')),
  part         TEXT NOT NULL CONSTRAINT payment_part_is_known CHECK (part IN ('first', 'second', 'supplement')),
  amount_fen   INTEGER NOT NULL CONSTRAINT "A9-1c payment is money" CHECK (amount_fen > 0),
  account_name TEXT NOT NULL CONSTRAINT payment_has_an_account_name CHECK (trim(account_name) <> ''),
  bank_name    TEXT NOT NULL CONSTRAINT payment_has_a_bank CHECK (trim(bank_name) <> ''),
  bank_code    TEXT NOT NULL CONSTRAINT "A6-2-4g bank code has twelve digits" CHECK (length(bank_code) = 12 AND bank_code NOT GLOB '*[^0-9]*'),
  bank_account TEXT NOT NULL CONSTRAINT payment_has_an_account CHECK (trim(bank_account) <> ''),
  seal         INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_by_case ON payment (case_id);
CREATE INDEX payment_by_batch ON payment (batch_id);

CREATE TABLE batch_approval (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT batch_approval_entry REFERENCES entry,
  batch_id    INTEGER NOT NULL CONSTRAINT batch_approval_batch REFERENCES batch,
  approved_by TEXT NOT NULL,
  approved_on TEXT NOT NULL,
  seal        INTEGER NOT NULL,
  CONSTRAINT batch_approval_is_once UNIQUE (batch_id)
) STRICT;

CREATE TRIGGER batch_approval_rules BEFORE INSERT ON batch_approval BEGIN
  SELECT RAISE(ABORT, 'A9-1c 审批人不是登记过的财务或区局操作员')
    WHERE coalesce((SELECT role FROM operator WHERE name = NEW.approved_by ORDER BY id DESC LIMIT 1), '') NOT IN ('bureau', 'finance');
  SELECT RAISE(ABORT, 'A9-1c 编制人不得审批自己编制的拨款批次')
    WHERE NEW.approved_by IS (SELECT planned_by FROM batch WHERE id = NEW.batch_id);
  SELECT RAISE(ABORT, 'A8-1c 更换带头人还没有批准，第二期暂缓')
    FROM payment p WHERE p.batch_id = NEW.batch_id AND p.part <> 'first' AND EXISTS (SELECT 1 FROM pending_leader WHERE case_id = p.case_id);
  SELECT RAISE(ABORT, 'A9-1c 该批次已作废')
    WHERE EXISTS (SELECT 1 FROM batch_cancellation WHERE batch_id = NEW.batch_id);
  SELECT RAISE(ABORT, 'A9-1c 误付的款项还没有退回，不得审批')
    FROM payment p JOIN open_mispayment m ON (m.case_id, m.kind) = (p.case_id, p.kind) WHERE p.batch_id = NEW.batch_id;
  SELECT RAISE(ABORT, 'A9-1c 银行付出的一笔还没有认定，不得审批')
    FROM payment p JOIN open_line l ON (l.case_id, l.kind, l.direction) = (p.case_id, p.kind, 'out') WHERE p.batch_id = NEW.batch_id;
  SELECT RAISE(ABORT, 'A5-3 资助周期已满，区级资助不再拨付')
    FROM payment p JOIN award w ON w.case_id = p.case_id
    WHERE p.batch_id = NEW.batch_id AND p.kind = 'district' AND NEW.approved_on > w.cycle_to;
  SELECT RAISE(ABORT, 'A9-1a 核定额在编制以后变更过，请作废本批次后重新编制')
    FROM payment p JOIN batch b ON b.id = p.batch_id JOIN entitlement e ON e.case_id = p.case_id AND e.kind = p.kind
    WHERE p.batch_id = NEW.batch_id AND e.entry_id > b.entry_id;
  SELECT RAISE(ABORT, 'A6-2-4g 收款账户在编制以后更改过，请作废本批次后重新编制')
    FROM payment p JOIN batch b ON b.id = p.batch_id JOIN payee y ON y.case_id = p.case_id
    WHERE p.batch_id = NEW.batch_id AND y.entry_id > b.entry_id;
  SELECT RAISE(ABORT, 'A9-2 核定额与同类资助的认定不符，请先重新核定')
    FROM payment p JOIN current_entitlement e ON e.case_id = p.case_id AND e.kind = p.kind
    WHERE p.batch_id = NEW.batch_id AND p.kind = 'district'
      AND e.deducted_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM comparable_support WHERE case_id = p.case_id);
  -- What a payment rests on must still hold when it is approved.
  SELECT RAISE(ABORT, 'A4-2b 配套资金到位不足，不得审批第二期')
    FROM payment p JOIN grant_case c ON c.id = p.case_id JOIN round r ON r.id = c.round_id JOIN policy y ON y.id = r.policy_id
    WHERE p.batch_id = NEW.batch_id AND p.part <> 'first' AND y.matching_due_second = 1
      AND (SELECT matched_fen FROM case_money WHERE case_id = p.case_id) < y.matching_minimum_fen;
  SELECT RAISE(ABORT, 'A8-1a 与现任带头人的责任协议尚未签订，不得审批')
    FROM payment p WHERE p.batch_id = NEW.batch_id AND NOT EXISTS (SELECT 1 FROM agreement g WHERE g.case_id = p.case_id
      AND g.entry_id >= coalesce((SELECT since_entry_id FROM current_leader WHERE case_id = p.case_id), 0));
  SELECT RAISE(ABORT, 'A9-1a 第一期尚未付出，不得审批第二期')
    FROM payment p JOIN live_payment f ON f.case_id = p.case_id AND f.kind = p.kind AND f.part = 'first'
    WHERE p.batch_id = NEW.batch_id AND p.part = 'second' AND f.paid_on IS NULL AND f.batch_id <> p.batch_id;
  SELECT RAISE(ABORT, 'A9-1a 第一期已退汇，尚未重付，不得审批第二期')
    FROM payment p JOIN grant_case c ON c.id = p.case_id JOIN round r ON r.id = c.round_id JOIN policy y ON y.id = r.policy_id
    WHERE p.batch_id = NEW.batch_id AND p.part = 'second'
      AND NOT EXISTS (SELECT 1 FROM live_payment WHERE case_id = p.case_id AND kind = p.kind AND part = 'first')
      AND (SELECT amount_fen * y.first_share_percent / 100 FROM current_entitlement WHERE case_id = p.case_id AND kind = p.kind) > 0;
  SELECT RAISE(ABORT, 'A9-1a 第二期尚未拨付，不得审批补差')
    FROM payment p WHERE p.batch_id = NEW.batch_id AND p.part = 'supplement'
      AND NOT EXISTS (SELECT 1 FROM live_payment WHERE case_id = p.case_id AND kind = p.kind AND part = 'second' AND paid_on IS NOT NULL);
END;

-- 拨款明细表: what the finance office pays from, laid down line by line when the batch is approved, with a digest.
CREATE TABLE schedule (
  id       INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL CONSTRAINT schedule_entry REFERENCES entry,
  batch_id INTEGER NOT NULL CONSTRAINT schedule_batch REFERENCES batch,
  digest   TEXT NOT NULL CONSTRAINT schedule_digest_is_sha256 CHECK (length(digest) = 64),
  seal     INTEGER NOT NULL,
  CONSTRAINT schedule_is_once UNIQUE (batch_id)
) STRICT;

CREATE TRIGGER schedule_rules BEFORE INSERT ON schedule BEGIN
  SELECT RAISE(ABORT, 'A9-1c 该批次尚未审批，没有拨款明细表')
    WHERE NOT EXISTS (SELECT 1 FROM batch_approval WHERE batch_id = NEW.batch_id);
END;

CREATE TABLE schedule_line (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT schedule_line_entry REFERENCES entry,
  schedule_id  INTEGER NOT NULL CONSTRAINT schedule_line_schedule REFERENCES schedule,
  payment_id   INTEGER NOT NULL CONSTRAINT schedule_line_payment REFERENCES payment,
  position     INTEGER NOT NULL CONSTRAINT schedule_line_position_counts CHECK (position > 0),
  doc_no       TEXT NOT NULL,
  unit_name    TEXT NOT NULL,
  uscc         TEXT NOT NULL,
  studio_name  TEXT NOT NULL,
  town         TEXT NOT NULL,
  standard_fen INTEGER NOT NULL,
  deducted_fen INTEGER NOT NULL,
  note         TEXT,
  seal         INTEGER NOT NULL,
  CONSTRAINT schedule_line_is_once UNIQUE (payment_id)
) STRICT;
CREATE INDEX schedule_line_by_schedule ON schedule_line (schedule_id);

CREATE TRIGGER schedule_line_rules BEFORE INSERT ON schedule_line BEGIN
  SELECT RAISE(ABORT, 'A9-1c 拨款明细表只列本批次的款项')
    WHERE NOT EXISTS (SELECT 1 FROM schedule s JOIN payment p ON p.batch_id = s.batch_id WHERE s.id = NEW.schedule_id AND p.id = NEW.payment_id);
END;

-- 批次作废: as long as nothing of it went out.
CREATE TABLE batch_cancellation (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT batch_cancellation_entry REFERENCES entry,
  batch_id     INTEGER NOT NULL CONSTRAINT batch_cancellation_batch REFERENCES batch,
  reason       TEXT NOT NULL CONSTRAINT batch_cancellation_has_a_reason CHECK (trim(reason) <> ''),
  cancelled_on TEXT NOT NULL,
  seal         INTEGER NOT NULL,
  CONSTRAINT batch_cancellation_is_once UNIQUE (batch_id)
) STRICT;

CREATE TRIGGER batch_cancellation_rules BEFORE INSERT ON batch_cancellation BEGIN
  SELECT RAISE(ABORT, 'A9-1c 已有款项付出的批次不能作废')
    FROM payment p JOIN standing_confirmation f ON f.payment_id = p.id WHERE p.batch_id = NEW.batch_id;
  SELECT RAISE(ABORT, 'A9-1a 第二期已编入另一批次，第一期不得先作废')
    FROM payment p JOIN live_payment s ON s.case_id = p.case_id AND s.kind = p.kind AND s.part = 'second'
    WHERE p.batch_id = NEW.batch_id AND p.part = 'first' AND s.paid_on IS NULL AND s.batch_id <> p.batch_id;
END;

-- 到账 and 退汇. A returned payment stays; only after its return can the same instalment be paid again. What was registered
-- wrongly is revoked and counts no more, see revocation; what the bank says of it counts more than what was typed, see
-- standing_confirmation and standing_return.
CREATE TABLE payment_confirmation (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT payment_confirmation_entry REFERENCES entry,
  payment_id INTEGER NOT NULL CONSTRAINT payment_confirmation_payment REFERENCES payment,
  paid_on    TEXT NOT NULL,
  bank_ref   TEXT CONSTRAINT payment_confirmation_reference_is_not_empty CHECK (trim(bank_ref) <> ''),
  seal       INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_confirmation_by_payment ON payment_confirmation (payment_id);

CREATE TRIGGER payment_confirmation_rules BEFORE INSERT ON payment_confirmation BEGIN
  SELECT RAISE(ABORT, 'A9-1c 该批次尚未审批')
    WHERE NOT EXISTS (SELECT 1 FROM payment p JOIN batch_approval a ON a.batch_id = p.batch_id WHERE p.id = NEW.payment_id);
  SELECT RAISE(ABORT, 'A9-1c 该批次已作废')
    FROM payment p JOIN batch_cancellation x ON x.batch_id = p.batch_id WHERE p.id = NEW.payment_id;
  SELECT RAISE(ABORT, 'A9-1c 付款日期早于审批日期')
    FROM payment p JOIN batch_approval a ON a.batch_id = p.batch_id WHERE p.id = NEW.payment_id AND NEW.paid_on < a.approved_on;
  SELECT RAISE(ABORT, 'A9-1c 这笔款项已登记付款')
    WHERE EXISTS (SELECT 1 FROM standing_confirmation WHERE payment_id = NEW.payment_id);
END;

CREATE TABLE payment_return (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT payment_return_entry REFERENCES entry,
  payment_id  INTEGER NOT NULL CONSTRAINT payment_return_payment REFERENCES payment,
  returned_on TEXT NOT NULL,
  bank_ref    TEXT CONSTRAINT payment_return_reference_is_not_empty CHECK (trim(bank_ref) <> ''),
  reason      TEXT NOT NULL CONSTRAINT payment_return_has_a_reason CHECK (trim(reason) <> ''),
  seal        INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_return_by_payment ON payment_return (payment_id);

CREATE TRIGGER payment_return_rules BEFORE INSERT ON payment_return BEGIN
  SELECT RAISE(ABORT, 'A9-1c 只有已付出的款项才能登记退汇')
    WHERE NOT EXISTS (SELECT 1 FROM standing_confirmation WHERE payment_id = NEW.payment_id);
  SELECT RAISE(ABORT, 'A9-1c 这笔款项已登记退汇')
    WHERE EXISTS (SELECT 1 FROM standing_return WHERE payment_id = NEW.payment_id);
  SELECT RAISE(ABORT, 'A9-1c 该案已结项，不能再登记退汇')
    WHERE EXISTS (SELECT 1 FROM closing c JOIN payment p ON p.case_id = c.case_id WHERE p.id = NEW.payment_id);
  SELECT RAISE(ABORT, 'A9-1c 这笔款项已在追回之列，不能再登记退汇')
    FROM payment p WHERE p.id = NEW.payment_id AND EXISTS (SELECT 1 FROM demanded_payment WHERE id = p.id);
  SELECT RAISE(ABORT, 'A5-2 这笔款项已登记使用，不能再登记退汇')
    WHERE EXISTS (SELECT 1 FROM used_payment WHERE id = NEW.payment_id);
  -- Of two payments of as much to one account, whichever came back leaves the unit with one.
  SELECT RAISE(ABORT, 'A9-1c 同一账号、同一金额的误付还没有退回，退回的先算误付')
    FROM payment p JOIN open_mispayment m ON (m.bank_account, m.amount_fen) = (p.bank_account, p.amount_fen)
    WHERE p.id = NEW.payment_id AND m.paid_on <= NEW.returned_on;
  SELECT RAISE(ABORT, 'A9-1c 银行付出的一笔还没有认定，退回的也许是它')
    FROM payment p JOIN open_line l ON l.direction = 'out' AND (l.payment_id = p.id OR (l.bank_account, l.amount_fen) = (p.bank_account, p.amount_fen))
    WHERE p.id = NEW.payment_id;
  SELECT RAISE(ABORT, 'A9-1c 退汇日期早于付款日期')
    WHERE NEW.returned_on < (SELECT paid_on FROM standing_confirmation WHERE payment_id = NEW.payment_id);
END;

-- 误付: what the bank paid although nothing was to be paid: a payment made once more, as its list shows, or one of a batch that
-- was cancelled after its approval; to a wrong account, or a wrong sum; or a payment that was paid again although it had never
-- come back. It names the payment that it is like; no studio may use it, and nothing is netted.
CREATE TABLE mispayment (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT mispayment_entry REFERENCES entry,
  payment_id INTEGER NOT NULL CONSTRAINT mispayment_payment REFERENCES payment,
  bank_account TEXT NOT NULL,
  amount_fen INTEGER NOT NULL CONSTRAINT mispayment_is_money CHECK (amount_fen > 0),
  paid_on    TEXT NOT NULL CONSTRAINT mispayment_on_is_a_date CHECK (paid_on IS date(paid_on)),
  bank_ref   TEXT CONSTRAINT mispayment_reference_is_not_empty CHECK (trim(bank_ref) <> ''),
  seal       INTEGER NOT NULL
) STRICT;
CREATE INDEX mispayment_by_payment ON mispayment (payment_id);

CREATE TRIGGER mispayment_rules BEFORE INSERT ON mispayment BEGIN
  SELECT RAISE(ABORT, 'A9-1c 误付的须是已付出的款项，审批以前付出的，审批以后作废的，或者付错的')
    WHERE NOT EXISTS (SELECT 1 FROM payment p JOIN batch_approval a ON a.batch_id = p.batch_id
      WHERE p.id = NEW.payment_id AND (NEW.paid_on < a.approved_on OR EXISTS (SELECT 1 FROM standing_confirmation WHERE payment_id = p.id)
        OR EXISTS (SELECT 1 FROM batch_cancellation WHERE batch_id = p.batch_id) OR (NEW.bank_account, NEW.amount_fen) <> (p.bank_account, p.amount_fen)));
END;

-- 误付了结: it came back, or turned out to be no money of this grant.
CREATE TABLE mispayment_end (
  id            INTEGER PRIMARY KEY,
  entry_id      INTEGER NOT NULL CONSTRAINT mispayment_end_entry REFERENCES entry,
  mispayment_id INTEGER NOT NULL CONSTRAINT mispayment_end_mispayment REFERENCES mispayment,
  outcome       TEXT NOT NULL CONSTRAINT mispayment_end_is_known CHECK (outcome IN ('returned', 'not_ours')),
  ended_on      TEXT NOT NULL CONSTRAINT mispayment_end_on_is_a_date CHECK (ended_on IS date(ended_on)),
  bank_ref      TEXT CONSTRAINT mispayment_end_reference_is_not_empty CHECK (trim(bank_ref) <> ''),
  reason        TEXT NOT NULL CONSTRAINT mispayment_end_has_a_reason CHECK (trim(reason) <> ''),
  seal          INTEGER NOT NULL
) STRICT;
CREATE INDEX mispayment_end_by_mispayment ON mispayment_end (mispayment_id);

CREATE TRIGGER mispayment_end_rules BEFORE INSERT ON mispayment_end BEGIN
  SELECT RAISE(ABORT, 'A9-1c 误付的了结日期早于付款日期')
    WHERE NEW.ended_on < (SELECT paid_on FROM mispayment WHERE id = NEW.mispayment_id);
  SELECT RAISE(ABORT, 'A9-1c 这笔误付已撤销')
    WHERE NOT EXISTS (SELECT 1 FROM standing_mispayment WHERE id = NEW.mispayment_id);
  SELECT RAISE(ABORT, 'A9-1c 这笔误付已了结')
    WHERE EXISTS (SELECT 1 FROM standing_end WHERE mispayment_id = NEW.mispayment_id);
END;

-- 追回 and what came back. Never netted with a payment; but what was paid beyond the entitlement and came back counts as
-- not paid, should the entitlement rise again.
CREATE TABLE recovery (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT recovery_entry REFERENCES entry,
  case_id     INTEGER NOT NULL CONSTRAINT recovery_case REFERENCES grant_case,
  kind        TEXT NOT NULL CONSTRAINT recovery_kind_is_known CHECK (kind IN ('district', 'municipal')),
  ground      TEXT NOT NULL CONSTRAINT recovery_ground_is_known CHECK (ground IN ('excess', 'other')),
  amount_fen  INTEGER NOT NULL CONSTRAINT recovery_is_money CHECK (amount_fen > 0),
  reason      TEXT NOT NULL CONSTRAINT recovery_has_a_reason CHECK (trim(reason) <> ''),
  demanded_on TEXT NOT NULL,
  seal        INTEGER NOT NULL
) STRICT;
CREATE INDEX recovery_by_case ON recovery (case_id);

CREATE TABLE recovery_receipt (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT recovery_receipt_entry REFERENCES entry,
  recovery_id INTEGER NOT NULL CONSTRAINT recovery_receipt_recovery REFERENCES recovery,
  amount_fen  INTEGER NOT NULL CONSTRAINT recovery_receipt_is_money CHECK (amount_fen > 0),
  received_on TEXT NOT NULL,
  bank_ref    TEXT CONSTRAINT recovery_receipt_reference_is_not_empty CHECK (trim(bank_ref) <> ''),
  seal        INTEGER NOT NULL
) STRICT;
CREATE INDEX recovery_receipt_by_recovery ON recovery_receipt (recovery_id);

-- 撤销追回: it was demanded wrongly, or lost its ground. What had come back on it stays; the rest is owed no more.
CREATE TABLE recovery_withdrawal (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT recovery_withdrawal_entry REFERENCES entry,
  recovery_id  INTEGER NOT NULL CONSTRAINT recovery_withdrawal_recovery REFERENCES recovery,
  reason       TEXT NOT NULL CONSTRAINT recovery_withdrawal_has_a_reason CHECK (trim(reason) <> ''),
  withdrawn_on TEXT NOT NULL CONSTRAINT recovery_withdrawal_on_is_a_date CHECK (withdrawn_on IS date(withdrawn_on)),
  seal         INTEGER NOT NULL,
  CONSTRAINT recovery_withdrawal_is_once UNIQUE (recovery_id)
) STRICT;

CREATE TRIGGER recovery_withdrawal_rules BEFORE INSERT ON recovery_withdrawal BEGIN
  SELECT RAISE(ABORT, 'A9-1c 追回的款项已全部收回，不能撤销')
    FROM recovery v WHERE v.id = NEW.recovery_id
      AND v.amount_fen <= (SELECT coalesce(sum(amount_fen), 0) FROM standing_receipt WHERE recovery_id = v.id);
  -- What a closing decided on is demanded in the same entry.
  SELECT RAISE(ABORT, 'A9-1c 结项时要求退回的结余，不能撤销')
    FROM recovery v JOIN closing c ON (c.case_id, c.entry_id) = (v.case_id, v.entry_id) WHERE v.id = NEW.recovery_id;
  SELECT RAISE(ABORT, 'A9-1c 撤销日期早于追回日期或收回日期')
    WHERE NEW.withdrawn_on < (SELECT demanded_on FROM recovery WHERE id = NEW.recovery_id)
      OR EXISTS (SELECT 1 FROM standing_receipt WHERE recovery_id = NEW.recovery_id AND received_on > NEW.withdrawn_on);
END;

-- 银行明细: a line of the bank's lists that is about a payment of ours, or may be. It stands here once, whichever lists have it.
CREATE TABLE bank_line (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT bank_line_entry REFERENCES entry,
  payment_id   INTEGER NOT NULL CONSTRAINT bank_line_payment REFERENCES payment,
  direction    TEXT NOT NULL CONSTRAINT bank_line_goes_out_or_back CHECK (direction IN ('out', 'back')),
  outcome      TEXT CONSTRAINT bank_line_outcome_is_known CHECK (outcome IN ('paid', 'returned')),
  below_zero   INTEGER NOT NULL CONSTRAINT bank_line_below_zero_is_boolean CHECK (below_zero IN (0, 1)),
  account_name TEXT,
  bank_account TEXT NOT NULL,
  amount_fen   INTEGER NOT NULL CONSTRAINT bank_line_is_money CHECK (amount_fen >= 0),
  moved_on     TEXT NOT NULL CONSTRAINT bank_line_on_is_a_date CHECK (moved_on IS date(moved_on)),
  bank_ref     TEXT NOT NULL CONSTRAINT bank_line_has_a_reference CHECK (trim(bank_ref) <> ''),
  note         TEXT,
  seal         INTEGER NOT NULL,
  CONSTRAINT bank_line_goes_as_the_bank_says CHECK ((direction = 'back') = (outcome IS 'returned' OR (outcome IS NULL AND below_zero = 1))),
  CONSTRAINT bank_line_is_once UNIQUE (direction, bank_account, amount_fen, moved_on, bank_ref)
) STRICT;
CREATE INDEX bank_line_by_payment ON bank_line (payment_id);

-- 认定: what a line of the bank is: a payment, a return, what was paid by mistake or came back of it, what was received by way
-- of a demand; a slip, which another line has right; or, with a reason, nothing of ours. The newest of a line counts, as long as
-- what it names stands, and it isn't revoked itself.
CREATE TABLE bank_match (
  id                INTEGER PRIMARY KEY,
  entry_id          INTEGER NOT NULL CONSTRAINT bank_match_entry REFERENCES entry,
  line_id           INTEGER NOT NULL CONSTRAINT bank_match_line REFERENCES bank_line,
  confirmation_id   INTEGER CONSTRAINT bank_match_confirmation REFERENCES payment_confirmation,
  return_id         INTEGER CONSTRAINT bank_match_return REFERENCES payment_return,
  mispayment_id     INTEGER CONSTRAINT bank_match_mispayment REFERENCES mispayment,
  mispayment_end_id INTEGER CONSTRAINT bank_match_mispayment_end REFERENCES mispayment_end,
  receipt_id        INTEGER CONSTRAINT bank_match_receipt REFERENCES recovery_receipt,
  right_line_id     INTEGER CONSTRAINT bank_match_right_line REFERENCES bank_line,
  reason            TEXT,
  matched_on        TEXT NOT NULL CONSTRAINT bank_match_on_is_a_date CHECK (matched_on IS date(matched_on)),
  seal              INTEGER NOT NULL,
  CONSTRAINT bank_match_names_no_two CHECK ((confirmation_id IS NOT NULL) + (return_id IS NOT NULL) + (mispayment_id IS NOT NULL)
    + (mispayment_end_id IS NOT NULL) + (receipt_id IS NOT NULL) + (right_line_id IS NOT NULL) <= 1),
  CONSTRAINT bank_match_names_one_or_a_reason CHECK (coalesce(confirmation_id, return_id, mispayment_id, mispayment_end_id, receipt_id, right_line_id) IS NOT NULL
    OR trim(coalesce(reason, '')) <> ''),
  CONSTRAINT bank_match_is_one_payment UNIQUE (confirmation_id),
  CONSTRAINT bank_match_is_one_mispayment UNIQUE (mispayment_id),
  CONSTRAINT bank_match_is_one_end UNIQUE (mispayment_end_id),
  CONSTRAINT bank_match_is_one_receipt UNIQUE (receipt_id)
) STRICT;
CREATE INDEX bank_match_by_line ON bank_match (line_id);
CREATE INDEX bank_match_by_return ON bank_match (return_id);

CREATE TRIGGER bank_match_rules BEFORE INSERT ON bank_match BEGIN
  SELECT RAISE(ABORT, 'A9-1c 这一笔银行明细已有认定')
    WHERE EXISTS (SELECT 1 FROM standing_match WHERE line_id = NEW.line_id AND coalesce(confirmation_id, return_id, mispayment_id, mispayment_end_id, receipt_id) IS NOT NULL);
  SELECT RAISE(ABORT, 'A9-1c 这一笔退汇已由另一笔银行明细核实')
    FROM bank_match m WHERE m.return_id = NEW.return_id AND NOT EXISTS (SELECT 1 FROM revocation WHERE match_id = m.id);
  SELECT RAISE(ABORT, 'A9-1c 银行明细与所认定的款项方向不同')
    FROM bank_line WHERE id = NEW.line_id AND (direction = 'back') <> (coalesce(NEW.return_id, NEW.mispayment_end_id, NEW.receipt_id) IS NOT NULL)
      AND coalesce(NEW.confirmation_id, NEW.return_id, NEW.mispayment_id, NEW.mispayment_end_id, NEW.receipt_id) IS NOT NULL;
  SELECT RAISE(ABORT, 'A9-1c 笔误以另一笔银行明细为准')
    WHERE NEW.right_line_id = NEW.line_id
      OR EXISTS (SELECT 1 FROM newest_match WHERE (line_id, right_line_id) = (NEW.right_line_id, NEW.line_id));
  SELECT RAISE(ABORT, 'A9-1c 方向写错的一笔，日期、流水号、账号、金额与正确的一笔相同')
    FROM bank_line l JOIN bank_line r ON r.id = NEW.right_line_id AND r.direction <> l.direction
    WHERE l.id = NEW.line_id AND (l.bank_account, l.amount_fen, l.moved_on, l.bank_ref) <> (r.bank_account, r.amount_fen, r.moved_on, r.bank_ref);
  SELECT RAISE(ABORT, 'A9-1c 银行明细与所认定的款项账号或金额不同')
    FROM bank_line l, (
      SELECT p.bank_account, p.amount_fen FROM payment p JOIN payment_confirmation f ON f.payment_id = p.id WHERE f.id = NEW.confirmation_id
      UNION ALL SELECT p.bank_account, p.amount_fen FROM payment p JOIN payment_return x ON x.payment_id = p.id WHERE x.id = NEW.return_id
      UNION ALL SELECT bank_account, amount_fen FROM mispayment WHERE id = NEW.mispayment_id
      UNION ALL SELECT m.bank_account, m.amount_fen FROM mispayment m JOIN mispayment_end e ON e.mispayment_id = m.id WHERE e.id = NEW.mispayment_end_id) o
    WHERE l.id = NEW.line_id AND (l.bank_account, l.amount_fen) <> (o.bank_account, o.amount_fen);
  SELECT RAISE(ABORT, 'A9-1c 银行明细与收回的金额不同')
    FROM bank_line l JOIN standing_receipt t ON t.id = NEW.receipt_id WHERE l.id = NEW.line_id AND l.amount_fen <> t.amount_fen;
  SELECT RAISE(ABORT, 'A9-1c 付款日期早于审批日期')
    FROM bank_line l, payment_confirmation f JOIN payment p ON p.id = f.payment_id JOIN batch_approval a ON a.batch_id = p.batch_id
    WHERE l.id = NEW.line_id AND f.id = NEW.confirmation_id AND l.moved_on < a.approved_on;
  SELECT RAISE(ABORT, 'A9-1c 退汇日期早于付款日期')
    FROM bank_line l, payment_confirmation f JOIN standing_return x ON x.payment_id = f.payment_id
    WHERE l.id = NEW.line_id AND f.id = NEW.confirmation_id AND x.returned_on < l.moved_on;
  SELECT RAISE(ABORT, 'A9-1c 退汇日期早于付款日期')
    FROM bank_line l, payment_return x JOIN standing_confirmation f ON f.payment_id = x.payment_id
    WHERE l.id = NEW.line_id AND x.id = NEW.return_id AND l.moved_on < f.paid_on;
  -- The bank's day counts: what was spent in the meantime must not have been spent before the money came.
  SELECT RAISE(ABORT, 'A5-2 按银行的付款日期，有支出早于到账')
    FROM bank_line l, live_payment p JOIN payment_confirmation f ON f.payment_id = p.id
    JOIN (SELECT g.moved_on, sum(g.came_fen - g.spent_fen) OVER (ORDER BY g.moved_on) AS left_fen FROM grant_flow g
      WHERE g.case_id = (SELECT v.case_id FROM payment v JOIN payment_confirmation c ON c.payment_id = v.id WHERE c.id = NEW.confirmation_id)) d
    WHERE l.id = NEW.line_id AND f.id = NEW.confirmation_id AND d.moved_on >= p.paid_on AND d.moved_on < l.moved_on AND d.left_fen < p.amount_fen;
END;

-- 撤销登记: a payment, a return, a mispayment or the end of one that was registered although it wasn't so; or that a line of the
-- bank tells of a return that must stay, because what it gave back was paid again.
CREATE TABLE revocation (
  id                INTEGER PRIMARY KEY,
  entry_id          INTEGER NOT NULL CONSTRAINT revocation_entry REFERENCES entry,
  confirmation_id   INTEGER CONSTRAINT revocation_confirmation REFERENCES payment_confirmation,
  return_id         INTEGER CONSTRAINT revocation_return REFERENCES payment_return,
  mispayment_id     INTEGER CONSTRAINT revocation_mispayment REFERENCES mispayment,
  mispayment_end_id INTEGER CONSTRAINT revocation_mispayment_end REFERENCES mispayment_end,
  receipt_id        INTEGER CONSTRAINT revocation_receipt REFERENCES recovery_receipt,
  match_id          INTEGER CONSTRAINT revocation_match REFERENCES bank_match,
  reason            TEXT NOT NULL CONSTRAINT revocation_has_a_reason CHECK (trim(reason) <> ''),
  revoked_on        TEXT NOT NULL CONSTRAINT revocation_on_is_a_date CHECK (revoked_on IS date(revoked_on)),
  seal              INTEGER NOT NULL,
  CONSTRAINT revocation_names_one CHECK ((confirmation_id IS NOT NULL) + (return_id IS NOT NULL) + (mispayment_id IS NOT NULL)
    + (mispayment_end_id IS NOT NULL) + (receipt_id IS NOT NULL) + (match_id IS NOT NULL) = 1),
  CONSTRAINT revocation_is_of_one_receipt UNIQUE (receipt_id),
  CONSTRAINT revocation_is_of_one_match UNIQUE (match_id),
  CONSTRAINT revocation_is_of_one_payment UNIQUE (confirmation_id),
  CONSTRAINT revocation_is_of_one_return UNIQUE (return_id),
  CONSTRAINT revocation_is_of_one_mispayment UNIQUE (mispayment_id),
  CONSTRAINT revocation_is_of_one_end UNIQUE (mispayment_end_id)
) STRICT;

CREATE TRIGGER revocation_rules BEFORE INSERT ON revocation BEGIN
  SELECT RAISE(ABORT, 'A9-1c 该案已结项，付款和退汇的登记不能再撤销')
    FROM payment p JOIN closing c ON c.case_id = p.case_id
    WHERE p.id IN (SELECT payment_id FROM payment_confirmation WHERE id = NEW.confirmation_id UNION ALL SELECT payment_id FROM payment_return WHERE id = NEW.return_id);
  SELECT RAISE(ABORT, 'A9-1c 这笔款项已登记退汇，请先撤销退汇')
    FROM payment_confirmation f JOIN standing_return x ON x.payment_id = f.payment_id WHERE f.id = NEW.confirmation_id;
  SELECT RAISE(ABORT, 'A9-1c 这笔款项已在追回之列，付款的登记不能撤销')
    FROM payment_confirmation f JOIN demanded_payment p ON p.id = f.payment_id WHERE f.id = NEW.confirmation_id;
  SELECT RAISE(ABORT, 'A5-2 这笔款项已登记使用，付款的登记不能撤销')
    FROM payment_confirmation f JOIN used_payment p ON p.id = f.payment_id WHERE f.id = NEW.confirmation_id;
  SELECT RAISE(ABORT, 'A9-1c 有误付算作这笔款项的又一笔，付款的登记不能撤销')
    FROM payment_confirmation f JOIN payment p ON p.id = f.payment_id JOIN batch_approval a ON a.batch_id = p.batch_id
    JOIN standing_mispayment m ON m.payment_id = p.id AND (m.bank_account, m.amount_fen) = (p.bank_account, p.amount_fen) AND m.paid_on >= a.approved_on
    WHERE f.id = NEW.confirmation_id;
  SELECT RAISE(ABORT, 'A9-1a 这一期已重新编制或重新付出，退汇的登记不能撤销')
    FROM payment_return x JOIN payment p ON p.id = x.payment_id
    JOIN live_payment again ON (again.case_id, again.kind, again.part) = (p.case_id, p.kind, p.part) AND again.id > p.id
    WHERE x.id = NEW.return_id;
  SELECT RAISE(ABORT, 'A9-1c 撤销退汇以后超过本轮预算')
    FROM payment_return x JOIN payment p ON p.id = x.payment_id JOIN grant_case c ON c.id = p.case_id JOIN current_round r ON r.id = c.round_id
    WHERE x.id = NEW.return_id AND r.budget_fen IS NOT NULL AND r.budget_fen < p.amount_fen
      + (SELECT coalesce(sum(p.amount_fen), 0) FROM live_payment p JOIN grant_case x ON x.id = p.case_id WHERE x.round_id = c.round_id)
      - (SELECT coalesce(sum(t.amount_fen), 0) FROM excess_receipt t JOIN grant_case x ON x.id = t.case_id WHERE x.round_id = c.round_id);
  SELECT RAISE(ABORT, 'A9-1c 结项以前收回的登记不能再撤销')
    FROM recovery_receipt t JOIN recovery v ON v.id = t.recovery_id JOIN closing c ON c.case_id = v.case_id AND c.entry_id > t.entry_id WHERE t.id = NEW.receipt_id;
  SELECT RAISE(ABORT, 'A9-1c 收回以后又编制了拨款，收回的登记不能撤销')
    FROM recovery_receipt t JOIN recovery v ON v.id = t.recovery_id AND v.ground = 'excess'
    JOIN live_payment p ON (p.case_id, p.kind) = (v.case_id, v.kind) AND p.entry_id > t.entry_id AND p.paid_on IS NULL WHERE t.id = NEW.receipt_id;
  SELECT RAISE(ABORT, 'A9-1c 撤销收回以后超过本轮预算')
    FROM recovery_receipt t JOIN recovery v ON v.id = t.recovery_id AND v.ground = 'excess'
    JOIN grant_case c ON c.id = v.case_id JOIN current_round r ON r.id = c.round_id
    WHERE t.id = NEW.receipt_id AND r.budget_fen IS NOT NULL AND r.budget_fen < t.amount_fen
      + (SELECT coalesce(sum(p.amount_fen), 0) FROM live_payment p JOIN grant_case x ON x.id = p.case_id WHERE x.round_id = c.round_id)
      - (SELECT coalesce(sum(t.amount_fen), 0) FROM excess_receipt t JOIN grant_case x ON x.id = t.case_id WHERE x.round_id = c.round_id);
  SELECT RAISE(ABORT, 'A9-1c 只有退汇和笔误的认定能单独撤销')
    FROM bank_match m WHERE m.id = NEW.match_id AND m.return_id IS NULL AND m.right_line_id IS NULL;
  SELECT RAISE(ABORT, 'A9-1c 误付已了结，请先撤销了结的登记')
    WHERE EXISTS (SELECT 1 FROM standing_end WHERE mispayment_id = NEW.mispayment_id);
END;

-- 退回通知: the letter that demanded the money, with the bureau's particulars that stand in it; the newest counts.
CREATE TABLE recovery_letter (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT recovery_letter_entry REFERENCES entry,
  recovery_id INTEGER NOT NULL CONSTRAINT recovery_letter_recovery REFERENCES recovery,
  bureau_id   INTEGER NOT NULL CONSTRAINT recovery_letter_bureau REFERENCES bureau,
  doc_no      TEXT NOT NULL CONSTRAINT recovery_letter_has_a_number CHECK (trim(doc_no) <> ''),
  issued_on   TEXT NOT NULL CONSTRAINT recovery_letter_issued_on_is_a_date CHECK (issued_on IS date(issued_on)),
  due_on      TEXT NOT NULL CONSTRAINT recovery_letter_due_on_is_a_date CHECK (due_on IS date(due_on)),
  seal        INTEGER NOT NULL,
  CONSTRAINT recovery_letter_leaves_time CHECK (issued_on < due_on)
) STRICT;
CREATE INDEX recovery_letter_by_recovery ON recovery_letter (recovery_id);

CREATE TRIGGER recovery_letter_rules BEFORE INSERT ON recovery_letter BEGIN
  SELECT RAISE(ABORT, 'A9-1c 追回已经撤销，不能再发通知')
    WHERE EXISTS (SELECT 1 FROM recovery_withdrawal WHERE recovery_id = NEW.recovery_id);
  SELECT RAISE(ABORT, 'A9-1c 通知日期早于追回日期')
    WHERE NEW.issued_on < (SELECT demanded_on FROM recovery WHERE id = NEW.recovery_id);
END;

CREATE TRIGGER recovery_rules BEFORE INSERT ON recovery BEGIN
  SELECT RAISE(ABORT, 'A9-1c 同一金额、同一理由的追回还没有收回')
    FROM standing_recovery v WHERE (v.case_id, v.kind, v.amount_fen, v.reason) = (NEW.case_id, NEW.kind, NEW.amount_fen, NEW.reason)
      AND v.amount_fen > (SELECT coalesce(sum(amount_fen), 0) FROM standing_receipt WHERE recovery_id = v.id);
  SELECT RAISE(ABORT, 'A9-1c 追回金额超过已拨付金额')
    WHERE NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM standing_recovery WHERE case_id = NEW.case_id AND kind = NEW.kind)
      > (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind AND paid_on IS NOT NULL);
  SELECT RAISE(ABORT, 'A9-1c 追回金额超过多拨的数额')
    WHERE NEW.ground = 'excess' AND NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM standing_recovery WHERE case_id = NEW.case_id AND kind = NEW.kind AND ground = 'excess')
      > (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind AND paid_on IS NOT NULL)
        -- Who failed for good keeps a first half and no more, however much that was when it was paid (八(二)); nor does
        -- who was paid a second half on a mid-term that was voided since, until one is passed.
        - (SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = c.id AND verdict <> 'fail') AND (
              EXISTS (SELECT 1 FROM live_payment WHERE case_id = c.id AND kind = e.kind AND part <> 'first' AND paid_on IS NOT NULL)
              OR (SELECT count(*) FROM valid_rectification WHERE case_id = c.id) >= p.rectifications
                AND (SELECT count(*) FROM valid_rectification WHERE case_id = c.id) < (SELECT count(*) FROM valid_midterm WHERE case_id = c.id))
            THEN e.amount_fen * p.first_share_percent / 100 ELSE e.amount_fen END
          FROM current_entitlement e JOIN grant_case c ON c.id = e.case_id JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
          WHERE e.case_id = NEW.case_id AND e.kind = NEW.kind);
END;

CREATE TRIGGER recovery_receipt_rules BEFORE INSERT ON recovery_receipt BEGIN
  SELECT RAISE(ABORT, 'A9-1c 这个流水号的收款已经登记')
    FROM recovery_receipt t WHERE (recovery_id, bank_ref, amount_fen, received_on) = (NEW.recovery_id, NEW.bank_ref, NEW.amount_fen, NEW.received_on)
      AND NOT EXISTS (SELECT 1 FROM revocation WHERE receipt_id = t.id) AND NOT EXISTS (SELECT 1 FROM bank_match WHERE receipt_id = t.id);
  SELECT RAISE(ABORT, 'A9-1c 收回金额超过应追回金额')
    WHERE NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM standing_receipt WHERE recovery_id = NEW.recovery_id)
      > coalesce((SELECT amount_fen FROM standing_recovery WHERE id = NEW.recovery_id), 0);
END;

------------------------------------------------------------------------------------------------ 五, 七, 八: the cycle

-- 目标任务责任协议 between unit and leader; the newest counts. One that corrects the date of another says why.
CREATE TABLE agreement (
  id        INTEGER PRIMARY KEY,
  entry_id  INTEGER NOT NULL CONSTRAINT agreement_entry REFERENCES entry,
  case_id   INTEGER NOT NULL CONSTRAINT agreement_case REFERENCES grant_case,
  signed_on TEXT NOT NULL CONSTRAINT agreement_on_is_a_date CHECK (signed_on IS date(signed_on)),
  reason    TEXT CONSTRAINT agreement_is_corrected_for_a_reason CHECK (reason IS NULL OR trim(reason) <> ''),
  seal      INTEGER NOT NULL
) STRICT;
CREATE INDEX agreement_by_case ON agreement (case_id);

-- 更换带头人: the leader whom the unit puts in the place of the one before, in the application's own columns, and what the
-- bureau decides on it: by somebody else than who recorded it.
CREATE TABLE leader_change (
  id               INTEGER PRIMARY KEY,
  entry_id         INTEGER NOT NULL CONSTRAINT leader_change_entry REFERENCES entry,
  case_id          INTEGER NOT NULL CONSTRAINT leader_change_case REFERENCES grant_case,
  technician_name  TEXT NOT NULL CONSTRAINT leader_change_names_somebody CHECK (trim(technician_name) <> ''),
  id_kind          TEXT,
  id_number        TEXT NOT NULL,
  occupation       TEXT NOT NULL,
  post_kind        TEXT NOT NULL CONSTRAINT "A2-1-1 next leader is on the front line" CHECK (post_kind IN ('production', 'training')),
  post_achievement TEXT,
  skill_basis      TEXT NOT NULL CONSTRAINT leader_change_skill_basis_is_known CHECK (skill_basis IN ('qualification', 'skill_level', 'equivalent', 'trade_recognition')),
  skill_grade      TEXT,
  certificate_no   TEXT,
  certified_on     TEXT,
  recognition      TEXT,
  appointed_from   TEXT NOT NULL CONSTRAINT leader_change_from_is_a_date CHECK (appointed_from IS date(appointed_from)),
  appointed_to     TEXT NOT NULL CONSTRAINT leader_change_to_is_a_date CHECK (appointed_to IS date(appointed_to)),
  document         TEXT NOT NULL CONSTRAINT "A8-1c change has a document" CHECK (trim(document) <> ''),
  reason           TEXT NOT NULL CONSTRAINT "A8-1c change has a reason" CHECK (trim(reason) <> ''),
  proposed_by      TEXT NOT NULL,
  proposed_on      TEXT NOT NULL CONSTRAINT leader_change_on_is_a_date CHECK (proposed_on IS date(proposed_on)),
  seal             INTEGER NOT NULL,
  CONSTRAINT "A2-1-2a next leader is technician or above" CHECK (skill_basis IN ('equivalent', 'trade_recognition') OR skill_grade IS NULL
    OR skill_grade IN ('technician', 'senior_technician', 'special_technician', 'chief_technician')),
  CONSTRAINT "A6-1-3b next leader is appointed" CHECK (proposed_on BETWEEN appointed_from AND appointed_to)
) STRICT;
CREATE INDEX leader_change_by_case ON leader_change (case_id);

CREATE TABLE leader_decision (
  id               INTEGER PRIMARY KEY,
  entry_id         INTEGER NOT NULL CONSTRAINT leader_decision_entry REFERENCES entry,
  leader_change_id INTEGER NOT NULL CONSTRAINT leader_decision_of REFERENCES leader_change,
  approved         INTEGER NOT NULL CONSTRAINT leader_decision_approved_is_flag CHECK (approved IN (0, 1)),
  reason           TEXT NOT NULL CONSTRAINT "A8-1c decision has a reason" CHECK (trim(reason) <> ''),
  evidence         TEXT,
  decided_by       TEXT NOT NULL,
  decided_on       TEXT NOT NULL CONSTRAINT leader_decision_on_is_a_date CHECK (decided_on IS date(decided_on)),
  seal             INTEGER NOT NULL,
  CONSTRAINT leader_decision_is_once UNIQUE (leader_change_id)
) STRICT;

CREATE TRIGGER leader_change_rules BEFORE INSERT ON leader_change BEGIN
  SELECT RAISE(ABORT, 'A8-1c 该工作室没有已公布的资助')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1c 该案已结项，不再更换带头人')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1c 上一次更换带头人还没有决定')
    WHERE EXISTS (SELECT 1 FROM pending_leader WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1c 新带头人就是现任带头人')
    WHERE NEW.id_number IS coalesce((SELECT id_number FROM current_leader WHERE case_id = NEW.case_id),
      (SELECT id_number FROM current_application WHERE case_id = NEW.case_id));
  SELECT RAISE(ABORT, 'A6-2-2 新带头人是另一个受资助工作室的首席技师')
    FROM award w WHERE w.case_id <> NEW.case_id AND NEW.proposed_on <= w.cycle_to
      AND NOT EXISTS (SELECT 1 FROM closing WHERE case_id = w.case_id)
      AND NEW.id_number IS coalesce((SELECT id_number FROM current_leader WHERE case_id = w.case_id),
        (SELECT id_number FROM current_application WHERE case_id = w.case_id));
END;

CREATE TRIGGER leader_decision_rules BEFORE INSERT ON leader_decision BEGIN
  SELECT RAISE(ABORT, 'A8-1c 登记更换的人不得自己批准')
    WHERE NEW.decided_by IS (SELECT proposed_by FROM leader_change WHERE id = NEW.leader_change_id);
  SELECT RAISE(ABORT, 'A8-1c 决定日期早于提出更换的日期')
    WHERE NEW.decided_on < (SELECT proposed_on FROM leader_change WHERE id = NEW.leader_change_id);
END;

-- An agreement is with the leader: who follows another signs one of their own.
CREATE TRIGGER agreement_rules BEFORE INSERT ON agreement BEGIN
  SELECT RAISE(ABORT, 'A8-1a 该工作室没有已公布的资助')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1a 该案已结项，不再签订协议')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1a 与现任带头人的责任协议已登记，更正须写明理由；没有登记的，没有可更正的')
    WHERE (NEW.reason IS NOT NULL) <> EXISTS (SELECT 1 FROM agreement g WHERE g.case_id = NEW.case_id
      AND g.entry_id >= coalesce((SELECT since_entry_id FROM current_leader WHERE case_id = NEW.case_id), 0));
  SELECT RAISE(ABORT, 'A8-1a 更正后的签订日期晚于已据此编制的拨款')
    FROM live_payment p WHERE p.case_id = NEW.case_id AND NEW.reason IS NOT NULL AND p.planned_on < NEW.signed_on
      AND p.entry_id > coalesce((SELECT since_entry_id FROM current_leader WHERE case_id = NEW.case_id), 0);
END;

-- 延长期限: of a case, or of the towns of a round. `from_on` is the day that stood before.
CREATE TABLE extension (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT extension_entry REFERENCES entry,
  round_id    INTEGER NOT NULL CONSTRAINT extension_round REFERENCES round,
  case_id     INTEGER CONSTRAINT extension_case REFERENCES grant_case,
  deadline    TEXT NOT NULL CONSTRAINT extension_deadline_is_known CHECK (deadline IN ('town', 'midterm', 'rectification', 'matching', 'review')),
  from_on     TEXT NOT NULL CONSTRAINT extension_from_is_a_date CHECK (from_on IS date(from_on)),
  to_on       TEXT NOT NULL CONSTRAINT extension_to_is_a_date CHECK (to_on IS date(to_on)),
  reason      TEXT NOT NULL CONSTRAINT "A8-2c extension has a reason" CHECK (trim(reason) <> ''),
  document    TEXT,
  extended_on TEXT NOT NULL,
  seal        INTEGER NOT NULL,
  CONSTRAINT "A8-2c extension lengthens" CHECK (to_on > from_on),
  CONSTRAINT "A8-2c extension is not over already" CHECK (to_on >= extended_on),
  CONSTRAINT extension_is_of_a_case_or_of_towns CHECK ((deadline = 'town') = (case_id IS NULL))
) STRICT;
CREATE INDEX extension_by_case ON extension (case_id);

CREATE TRIGGER extension_rules BEFORE INSERT ON extension BEGIN
  SELECT RAISE(ABORT, 'A8-2c 该工作室没有已公布的资助')
    WHERE NEW.case_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2c 该案已结项，期限不再延长')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A7-1 延长的期限不得超出资助周期')
    WHERE NEW.to_on > (SELECT cycle_to FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-3b 街镇上报截止日期只能往后延长')
    WHERE NEW.deadline = 'town' AND NEW.from_on IS NOT (SELECT town_due_on FROM town_deadline WHERE round_id = NEW.round_id);
  SELECT RAISE(ABORT, 'A8-2c 这个期限已经延长过')
    WHERE EXISTS (SELECT 1 FROM extension WHERE case_id = NEW.case_id AND deadline = NEW.deadline AND from_on = NEW.from_on);
END;

-- 续聘: a renewed appointment of the leader. One that corrects the one recorded before says why, and takes its place.
CREATE TABLE renewal (
  id             INTEGER PRIMARY KEY,
  entry_id       INTEGER NOT NULL CONSTRAINT renewal_entry REFERENCES entry,
  case_id        INTEGER NOT NULL CONSTRAINT renewal_case REFERENCES grant_case,
  appointed_from TEXT NOT NULL,
  appointed_to   TEXT NOT NULL,
  document       TEXT NOT NULL CONSTRAINT renewal_has_a_document CHECK (trim(document) <> ''),
  reason         TEXT CONSTRAINT renewal_is_corrected_for_a_reason CHECK (reason IS NULL OR trim(reason) <> ''),
  seal           INTEGER NOT NULL,
  CONSTRAINT renewal_runs_forward CHECK (appointed_from <= appointed_to)
) STRICT;
CREATE INDEX renewal_by_case ON renewal (case_id);

CREATE TRIGGER renewal_rules BEFORE INSERT ON renewal BEGIN
  SELECT RAISE(ABORT, 'A7-1 该案已结项，续聘不再登记')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
END;

-- 单位定期考核: the unit's own periodic assessment; one that corrects another takes its place.
CREATE TABLE self_review (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT self_review_entry REFERENCES entry,
  case_id     INTEGER NOT NULL CONSTRAINT self_review_case REFERENCES grant_case,
  reviewed_on TEXT NOT NULL,
  result      TEXT NOT NULL CONSTRAINT self_review_has_a_result CHECK (trim(result) <> ''),
  corrects    INTEGER CONSTRAINT self_review_corrects REFERENCES self_review,
  reason      TEXT,
  seal        INTEGER NOT NULL,
  CONSTRAINT self_review_is_corrected_for_a_reason CHECK ((corrects IS NULL) = (reason IS NULL) AND (reason IS NULL OR trim(reason) <> ''))
) STRICT;
CREATE INDEX self_review_by_case ON self_review (case_id);
CREATE INDEX self_review_by_corrected ON self_review (corrects);

CREATE TRIGGER self_review_rules BEFORE INSERT ON self_review BEGIN
  SELECT RAISE(ABORT, 'A7-1 该案已结项，单位定期考核不再登记')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'JOURNAL 更正的不是本案有效的单位定期考核')
    WHERE NEW.corrects IS NOT NULL AND NOT EXISTS (SELECT 1 FROM valid_self_review WHERE id = NEW.corrects AND case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A7-1 考核日期不在资助周期内')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id AND NEW.reviewed_on BETWEEN cycle_from AND cycle_to);
  SELECT RAISE(ABORT, 'A7-1 考核日期晚于登记的业务日期')
    WHERE NEW.reviewed_on > (SELECT business_on FROM entry WHERE id = NEW.entry_id);
END;

-- 任务成果: a result under one of the four tasks; one that corrects another takes its place.
CREATE TABLE achievement (
  id          INTEGER PRIMARY KEY,
  entry_id    INTEGER NOT NULL CONSTRAINT achievement_entry REFERENCES entry,
  case_id     INTEGER NOT NULL CONSTRAINT achievement_case REFERENCES grant_case,
  task        TEXT NOT NULL CONSTRAINT "A7-2 task is one of the four" CHECK (task IN ('research', 'promotion', 'training', 'unit')),
  achieved_on TEXT NOT NULL,
  description TEXT NOT NULL CONSTRAINT achievement_is_described CHECK (trim(description) <> ''),
  corrects    INTEGER CONSTRAINT achievement_corrects REFERENCES achievement,
  reason      TEXT,
  seal        INTEGER NOT NULL,
  CONSTRAINT achievement_is_corrected_for_a_reason CHECK ((corrects IS NULL) = (reason IS NULL) AND (reason IS NULL OR trim(reason) <> ''))
) STRICT;
CREATE INDEX achievement_by_case ON achievement (case_id);
CREATE INDEX achievement_by_corrected ON achievement (corrects);

CREATE TRIGGER achievement_rules BEFORE INSERT ON achievement BEGIN
  SELECT RAISE(ABORT, 'A7-1 该案已结项，任务成果不再登记')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'JOURNAL 更正的不是本案有效的任务成果')
    WHERE NEW.corrects IS NOT NULL AND NOT EXISTS (SELECT 1 FROM valid_achievement WHERE id = NEW.corrects AND case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A7-1 成果日期不在资助周期内')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id AND NEW.achieved_on BETWEEN cycle_from AND cycle_to);
  SELECT RAISE(ABORT, 'A7-1 成果日期晚于登记的业务日期')
    WHERE NEW.achieved_on > (SELECT business_on FROM entry WHERE id = NEW.entry_id);
END;

-- 资金使用 and 配套: a studio's two ledgers. A wrong entry is reversed, not edited.
CREATE TABLE fund_entry (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT fund_entry_entry REFERENCES entry,
  case_id    INTEGER NOT NULL CONSTRAINT fund_entry_case REFERENCES grant_case,
  ledger     TEXT NOT NULL CONSTRAINT "A5-1 ledger is known" CHECK (ledger IN ('grant', 'matching')),
  purpose    TEXT NOT NULL,
  spent_on   TEXT NOT NULL CONSTRAINT fund_entry_on_is_a_date CHECK (spent_on IS date(spent_on)),
  voucher_no TEXT NOT NULL CONSTRAINT "A5-1 entry has a voucher" CHECK (trim(voucher_no) <> ''),
  payee      TEXT NOT NULL CONSTRAINT "A5-1 entry has a payee" CHECK (trim(payee) <> ''),
  amount_fen INTEGER NOT NULL CONSTRAINT "A5-1 entry is money" CHECK (amount_fen > 0),
  note       TEXT,
  seal       INTEGER NOT NULL
) STRICT;
-- A voucher is found, and a day's money is summed, without the rows.
CREATE INDEX fund_entry_by_voucher ON fund_entry (case_id, voucher_no, ledger);
CREATE INDEX fund_entry_by_day ON fund_entry (case_id, ledger, spent_on, amount_fen);

CREATE TABLE fund_reversal (
  id            INTEGER PRIMARY KEY,
  entry_id      INTEGER NOT NULL CONSTRAINT fund_reversal_entry REFERENCES entry,
  fund_entry_id INTEGER NOT NULL CONSTRAINT fund_reversal_of REFERENCES fund_entry,
  reason        TEXT NOT NULL CONSTRAINT fund_reversal_has_a_reason CHECK (trim(reason) <> ''),
  reversed_on   TEXT NOT NULL,
  seal          INTEGER NOT NULL,
  CONSTRAINT fund_reversal_is_once UNIQUE (fund_entry_id)
) STRICT;

CREATE TRIGGER fund_reversal_rules BEFORE INSERT ON fund_reversal BEGIN
  SELECT RAISE(ABORT, 'A7-1 该案已结项，台账不再冲销')
    FROM fund_entry f JOIN closing c ON c.case_id = f.case_id WHERE f.id = NEW.fund_entry_id;
END;

CREATE TRIGGER fund_entry_rules BEFORE INSERT ON fund_entry BEGIN
  SELECT RAISE(ABORT, 'A5-1 该工作室没有已公布的资助')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A5-1 该案已结项，台账不再登记')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A5-1 该凭证号本月已登记')
    WHERE EXISTS (SELECT 1 FROM live_fund_entry WHERE case_id = NEW.case_id AND ledger = NEW.ledger AND voucher_no = NEW.voucher_no
      AND substr(spent_on, 1, 7) = substr(NEW.spent_on, 1, 7));
  SELECT RAISE(ABORT, 'A5-2 用途不在规定的范围内')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NOT EXISTS (
      SELECT 1 FROM json_each(p.body, '$.' || NEW.ledger || '_purposes.value') u WHERE u.value = NEW.purpose);
  SELECT RAISE(ABORT, 'A5-3 支出日期不在资助周期内')
    FROM award w WHERE w.case_id = NEW.case_id AND NEW.spent_on NOT BETWEEN w.cycle_from AND w.cycle_to;
  SELECT RAISE(ABORT, 'A5-3 支出日期晚于登记的业务日期')
    FROM entry e WHERE e.id = NEW.entry_id AND NEW.spent_on > e.business_on;
  SELECT RAISE(ABORT, 'A5-2 支出超过已收到、且没有要求退回的资助资金')
    WHERE NEW.ledger = 'grant' AND NEW.amount_fen
      > (SELECT received_fen - demanded_fen - spent_fen FROM case_money WHERE case_id = NEW.case_id);
  -- Least is left in the end, which is judged above, or just before a later payment.
  SELECT RAISE(ABORT, 'A5-2 支出当日收到的资助资金还不够')
    FROM live_payment p WHERE NEW.ledger = 'grant' AND p.case_id = NEW.case_id AND p.paid_on > NEW.spent_on
      AND NEW.amount_fen > (SELECT coalesce(sum(came_fen - spent_fen), 0) FROM grant_flow WHERE case_id = NEW.case_id AND moved_on < p.paid_on);
  -- What came back although it was spent is not made good by what is paid later.
  SELECT RAISE(ABORT, 'A5-2 追回以后多用的还没有冲销')
    WHERE NEW.ledger = 'grant' AND EXISTS (SELECT 1 FROM recovery WHERE case_id = NEW.case_id)
      AND EXISTS (SELECT 1 FROM (SELECT sum(came_fen - spent_fen) OVER (ORDER BY moved_on, is_spent, entry_id) AS left_fen FROM grant_claim WHERE case_id = NEW.case_id)
        WHERE left_fen < 0);
END;

-- 届中考核: five elements with points and evidence, the methods used, who did it, and the verdict.
CREATE TABLE midterm (
  id                  INTEGER PRIMARY KEY,
  entry_id            INTEGER NOT NULL CONSTRAINT midterm_entry REFERENCES entry,
  case_id             INTEGER NOT NULL CONSTRAINT midterm_case REFERENCES grant_case,
  attempt             INTEGER NOT NULL CONSTRAINT midterm_attempt_counts CHECK (attempt > 0),
  assessed_on         TEXT NOT NULL CONSTRAINT midterm_on_is_a_date CHECK (assessed_on IS date(assessed_on)),
  assessor            TEXT NOT NULL CONSTRAINT "A8-2a assessor is named" CHECK (trim(assessor) <> ''),
  methods             TEXT NOT NULL CONSTRAINT "A8-2a a method was used" CHECK (trim(methods) <> ''),
  hardware_centi      INTEGER NOT NULL,
  hardware_evidence   TEXT NOT NULL,
  management_centi    INTEGER NOT NULL,
  management_evidence TEXT NOT NULL,
  results_centi       INTEGER NOT NULL,
  results_evidence    TEXT NOT NULL,
  training_centi      INTEGER NOT NULL,
  training_evidence   TEXT NOT NULL,
  society_centi       INTEGER NOT NULL,
  society_evidence    TEXT NOT NULL,
  total_centi         INTEGER NOT NULL,
  verdict             TEXT NOT NULL CONSTRAINT midterm_verdict_is_known CHECK (verdict IN ('excellent', 'pass', 'fail')),
  seal                INTEGER NOT NULL,
  CONSTRAINT "A8-2a every element has evidence" CHECK (trim(hardware_evidence) <> '' AND trim(management_evidence) <> ''
    AND trim(results_evidence) <> '' AND trim(training_evidence) <> '' AND trim(society_evidence) <> ''),
  CONSTRAINT "A8-2a no element is below zero" CHECK (min(hardware_centi, management_centi, results_centi, training_centi, society_centi) >= 0),
  CONSTRAINT "A8-2b total adds up" CHECK (total_centi = hardware_centi + management_centi + results_centi + training_centi + society_centi)
) STRICT;

CREATE INDEX midterm_by_case ON midterm (case_id);

-- 届中考核作废: it was recorded wrongly. It stays on record, and the one recorded in its place has its number.
CREATE TABLE midterm_void (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT midterm_void_entry REFERENCES entry,
  case_id    INTEGER NOT NULL CONSTRAINT midterm_void_case REFERENCES grant_case,
  midterm_id INTEGER NOT NULL CONSTRAINT midterm_void_midterm REFERENCES midterm,
  reason     TEXT NOT NULL CONSTRAINT midterm_void_has_a_reason CHECK (trim(reason) <> ''),
  voided_on  TEXT NOT NULL CONSTRAINT midterm_void_on_is_a_date CHECK (voided_on IS date(voided_on)),
  seal       INTEGER NOT NULL,
  CONSTRAINT midterm_void_is_once UNIQUE (midterm_id)
) STRICT;
CREATE INDEX midterm_void_by_case ON midterm_void (case_id);

-- 整改: an order falls with the assessment that it rests on.
CREATE TABLE rectification (
  id         INTEGER PRIMARY KEY,
  entry_id   INTEGER NOT NULL CONSTRAINT rectification_entry REFERENCES entry,
  case_id    INTEGER NOT NULL CONSTRAINT rectification_case REFERENCES grant_case,
  midterm_id INTEGER NOT NULL CONSTRAINT rectification_midterm REFERENCES midterm,
  ordered_on TEXT NOT NULL,
  due_on     TEXT NOT NULL,
  demand     TEXT NOT NULL CONSTRAINT rectification_has_a_demand CHECK (trim(demand) <> ''),
  seal       INTEGER NOT NULL,
  CONSTRAINT "A8-2b one rectification a failure" UNIQUE (midterm_id)
) STRICT;
CREATE INDEX rectification_by_case ON rectification (case_id);

CREATE TRIGGER midterm_rules BEFORE INSERT ON midterm BEGIN
  SELECT RAISE(ABORT, 'A7-1 该案已结项，不再考核')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2a 该工作室没有已公布的资助')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  -- The assessor is written as 专家 2 人：甲、乙, or as the third party's name. Names are compared as the program does:
  -- without spaces, whatever the form of the brackets and the case of the letters.
  SELECT RAISE(ABORT, 'A8-2a 同一名专家写了不止一次')
    WHERE EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(substr(NEW.assessor, instr(NEW.assessor, '：') + 1)), '、', '","') || ']')
      GROUP BY upper(replace(replace(replace(value, ' ', ''), '（', '('), '）', ')')) HAVING count(*) > 1);
  SELECT RAISE(ABORT, 'A8-2a 所在单位、带头人、任职于单位或回避的专家不得考核')
    FROM (SELECT unit_name AS name FROM current_application WHERE case_id = NEW.case_id
      UNION ALL SELECT coalesce((SELECT technician_name FROM current_leader WHERE case_id = NEW.case_id), technician_name) FROM current_application WHERE case_id = NEW.case_id
      UNION ALL SELECT technician_name FROM pending_leader WHERE case_id = NEW.case_id
      UNION ALL SELECT e.name FROM expert e JOIN current_application a
        ON upper(replace(replace(replace(a.unit_name, ' ', ''), '（', '('), '）', ')')) = upper(replace(replace(replace(e.employer, ' ', ''), '（', '('), '）', ')')) WHERE a.case_id = NEW.case_id
      UNION ALL SELECT e.name FROM expert e JOIN recusal r ON r.expert_id = e.id WHERE r.case_id = NEW.case_id)
    WHERE instr('、' || upper(replace(replace(replace(replace(NEW.assessor, '：', '、'), ' ', ''), '（', '('), '）', ')')) || '、', '、' || upper(replace(replace(replace(name, ' ', ''), '（', '('), '）', ')')) || '、') > 0;
  SELECT RAISE(ABORT, 'A8-2a 考核方法不是规定的四种')
    WHERE EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(NEW.methods), '+', '","') || ']')
      WHERE value NOT IN ('site_visit', 'documents', 'questionnaire', 'forum'));
  SELECT RAISE(ABORT, 'A8-2a 要素得分超过满分')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id JOIN json_each(p.body, '$.elements.value') e
    WHERE c.id = NEW.case_id AND CAST(round(json_extract(e.value, '$.maximum') * 100) AS INTEGER) < CASE e.key
      WHEN 0 THEN NEW.hardware_centi WHEN 1 THEN NEW.management_centi WHEN 2 THEN NEW.results_centi
      WHEN 3 THEN NEW.training_centi WHEN 4 THEN NEW.society_centi END;
  SELECT RAISE(ABORT, 'A8-2b 考核次数不连续')
    WHERE NEW.attempt IS NOT (SELECT coalesce(max(attempt), 0) + 1 FROM valid_midterm WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2b 届中考核已合格，不再重复')
    WHERE EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = NEW.case_id AND verdict <> 'fail');
  SELECT RAISE(ABORT, 'A8-2b 未经整改，不得再次考核')
    WHERE NEW.attempt > 1 AND NOT EXISTS (SELECT 1 FROM rectification f JOIN valid_midterm m ON m.id = f.midterm_id
      WHERE m.case_id = NEW.case_id AND m.attempt = NEW.attempt - 1 AND NEW.assessed_on > f.ordered_on);
  SELECT RAISE(ABORT, 'A8-2b 考核等次与得分不符')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.verdict <> CASE WHEN NEW.total_centi < p.pass_centi THEN 'fail'
      WHEN NEW.total_centi < round(json_extract(p.body, '$.excellent_mark.value') * 100) THEN 'pass' ELSE 'excellent' END;
  SELECT RAISE(ABORT, 'A8-2b 考核日期晚于登记的业务日期')
    WHERE NEW.assessed_on > (SELECT business_on FROM entry WHERE id = NEW.entry_id);
END;

CREATE TRIGGER midterm_void_rules BEFORE INSERT ON midterm_void BEGIN
  SELECT RAISE(ABORT, 'A8-2b 只能作废最近一次有效的届中考核')
    WHERE NEW.midterm_id IS NOT (SELECT max(id) FROM valid_midterm WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2b 已据此编制第二期或结项，不能作废')
    WHERE EXISTS (SELECT 1 FROM live_payment WHERE case_id = NEW.case_id AND part <> 'first' AND paid_on IS NULL)
      OR EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2b 作废日期早于考核日期或责令整改的日期')
    WHERE NEW.voided_on < (SELECT assessed_on FROM midterm WHERE id = NEW.midterm_id)
      OR NEW.voided_on < (SELECT ordered_on FROM rectification WHERE midterm_id = NEW.midterm_id);
END;

CREATE TRIGGER rectification_rules BEFORE INSERT ON rectification BEGIN
  SELECT RAISE(ABORT, 'A7-1 该案已结项，不再责令整改')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2b 只有届中考核不合格的才需整改')
    WHERE (SELECT verdict FROM valid_midterm WHERE id = NEW.midterm_id AND case_id = NEW.case_id) IS NOT 'fail';
  SELECT RAISE(ABORT, 'A8-2b 整改次数已用完')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND (SELECT count(*) FROM valid_rectification WHERE case_id = NEW.case_id) >= p.rectifications;
END;

-- 结项
CREATE TABLE closing (
  id           INTEGER PRIMARY KEY,
  entry_id     INTEGER NOT NULL CONSTRAINT closing_entry REFERENCES entry,
  case_id      INTEGER NOT NULL CONSTRAINT closing_case REFERENCES grant_case,
  closed_on    TEXT NOT NULL,
  received_fen INTEGER NOT NULL,
  spent_fen    INTEGER NOT NULL,
  matched_fen  INTEGER NOT NULL,
  unspent_fen  INTEGER NOT NULL,
  ended        TEXT CONSTRAINT closing_ended_early_says_why CHECK (ended IS NULL OR trim(ended) <> ''),
  shortfall    TEXT CONSTRAINT "A4-2b a decision on matching money that lacks" CHECK (shortfall IS NULL OR trim(shortfall) <> ''),
  rest         TEXT CONSTRAINT closing_rest_is_known CHECK (rest IN ('return', 'keep')),
  decision     TEXT,
  conclusion   TEXT,
  seal         INTEGER NOT NULL,
  CONSTRAINT closing_is_once UNIQUE (case_id),
  CONSTRAINT "A5-2 no more is spent than was kept" CHECK (unspent_fen >= 0),
  CONSTRAINT "A5-3 unspent money is decided on" CHECK (unspent_fen = received_fen - spent_fen AND (unspent_fen = 0 OR trim(coalesce(decision, '')) <> '')),
  CONSTRAINT "A5-3 unspent money is returned or kept" CHECK ((unspent_fen > 0) = (rest IS NOT NULL))
) STRICT;

CREATE TRIGGER closing_rules BEFORE INSERT ON closing BEGIN
  SELECT RAISE(ABORT, 'A7-1 该工作室没有已公布的资助')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A5-3 结项金额与台账不符')
    FROM case_money WHERE case_id = NEW.case_id
      AND (received_fen, spent_fen, matched_fen) IS NOT (NEW.received_fen, NEW.spent_fen, NEW.matched_fen);
  SELECT RAISE(ABORT, 'A5-2 追回以后多用的还没有冲销，不得结项')
    WHERE EXISTS (SELECT 1 FROM (SELECT sum(came_fen - spent_fen) OVER (ORDER BY moved_on, is_spent, entry_id) AS left_fen FROM grant_claim WHERE case_id = NEW.case_id)
      WHERE left_fen < 0);
  -- Who failed for good, gave up or was dissolved, and who gave everything back, is not asked for it any more.
  SELECT RAISE(ABORT, 'A4-2b 配套资金到位不足，没有处理决定，不得结项')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.matched_fen < p.matching_minimum_fen AND NEW.received_fen > 0 AND NEW.ended IS NULL AND NEW.shortfall IS NULL
      AND (NOT EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = NEW.case_id)
        OR EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = NEW.case_id AND verdict <> 'fail'));
  SELECT RAISE(ABORT, 'A9-1c 还有款项没有付出，不得结项')
    WHERE EXISTS (SELECT 1 FROM live_payment WHERE case_id = NEW.case_id AND paid_on IS NULL);
  SELECT RAISE(ABORT, 'A9-1c 误付的款项还没有退回，不得结项')
    WHERE EXISTS (SELECT 1 FROM open_mispayment WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A9-1c 银行明细还没有认定，不得结项')
    WHERE EXISTS (SELECT 1 FROM open_line WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1c 更换带头人还没有决定，不得结项')
    WHERE EXISTS (SELECT 1 FROM pending_leader WHERE case_id = NEW.case_id);
END;

-- What a payment must satisfy. Here, because it looks at everything above.
CREATE TRIGGER payment_rules BEFORE INSERT ON payment BEGIN
  SELECT RAISE(ABORT, 'A9-1c 该案已结项，不再拨款')
    WHERE EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A9-1c 该批次已审批或已作废，不再列入款项')
    WHERE EXISTS (SELECT 1 FROM batch_approval WHERE batch_id = NEW.batch_id) OR EXISTS (SELECT 1 FROM batch_cancellation WHERE batch_id = NEW.batch_id);
  SELECT RAISE(ABORT, 'A6-2-4f 尚未发文公布，不得拨付')
    WHERE NOT EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A6-2-4f 拨款日期早于发文日期')
    FROM award w JOIN announcement a ON a.id = w.announcement_id JOIN batch b ON b.id = NEW.batch_id
    WHERE w.case_id = NEW.case_id AND b.planned_on < a.announced_on;
  SELECT RAISE(ABORT, 'A8-1a 目标任务责任协议尚未签订，不得拨付')
    WHERE NOT EXISTS (SELECT 1 FROM agreement g WHERE g.case_id = NEW.case_id
      AND g.entry_id >= coalesce((SELECT since_entry_id FROM current_leader WHERE case_id = NEW.case_id), 0));
  SELECT RAISE(ABORT, 'A8-1a 拨款日期早于协议签订日期')
    FROM agreement g JOIN batch b ON b.id = NEW.batch_id WHERE b.planned_on < g.signed_on
      AND g.id = (SELECT max(id) FROM agreement WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-1c 更换带头人还没有批准，第二期暂缓')
    WHERE NEW.part <> 'first' AND EXISTS (SELECT 1 FROM pending_leader WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A4-3 未经推荐并由市级文件公布，不得拨付市级获评资助')
    WHERE NEW.kind = 'municipal' AND NOT EXISTS (SELECT 1 FROM municipal_award m JOIN recommendation r ON r.case_id = m.case_id WHERE m.case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A4-3 拨款日期早于市级文件日期')
    FROM municipal_award m JOIN batch b ON b.id = NEW.batch_id
    WHERE NEW.kind = 'municipal' AND m.case_id = NEW.case_id AND b.planned_on < m.awarded_on;
  SELECT RAISE(ABORT, 'A5-3 资助周期已满，区级资助不再拨付')
    FROM award w JOIN batch b ON b.id = NEW.batch_id
    WHERE NEW.kind = 'district' AND w.case_id = NEW.case_id AND b.planned_on > w.cycle_to;
  SELECT RAISE(ABORT, 'A9-1c 误付的款项还没有退回，不得拨付')
    WHERE EXISTS (SELECT 1 FROM open_mispayment WHERE (case_id, kind) = (NEW.case_id, NEW.kind));
  SELECT RAISE(ABORT, 'A9-1c 银行付出的一笔还没有认定，不得拨付')
    WHERE EXISTS (SELECT 1 FROM open_line WHERE (case_id, kind, direction) = (NEW.case_id, NEW.kind, 'out'));
  SELECT RAISE(ABORT, 'A9-1a 这一期已在拨付之中或已拨付')
    WHERE EXISTS (SELECT 1 FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind AND part = NEW.part
      AND (NEW.part <> 'supplement' OR paid_on IS NULL));
  SELECT RAISE(ABORT, 'A9-1a 第一期尚未拨付，不得拨付第二期')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.part = 'second' AND NOT EXISTS (SELECT 1 FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind AND part = 'first')
      AND (SELECT amount_fen * p.first_share_percent / 100 FROM current_entitlement WHERE case_id = NEW.case_id AND kind = NEW.kind) > 0;
  SELECT RAISE(ABORT, 'A9-1a 第二期尚未拨付，不得补差')
    WHERE NEW.part = 'supplement' AND NOT EXISTS (SELECT 1 FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind AND part = 'second' AND paid_on IS NOT NULL);
  SELECT RAISE(ABORT, 'A9-1b 没有届中考核，不得拨付第二期')
    WHERE NEW.part <> 'first' AND NOT EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = NEW.case_id);
  SELECT RAISE(ABORT, 'A8-2b 届中考核不合格，不得拨付第二期')
    WHERE NEW.part <> 'first' AND EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = NEW.case_id)
      AND NOT EXISTS (SELECT 1 FROM valid_midterm WHERE case_id = NEW.case_id AND verdict IN ('excellent', 'pass'));
  SELECT RAISE(ABORT, 'A4-2b 配套资金到位不足，不得拨付第二期')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    WHERE c.id = NEW.case_id AND NEW.part <> 'first' AND p.matching_due_second = 1
      AND (SELECT matched_fen FROM case_money WHERE case_id = NEW.case_id) < p.matching_minimum_fen;
  SELECT RAISE(ABORT, 'A9-2 核定额与同类资助的认定不符，请先重新核定')
    FROM current_entitlement e WHERE e.case_id = NEW.case_id AND e.kind = NEW.kind AND NEW.kind = 'district'
      AND e.deducted_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM comparable_support WHERE case_id = NEW.case_id);
  -- Where it came back and the entitlement fell after the second half was paid, what that leaves of it.
  SELECT RAISE(ABORT, 'A9-1a 第一期金额不是核定额的一半，也不是剩下的')
    FROM grant_case c JOIN round r ON r.id = c.round_id JOIN policy p ON p.id = r.policy_id
    JOIN current_entitlement e ON e.case_id = c.id AND e.kind = NEW.kind
    WHERE c.id = NEW.case_id AND NEW.part = 'first' AND NEW.amount_fen <> min(e.amount_fen * p.first_share_percent / 100,
      e.amount_fen - (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = e.case_id AND kind = e.kind)
        + (SELECT coalesce(sum(amount_fen), 0) FROM excess_receipt WHERE case_id = e.case_id AND kind = e.kind));
  SELECT RAISE(ABORT, 'A9-1c 超过核定额')
    WHERE NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind)
      - (SELECT coalesce(sum(amount_fen), 0) FROM excess_receipt WHERE case_id = NEW.case_id AND kind = NEW.kind)
      > coalesce((SELECT amount_fen FROM current_entitlement WHERE case_id = NEW.case_id AND kind = NEW.kind), 0);
  SELECT RAISE(ABORT, 'A9-1a 各期之和须等于核定额')
    WHERE NEW.part <> 'first' AND NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = NEW.case_id AND kind = NEW.kind)
      - (SELECT coalesce(sum(amount_fen), 0) FROM excess_receipt WHERE case_id = NEW.case_id AND kind = NEW.kind)
      IS NOT (SELECT amount_fen FROM current_entitlement WHERE case_id = NEW.case_id AND kind = NEW.kind);
  SELECT RAISE(ABORT, 'A9-1c 超过本轮预算')
    FROM grant_case c JOIN current_round r ON r.id = c.round_id
    WHERE c.id = NEW.case_id AND r.budget_fen IS NOT NULL AND r.budget_fen < NEW.amount_fen
      + (SELECT coalesce(sum(p.amount_fen), 0) FROM live_payment p JOIN grant_case x ON x.id = p.case_id WHERE x.round_id = c.round_id)
      - (SELECT coalesce(sum(t.amount_fen), 0) FROM excess_receipt t JOIN grant_case x ON x.id = t.case_id WHERE x.round_id = c.round_id);
END;

------------------------------------------------------------------------------------------------ where things stand

-- The application as it stands: the newest revision of each case, with its number.
CREATE VIEW current_application AS
  SELECT r.year AS year, c.serial AS serial, c.round_id AS round_id, a.*
  FROM grant_case c JOIN round r ON r.id = c.round_id
  JOIN application a ON a.case_id = c.id AND a.revision = (SELECT max(revision) FROM application WHERE case_id = c.id);

-- 带头人: the newest leader that the bureau approved, of the cases that changed theirs, and the changes that wait.
CREATE VIEW current_leader AS
  SELECT l.*, d.entry_id AS since_entry_id, d.decided_on AS decided_on FROM leader_change l JOIN leader_decision d ON d.leader_change_id = l.id
  WHERE d.approved = 1 AND NOT EXISTS (SELECT 1 FROM leader_change x JOIN leader_decision y ON y.leader_change_id = x.id
    WHERE x.case_id = l.case_id AND x.id > l.id AND y.approved = 1);

CREATE VIEW pending_leader AS
  SELECT * FROM leader_change l WHERE NOT EXISTS (SELECT 1 FROM leader_decision WHERE leader_change_id = l.id);

-- The day by which the towns of a round forward, with what it was put off to.
CREATE VIEW town_deadline AS
  SELECT r.id AS round_id, max(r.town_deadline_on, coalesce((SELECT max(to_on) FROM extension WHERE round_id = r.id AND case_id IS NULL), '')) AS town_due_on
  FROM round r;

-- The rounds with the budget that counts.
CREATE VIEW current_round AS
  SELECT id, entry_id, year, notice_no, opened_on, applications_from, applications_to, town_deadline_on, quota,
    coalesce((SELECT to_fen FROM budget_change WHERE round_id = r.id ORDER BY id DESC LIMIT 1), budget_fen) AS budget_fen, policy_id
  FROM round r;

-- The renewals, the units' own assessments and the results that count: those that no other corrects, of the renewals the next one.
CREATE VIEW valid_renewal AS
  SELECT * FROM renewal r WHERE (SELECT reason FROM renewal WHERE case_id = r.case_id AND id > r.id ORDER BY id LIMIT 1) IS NULL;

CREATE VIEW valid_self_review AS
  SELECT * FROM self_review r WHERE NOT EXISTS (SELECT 1 FROM self_review WHERE corrects = r.id);

CREATE VIEW valid_achievement AS
  SELECT * FROM achievement r WHERE NOT EXISTS (SELECT 1 FROM achievement WHERE corrects = r.id);

-- The mid-term assessments that count.
CREATE VIEW valid_midterm AS
  SELECT * FROM midterm m WHERE NOT EXISTS (SELECT 1 FROM midterm_void WHERE midterm_id = m.id);

-- The rectifications that count.
CREATE VIEW valid_rectification AS
  SELECT * FROM rectification f WHERE NOT EXISTS (SELECT 1 FROM midterm_void WHERE midterm_id = f.midterm_id);

-- What was registered as received, as paid, as come back and as settled, and not revoked; with the day and the reference that
-- the bank gave. What came in before it was demanded counts from then on.
CREATE VIEW standing_receipt AS
  SELECT t.id, t.entry_id, t.recovery_id, t.amount_fen,
    CASE WHEN l.id IS NULL THEN t.received_on ELSE max(l.moved_on, v.demanded_on) END AS received_on, coalesce(l.bank_ref, t.bank_ref) AS bank_ref, t.seal
  FROM recovery_receipt t JOIN recovery v ON v.id = t.recovery_id
  LEFT JOIN bank_match m ON m.receipt_id = t.id LEFT JOIN bank_line l ON l.id = m.line_id
  WHERE NOT EXISTS (SELECT 1 FROM revocation WHERE receipt_id = t.id);

CREATE VIEW standing_confirmation AS
  SELECT f.id, f.entry_id, f.payment_id, coalesce(l.moved_on, f.paid_on) AS paid_on, coalesce(l.bank_ref, f.bank_ref) AS bank_ref, f.seal
  FROM payment_confirmation f LEFT JOIN bank_match m ON m.confirmation_id = f.id LEFT JOIN bank_line l ON l.id = m.line_id
  WHERE NOT EXISTS (SELECT 1 FROM revocation WHERE confirmation_id = f.id);

CREATE VIEW standing_return AS
  SELECT x.id, x.entry_id, x.payment_id, coalesce(l.moved_on, x.returned_on) AS returned_on, coalesce(l.bank_ref, x.bank_ref) AS bank_ref, x.reason, x.seal
  FROM payment_return x LEFT JOIN bank_match m ON m.return_id = x.id AND NOT EXISTS (SELECT 1 FROM revocation WHERE match_id = m.id)
  LEFT JOIN bank_line l ON l.id = m.line_id
  WHERE NOT EXISTS (SELECT 1 FROM revocation WHERE return_id = x.id);

CREATE VIEW standing_mispayment AS
  SELECT * FROM mispayment m WHERE NOT EXISTS (SELECT 1 FROM revocation WHERE mispayment_id = m.id);

CREATE VIEW standing_end AS
  SELECT e.id, e.entry_id, e.mispayment_id, e.outcome, CASE e.outcome WHEN 'returned' THEN coalesce(l.moved_on, e.ended_on) ELSE e.ended_on END AS ended_on, coalesce(l.bank_ref, e.bank_ref) AS bank_ref, e.reason, e.seal
  FROM mispayment_end e LEFT JOIN bank_match m ON m.mispayment_end_id = e.id LEFT JOIN bank_line l ON l.id = m.line_id
  WHERE NOT EXISTS (SELECT 1 FROM revocation WHERE mispayment_end_id = e.id);

-- What each line of the bank is, and the lines of which nobody knows it. A slip is one as long as its right line is known; one
-- that had but the direction wrong is one whatever the right line is, and so is a slip of it.
CREATE VIEW newest_match AS
  SELECT * FROM bank_match m WHERE id = (SELECT max(id) FROM bank_match WHERE line_id = m.line_id)
    AND NOT EXISTS (SELECT 1 FROM revocation WHERE match_id = m.id)
    AND NOT EXISTS (SELECT 1 FROM revocation WHERE confirmation_id = m.confirmation_id)
    AND NOT EXISTS (SELECT 1 FROM revocation WHERE return_id = m.return_id)
    AND NOT EXISTS (SELECT 1 FROM revocation WHERE mispayment_id = m.mispayment_id)
    AND NOT EXISTS (SELECT 1 FROM revocation WHERE mispayment_end_id = m.mispayment_end_id)
    AND NOT EXISTS (SELECT 1 FROM revocation WHERE receipt_id = m.receipt_id);

CREATE VIEW turned_slip AS
  SELECT m.line_id FROM newest_match m JOIN bank_line l ON l.id = m.line_id JOIN bank_line r ON r.id = m.right_line_id AND r.direction <> l.direction;

CREATE VIEW standing_match AS
  SELECT * FROM newest_match m WHERE right_line_id IS NULL OR EXISTS (SELECT 1 FROM newest_match r WHERE r.line_id = m.right_line_id
    AND coalesce(r.confirmation_id, r.return_id, r.mispayment_id, r.mispayment_end_id, r.receipt_id) IS NOT NULL)
    OR EXISTS (SELECT 1 FROM turned_slip WHERE line_id IN (m.line_id, m.right_line_id));

CREATE VIEW open_line AS
  SELECT l.*, p.case_id, p.kind FROM bank_line l JOIN payment p ON p.id = l.payment_id
  WHERE NOT EXISTS (SELECT 1 FROM standing_match WHERE line_id = l.id);

-- Payments that were not returned and whose batch was not cancelled.
CREATE VIEW live_payment AS
  SELECT p.*, b.round_id AS round_id, b.planned_on AS planned_on, a.approved_on AS approved_on,
    coalesce(l.moved_on, f.paid_on) AS paid_on, coalesce(l.bank_ref, f.bank_ref) AS bank_ref
  FROM payment p JOIN batch b ON b.id = p.batch_id
  LEFT JOIN batch_approval a ON a.batch_id = b.id
  LEFT JOIN payment_confirmation f ON f.payment_id = p.id AND NOT EXISTS (SELECT 1 FROM revocation WHERE confirmation_id = f.id)
  LEFT JOIN bank_match m ON m.confirmation_id = f.id
  LEFT JOIN bank_line l ON l.id = m.line_id
  WHERE NOT EXISTS (SELECT 1 FROM payment_return x WHERE x.payment_id = p.id AND NOT EXISTS (SELECT 1 FROM revocation WHERE return_id = x.id))
    AND NOT EXISTS (SELECT 1 FROM batch_cancellation x WHERE x.batch_id = p.batch_id);

-- What was paid and is among what was demanded back: it can neither have come back by itself nor not have been paid.
CREATE VIEW demanded_payment AS
  SELECT p.* FROM live_payment p WHERE p.paid_on IS NOT NULL
    AND (SELECT coalesce(sum(amount_fen), 0) FROM standing_recovery WHERE case_id = p.case_id AND kind = p.kind)
      > (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = p.case_id AND kind = p.kind AND paid_on IS NOT NULL) - p.amount_fen;

-- What was paid and, in the end or on some day, spent at least in part.
CREATE VIEW used_payment AS
  SELECT p.* FROM live_payment p WHERE p.paid_on IS NOT NULL
    AND (EXISTS (SELECT 1 FROM case_money m WHERE m.case_id = p.case_id AND m.spent_fen > m.received_fen - p.amount_fen)
      OR EXISTS (SELECT 1 FROM (SELECT f.moved_on, sum(f.came_fen - f.spent_fen) OVER (ORDER BY f.moved_on) AS left_fen FROM grant_flow f
        WHERE f.case_id = p.case_id) d WHERE d.moved_on >= p.paid_on AND d.left_fen < p.amount_fen));

-- What the bank paid by mistake and has not come back.
CREATE VIEW open_mispayment AS
  SELECT m.id, m.paid_on, m.bank_ref, p.case_id, p.kind, p.part, m.bank_account, m.amount_fen
  FROM standing_mispayment m JOIN payment p ON p.id = m.payment_id
  WHERE NOT EXISTS (SELECT 1 FROM standing_end WHERE mispayment_id = m.id);

-- The demands that stand: one that was withdrawn stands for what had come back on it.
CREATE VIEW standing_recovery AS
  SELECT v.id, v.entry_id, v.case_id, v.kind, v.ground, coalesce(
      (SELECT sum(t.amount_fen) FROM standing_receipt t JOIN recovery_withdrawal w ON w.recovery_id = t.recovery_id WHERE t.recovery_id = v.id),
      v.amount_fen) AS amount_fen, v.reason, v.demanded_on, v.seal
  FROM recovery v WHERE NOT EXISTS (SELECT 1 FROM recovery_withdrawal WHERE recovery_id = v.id)
    OR EXISTS (SELECT 1 FROM standing_receipt WHERE recovery_id = v.id);

-- What was paid beyond the entitlement and came back.
CREATE VIEW excess_receipt AS
  SELECT v.case_id AS case_id, v.kind AS kind, t.amount_fen AS amount_fen
  FROM standing_receipt t JOIN recovery v ON v.id = t.recovery_id WHERE v.ground = 'excess';

-- 同类资助: what was judged last on each support of a case, where it counts as the same kind.
CREATE VIEW comparable_support AS
  SELECT * FROM overlap o WHERE comparable = 1 AND id = (SELECT max(id) FROM overlap WHERE case_id = o.case_id AND name = o.name);

CREATE VIEW current_entitlement AS
  SELECT * FROM entitlement e WHERE id = (SELECT max(id) FROM entitlement WHERE case_id = e.case_id AND kind = e.kind);

CREATE VIEW live_fund_entry AS
  SELECT * FROM fund_entry f WHERE NOT EXISTS (SELECT 1 FROM fund_reversal WHERE fund_entry_id = f.id);

-- What was taken out of the ledgers again. There is little of it: a ledger's sum less this is far sooner known than a sum of
-- the entries that stand, for which each would have to be looked up.
CREATE VIEW reversed_fund_entry AS
  SELECT f.case_id, f.ledger, f.spent_on, f.amount_fen FROM fund_reversal r CROSS JOIN fund_entry f ON f.id = r.fund_entry_id;

-- A case's money: received from the bureau (less what was given back), of it still demanded back, spent of it, and matched by
-- the unit.
CREATE VIEW case_money AS
  SELECT c.id AS case_id,
    (SELECT coalesce(sum(amount_fen), 0) FROM live_payment WHERE case_id = c.id AND paid_on IS NOT NULL)
      - (SELECT coalesce(sum(t.amount_fen), 0) FROM standing_receipt t JOIN recovery v ON v.id = t.recovery_id WHERE v.case_id = c.id) AS received_fen,
    (SELECT coalesce(sum(amount_fen), 0) FROM standing_recovery WHERE case_id = c.id)
      - (SELECT coalesce(sum(t.amount_fen), 0) FROM standing_receipt t JOIN recovery v ON v.id = t.recovery_id WHERE v.case_id = c.id) AS demanded_fen,
    (SELECT coalesce(sum(amount_fen), 0) FROM fund_entry WHERE case_id = c.id AND ledger = 'grant')
      - (SELECT coalesce(sum(amount_fen), 0) FROM reversed_fund_entry WHERE case_id = c.id AND ledger = 'grant') AS spent_fen,
    (SELECT coalesce(sum(amount_fen), 0) FROM fund_entry WHERE case_id = c.id AND ledger = 'matching')
      - (SELECT coalesce(sum(amount_fen), 0) FROM reversed_fund_entry WHERE case_id = c.id AND ledger = 'matching') AS matched_fen
  FROM grant_case c;

-- What a case's grant gained and lost, day by day: paid, given back, spent.
CREATE VIEW grant_flow AS
  SELECT case_id, paid_on AS moved_on, amount_fen AS came_fen, 0 AS spent_fen FROM live_payment WHERE paid_on IS NOT NULL
  UNION ALL SELECT v.case_id, t.received_on, -t.amount_fen, 0 FROM standing_receipt t JOIN recovery v ON v.id = t.recovery_id
  UNION ALL SELECT case_id, spent_on, 0, sum(amount_fen) FROM fund_entry WHERE ledger = 'grant' GROUP BY case_id, spent_on
  UNION ALL SELECT case_id, spent_on, 0, -amount_fen FROM reversed_fund_entry WHERE ledger = 'grant';

-- What a case may use of its grant, in order: what is demanded back is not its own from the demand on, whenever it comes back;
-- of one day in the order in which it was recorded, and what was spent comes last.
CREATE VIEW grant_claim AS
  SELECT p.case_id, f.paid_on AS moved_on, 0 AS is_spent, f.entry_id, p.amount_fen AS came_fen, 0 AS spent_fen
    FROM live_payment p JOIN standing_confirmation f ON f.payment_id = p.id
  UNION ALL SELECT case_id, demanded_on, 0, entry_id, -amount_fen, 0 FROM standing_recovery
  UNION ALL SELECT case_id, spent_on, 1, 0, 0, sum(amount_fen) FROM fund_entry WHERE ledger = 'grant' GROUP BY case_id, spent_on
  UNION ALL SELECT case_id, spent_on, 1, 0, 0, -amount_fen FROM reversed_fund_entry WHERE ledger = 'grant';

-- 经过: every fact of a case, for telling its story. Confidential matters (who objected) are left out.
CREATE VIEW event AS
  SELECT a.case_id, a.entry_id, 1 AS step, CASE WHEN k.id IS NULL THEN '申报' ELSE '更正' END AS what, '第 ' || a.revision || ' 版申报表，'
    || CASE WHEN k.id IS NULL THEN '申报日期 ' || a.filed_on ELSE k.reason || '（依据：' || k.evidence || '）' END AS detail
    FROM application a LEFT JOIN correction k ON k.case_id = a.case_id AND k.revision = a.revision
  UNION ALL SELECT case_id, entry_id, 2, '例外', code || '：' || reason FROM waiver WHERE case_id IS NOT NULL
  UNION ALL SELECT a.case_id, u.entry_id, 3, '待核实 ' || u.code, u.found FROM unproven u JOIN application a ON a.id = u.application_id
  UNION ALL SELECT case_id, entry_id, 4, '撤回', reason FROM withdrawal
  UNION ALL SELECT case_id, entry_id, 5, '核实 ' || code, evidence || '（' || confirmed_by || '）' FROM confirmation
  UNION ALL SELECT case_id, entry_id, 6, CASE decision WHEN 'pass' THEN '初审通过' WHEN 'return' THEN '退回补正' ELSE '初审不予通过' END,
    town || '：' || opinion FROM screening
  UNION ALL SELECT s.case_id, g.entry_id, 7, CASE s.decision WHEN 'return' THEN '补正事项 ' ELSE '不符合 ' END || g.code, g.found FROM screening_ground g JOIN screening s ON s.id = g.screening_id
  UNION ALL SELECT c.case_id, c.entry_id, 8, '上报', f.town || '，推荐排序第 ' || c.preference FROM forwarded_case c JOIN forwarding f ON f.id = c.forwarding_id
  UNION ALL SELECT c.case_id, c.entry_id, 9, '例外', w.code || '：' || w.reason FROM forwarded_case c JOIN waiver w ON w.entry_id = c.entry_id AND w.case_id IS NULL
  UNION ALL SELECT r.case_id, r.entry_id, 10, CASE WHEN EXISTS (SELECT 1 FROM score_sheet WHERE case_id = r.case_id AND expert_id = r.expert_id)
      THEN '评分后回避，评分作废' ELSE '回避' END,
    e.name || '（' || CASE r.conflict WHEN 'employment' THEN '任职' WHEN 'kinship' THEN '亲属' WHEN 'mentor' THEN '师徒' WHEN 'interest' THEN '三年内利益往来' ELSE '其他' END
    || '）：' || r.reason FROM recusal r JOIN expert e ON e.id = r.expert_id
  UNION ALL SELECT s.case_id, s.entry_id, 11, CASE s.revision WHEN 1 THEN '评分' ELSE '更正评分' END,
    e.name || ' ' || (SELECT printf('%d.%02d', sum(points_centi) / 100, sum(points_centi) % 100) FROM score_item WHERE score_sheet_id = s.id) || ' 分' || coalesce('（' || s.reason || '）', '')
    FROM score_sheet s JOIN expert e ON e.id = s.expert_id
  UNION ALL SELECT case_id, entry_id, 12, '并列表决', votes || ' 票' FROM panel_vote
  UNION ALL SELECT d.case_id, d.entry_id, 12, '专家不同意见', e.name || '：' || d.opinion FROM dissent d JOIN expert e ON e.id = d.expert_id WHERE d.case_id IS NOT NULL
  UNION ALL SELECT case_id, entry_id, 13, CASE place WHEN 'proposed' THEN '拟资助' ELSE '候补' END,
    '第 ' || rank || ' 名，平均 ' || printf('%d.%04d', (score_sum_centi * 200 + score_count) / (score_count * 2) / 10000, (score_sum_centi * 200 + score_count) / (score_count * 2) % 10000) || ' 分' || coalesce('，同分处理：' || tie_break, '') || coalesce('，偏离名次：' || departure, '') FROM proposal_entry
  UNION ALL SELECT c.case_id, c.entry_id, 14, '例外', w.code || '：' || w.reason FROM proposal_entry c JOIN waiver w ON w.entry_id = c.entry_id AND w.case_id IS NULL
  UNION ALL SELECT e.case_id, e.entry_id, 15, CASE WHEN n.supersedes IS NULL THEN '公示' ELSE '重新公示' END,
    '公示 ' || n.id || ' 号，' || n.posted_on || ' 至 ' || n.last_on || coalesce('，代替公示 ' || n.supersedes || ' 号：' || n.reason, '') FROM notice_entry e JOIN notice n ON n.id = e.notice_id
  UNION ALL SELECT case_id, entry_id, 16, CASE accepted WHEN 1 THEN '收到异议' ELSE '异议不予受理' END, '异议 ' || id || '：' || ground || coalesce('（证据：' || evidence || '）', '') FROM objection
  UNION ALL SELECT o.case_id, d.entry_id, 17, CASE d.outcome WHEN 'upheld' THEN '异议成立' ELSE '异议不成立' END, '异议 ' || o.id || '：' || d.finding
    FROM objection_decision d JOIN objection o ON o.id = d.objection_id
  UNION ALL SELECT w.case_id, w.entry_id, 18, '发文公布', a.doc_no || '（' || a.announced_on || '），资助周期 ' || w.cycle_from || ' 至 ' || w.cycle_to
    FROM award w JOIN announcement a ON a.id = w.announcement_id
  UNION ALL SELECT case_id, entry_id, 19, '推荐申报市级', '推荐顺序第 ' || position || '：' || reason FROM recommendation
  UNION ALL SELECT case_id, entry_id, 20, '市级获评', doc_no || '（' || awarded_on || '）' || coalesce('：' || reason, '') FROM municipal_award
  UNION ALL SELECT case_id, entry_id, 21, '市级未获评', declined_on || '：' || reason FROM municipal_decline
  UNION ALL SELECT case_id, entry_id, 22, '同类资助认定', name || ' ' || printf('%d.%02d', amount_fen / 100, amount_fen % 100) || ' 元，' || CASE comparable WHEN 1 THEN '属同类' ELSE '不属同类' END || '：' || reason FROM overlap
  UNION ALL SELECT case_id, entry_id, 23, '核定', CASE kind WHEN 'district' THEN '区级资助 ' ELSE '市级获评资助 ' END || printf('%d.%02d', amount_fen / 100, amount_fen % 100) || ' 元（标准 '
    || printf('%d.%02d', standard_fen / 100, standard_fen % 100) || '，扣减 ' || printf('%d.%02d', deducted_fen / 100, deducted_fen % 100) || '）' FROM entitlement
  UNION ALL SELECT case_id, entry_id, 24, '更改收款账户', account_name || '：' || reason FROM payee
  UNION ALL SELECT case_id, entry_id, 25, '编制拨款', '批次 ' || batch_id || '，' || CASE kind WHEN 'district' THEN '区级资助' ELSE '市级获评资助' END
    || CASE part WHEN 'first' THEN '第一期 ' WHEN 'second' THEN '第二期 ' ELSE '补差 ' END || printf('%d.%02d', amount_fen / 100, amount_fen % 100) || ' 元' FROM payment
  UNION ALL SELECT DISTINCT p.case_id, a.entry_id, 26, '审批拨款', '批次 ' || a.batch_id || '，' || a.approved_by FROM batch_approval a JOIN payment p ON p.batch_id = a.batch_id
  UNION ALL SELECT DISTINCT p.case_id, x.entry_id, 27, '批次作废', '批次 ' || x.batch_id || '：' || x.reason FROM batch_cancellation x JOIN payment p ON p.batch_id = x.batch_id
  UNION ALL SELECT p.case_id, f.entry_id, 28, '付款', printf('%d.%02d', p.amount_fen / 100, p.amount_fen % 100) || ' 元，' || f.paid_on || coalesce('，流水号 ' || f.bank_ref, '') FROM payment_confirmation f JOIN payment p ON p.id = f.payment_id
  UNION ALL SELECT p.case_id, x.entry_id, 29, '退汇', printf('%d.%02d', p.amount_fen / 100, p.amount_fen % 100) || ' 元，' || x.returned_on || coalesce('，流水号 ' || x.bank_ref, '') || '：' || x.reason FROM payment_return x JOIN payment p ON p.id = x.payment_id
  UNION ALL SELECT p.case_id, m.entry_id, 29, '误付', printf('%d.%02d', m.amount_fen / 100, m.amount_fen % 100) || ' 元，' || m.paid_on || coalesce('，流水号 ' || m.bank_ref, '') FROM mispayment m JOIN payment p ON p.id = m.payment_id
  UNION ALL SELECT p.case_id, x.entry_id, 29, CASE x.outcome WHEN 'returned' THEN '误付退回' ELSE '不是误付' END, '误付 ' || m.id || '，' || x.ended_on || '：' || x.reason
    FROM mispayment_end x JOIN mispayment m ON m.id = x.mispayment_id JOIN payment p ON p.id = m.payment_id
  UNION ALL SELECT p.case_id, l.entry_id, 29, '银行明细待认定', '明细 ' || l.id || '（' || l.moved_on || '，' || printf('%d.%02d', l.amount_fen / 100, l.amount_fen % 100) || ' 元，流水号 ' || l.bank_ref
    || CASE l.direction WHEN 'out' THEN '，付出）' ELSE '，退回）' END FROM bank_line l JOIN payment p ON p.id = l.payment_id
    WHERE NOT EXISTS (SELECT 1 FROM bank_match WHERE (line_id, entry_id) = (l.id, l.entry_id))
  UNION ALL SELECT p.case_id, m.entry_id, 29, '认定银行明细', '明细 ' || l.id || '（' || l.moved_on || '，' || printf('%d.%02d', l.amount_fen / 100, l.amount_fen % 100) || ' 元，流水号 ' || l.bank_ref || '）'
    || CASE WHEN m.confirmation_id IS NOT NULL THEN '是拨款 ' || (SELECT payment_id FROM payment_confirmation WHERE id = m.confirmation_id)
      WHEN m.return_id IS NOT NULL THEN '是拨款 ' || (SELECT payment_id FROM payment_return WHERE id = m.return_id) || ' 的退汇'
      WHEN m.mispayment_id IS NOT NULL THEN '是误付 ' || m.mispayment_id
      WHEN m.mispayment_end_id IS NOT NULL THEN '是误付 ' || (SELECT mispayment_id FROM mispayment_end WHERE id = m.mispayment_end_id) || ' 的退回'
      WHEN m.right_line_id IS NOT NULL THEN '是笔误，以明细 ' || m.right_line_id || ' 为准'
      WHEN m.receipt_id IS NOT NULL THEN '是追回 ' || (SELECT recovery_id FROM recovery_receipt WHERE id = m.receipt_id) || ' 的收回'
      ELSE '' END || CASE WHEN coalesce(m.confirmation_id, m.return_id, m.mispayment_id, m.mispayment_end_id, m.receipt_id, m.right_line_id) IS NULL
      THEN m.reason ELSE coalesce('：' || m.reason, '') END
    FROM bank_match m JOIN bank_line l ON l.id = m.line_id JOIN payment p ON p.id = l.payment_id
    WHERE NOT EXISTS (SELECT 1 FROM payment_confirmation WHERE (id, entry_id) = (m.confirmation_id, m.entry_id))
      AND NOT EXISTS (SELECT 1 FROM payment_return WHERE (id, entry_id) = (m.return_id, m.entry_id))
      AND NOT EXISTS (SELECT 1 FROM mispayment WHERE (id, entry_id) = (m.mispayment_id, m.entry_id))
      AND NOT EXISTS (SELECT 1 FROM mispayment_end WHERE (id, entry_id) = (m.mispayment_end_id, m.entry_id))
  UNION ALL SELECT p.case_id, r.entry_id, 29, '撤销登记', '拨款 ' || p.id || ' 的付款：' || r.reason FROM revocation r JOIN payment_confirmation f ON f.id = r.confirmation_id JOIN payment p ON p.id = f.payment_id
  UNION ALL SELECT p.case_id, r.entry_id, 29, '撤销登记', '拨款 ' || p.id || ' 的退汇：' || r.reason FROM revocation r JOIN payment_return x ON x.id = r.return_id JOIN payment p ON p.id = x.payment_id
  UNION ALL SELECT v.case_id, r.entry_id, 31, '撤销登记', '追回 ' || v.id || ' 的收回 ' || printf('%d.%02d', t.amount_fen / 100, t.amount_fen % 100) || ' 元：' || r.reason
    FROM revocation r JOIN recovery_receipt t ON t.id = r.receipt_id JOIN recovery v ON v.id = t.recovery_id
  UNION ALL SELECT p.case_id, r.entry_id, 29, '撤销认定', '明细 ' || m.line_id || '：' || r.reason FROM revocation r JOIN bank_match m ON m.id = r.match_id
    JOIN bank_line l ON l.id = m.line_id JOIN payment p ON p.id = l.payment_id
  UNION ALL SELECT p.case_id, r.entry_id, 29, '撤销登记', '误付 ' || m.id || '：' || r.reason FROM revocation r JOIN mispayment m ON m.id = r.mispayment_id JOIN payment p ON p.id = m.payment_id
  UNION ALL SELECT p.case_id, r.entry_id, 29, '撤销登记', '误付 ' || m.id || ' 的了结：' || r.reason
    FROM revocation r JOIN mispayment_end x ON x.id = r.mispayment_end_id JOIN mispayment m ON m.id = x.mispayment_id JOIN payment p ON p.id = m.payment_id
  UNION ALL SELECT case_id, entry_id, 30, '追回', CASE kind WHEN 'district' THEN '区级资助 ' ELSE '市级获评资助 ' END || printf('%d.%02d', amount_fen / 100, amount_fen % 100) || ' 元：' || reason FROM recovery
  UNION ALL SELECT v.case_id, l.entry_id, 30, '退回通知', l.doc_no || '，追回 ' || v.id || '，期限 ' || l.due_on FROM recovery_letter l JOIN recovery v ON v.id = l.recovery_id
  UNION ALL SELECT v.case_id, t.entry_id, 31, '收回', printf('%d.%02d', t.amount_fen / 100, t.amount_fen % 100) || ' 元，' || t.received_on || coalesce('，流水号 ' || t.bank_ref, '') FROM recovery_receipt t JOIN recovery v ON v.id = t.recovery_id
  UNION ALL SELECT case_id, entry_id, 32, CASE WHEN reason IS NULL THEN '签订协议' ELSE '更正协议' END, signed_on || coalesce('（' || reason || '）', '') FROM agreement
  UNION ALL SELECT case_id, entry_id, 33, CASE WHEN reason IS NULL THEN '续聘' ELSE '更正续聘' END, appointed_from || ' 至 ' || appointed_to || '（' || document || coalesce('；' || reason, '') || '）' FROM renewal
  UNION ALL SELECT r.case_id, r.entry_id, 34, CASE WHEN o.id IS NULL THEN '单位定期考核' ELSE '更正定期考核' END,
    r.reviewed_on || '：' || r.result || coalesce('（原登记 ' || o.reviewed_on || '，' || o.result || '；' || r.reason || '）', '') FROM self_review r LEFT JOIN self_review o ON o.id = r.corrects
  UNION ALL SELECT r.case_id, r.entry_id, 35, CASE WHEN o.id IS NULL THEN '任务成果' ELSE '更正成果' END, CASE r.task WHEN 'research' THEN '技术攻关' WHEN 'promotion' THEN '推广总结' WHEN 'training' THEN '带徒传技' ELSE '单位任务' END || '，' || r.achieved_on || '：' || r.description
    || coalesce('（原登记 ' || CASE o.task WHEN 'research' THEN '技术攻关' WHEN 'promotion' THEN '推广总结' WHEN 'training' THEN '带徒传技' ELSE '单位任务' END || '，' || o.achieved_on || '，' || o.description || '；' || r.reason || '）', '') FROM achievement r LEFT JOIN achievement o ON o.id = r.corrects
  UNION ALL SELECT case_id, entry_id, 36, CASE ledger WHEN 'grant' THEN '资金使用' ELSE '配套到位' END,
    spent_on || ' ' || purpose || ' ' || printf('%d.%02d', amount_fen / 100, amount_fen % 100) || ' 元，凭证 ' || voucher_no FROM fund_entry
  UNION ALL SELECT f.case_id, r.entry_id, 37, '冲销', '凭证 ' || f.voucher_no || '：' || r.reason FROM fund_reversal r JOIN fund_entry f ON f.id = r.fund_entry_id
  UNION ALL SELECT case_id, entry_id, 38, '届中考核', '第 ' || attempt || ' 次，' || assessed_on || '，' || printf('%d.%02d', total_centi / 100, total_centi % 100) || ' 分，'
    || CASE verdict WHEN 'excellent' THEN '优秀' WHEN 'pass' THEN '合格' ELSE '不合格' END || '（' || assessor || '）' FROM midterm
  UNION ALL SELECT case_id, entry_id, 39, '责令整改', due_on || ' 前：' || demand FROM rectification
  UNION ALL SELECT case_id, entry_id, 40, '结项', '收到 ' || printf('%d.%02d', received_fen / 100, received_fen % 100) || ' 元，使用 ' || printf('%d.%02d', spent_fen / 100, spent_fen % 100) || ' 元，结余 '
    || printf('%d.%02d', unspent_fen / 100, unspent_fen % 100) || ' 元' || CASE rest WHEN 'return' THEN '，退回' WHEN 'keep' THEN '，留用' ELSE '' END
    || coalesce('：' || decision, '') || coalesce('；' || conclusion, '') || coalesce('；提前结束：' || ended, '') || coalesce('；配套不足：' || shortfall, '') FROM closing
  UNION ALL SELECT case_id, entry_id, 41, '更换带头人', technician_name || '（' || document || '）：' || reason FROM leader_change
  UNION ALL SELECT l.case_id, d.entry_id, 42, CASE d.approved WHEN 1 THEN '批准更换带头人' ELSE '不批准更换带头人' END,
    l.technician_name || '：' || d.reason || coalesce('（依据：' || d.evidence || '）', '') || '，' || d.decided_by FROM leader_decision d JOIN leader_change l ON l.id = d.leader_change_id
  UNION ALL SELECT case_id, entry_id, 43, '延长期限', CASE deadline WHEN 'midterm' THEN '届中考核' WHEN 'rectification' THEN '整改' WHEN 'matching' THEN '配套到位' ELSE '单位定期考核' END
    || ' ' || from_on || ' 延到 ' || to_on || '：' || reason || coalesce('（' || document || '）', '') FROM extension WHERE case_id IS NOT NULL
  UNION ALL SELECT v.case_id, v.entry_id, 44, '届中考核作废', '第 ' || m.attempt || ' 次，' || m.assessed_on || '：' || v.reason FROM midterm_void v JOIN midterm m ON m.id = v.midterm_id
  UNION ALL SELECT case_id, entry_id, 45, '撤销追回', '追回 ' || id || '，' || printf('%d.%02d', open_fen / 100, open_fen % 100) || ' 元：' || reason
    FROM (SELECT v.case_id, w.entry_id, v.id, w.reason, v.amount_fen - (SELECT coalesce(sum(amount_fen), 0) FROM standing_receipt WHERE recovery_id = v.id) AS open_fen
      FROM recovery_withdrawal w JOIN recovery v ON v.id = w.recovery_id);

-- 案件现状: the furthest stage that the facts of a case support.
CREATE VIEW standing AS
  SELECT c.id AS case_id, CASE
    WHEN EXISTS (SELECT 1 FROM closing x WHERE x.case_id = c.id) THEN 'closed'
    WHEN EXISTS (SELECT 1 FROM withdrawal x WHERE x.case_id = c.id) THEN 'withdrawn'
    WHEN EXISTS (SELECT 1 FROM award x WHERE x.case_id = c.id) THEN CASE
      WHEN EXISTS (SELECT 1 FROM valid_midterm x WHERE x.case_id = c.id AND x.verdict <> 'fail') THEN CASE
        WHEN EXISTS (SELECT 1 FROM live_payment x WHERE x.case_id = c.id AND x.kind = 'district' AND x.part = 'second' AND x.paid_on IS NOT NULL) THEN 'fully_paid'
        ELSE 'assessed' END
      WHEN EXISTS (SELECT 1 FROM valid_rectification x WHERE x.case_id = c.id)
        AND (SELECT count(*) FROM valid_rectification x WHERE x.case_id = c.id) >= (SELECT count(*) FROM valid_midterm x WHERE x.case_id = c.id) THEN 'rectifying'
      WHEN EXISTS (SELECT 1 FROM valid_midterm x WHERE x.case_id = c.id) THEN 'failed'
      WHEN EXISTS (SELECT 1 FROM live_payment x WHERE x.case_id = c.id AND x.kind = 'district' AND x.part = 'first' AND x.paid_on IS NOT NULL) THEN 'half_paid'
      ELSE 'announced' END
    WHEN EXISTS (SELECT 1 FROM objection o JOIN objection_decision d ON d.objection_id = o.id WHERE o.case_id = c.id AND d.outcome = 'upheld') THEN 'removed'
    WHEN EXISTS (SELECT 1 FROM notice_entry x WHERE x.case_id = c.id) THEN 'on_notice'
    WHEN EXISTS (SELECT 1 FROM proposal_entry x WHERE x.case_id = c.id AND x.place = 'proposed') THEN 'proposed'
    WHEN EXISTS (SELECT 1 FROM proposal_entry x WHERE x.case_id = c.id) THEN 'reserve'
    WHEN EXISTS (SELECT 1 FROM forwarded_case x WHERE x.case_id = c.id) THEN 'forwarded'
    ELSE coalesce((SELECT CASE s.decision WHEN 'pass' THEN 'passed' WHEN 'return' THEN 'returned' ELSE 'rejected' END
      FROM screening s JOIN application a ON a.id = s.application_id
      WHERE s.case_id = c.id AND (s.decision <> 'return' OR a.revision = (SELECT max(revision) FROM application WHERE case_id = c.id))), 'filed')
    END AS stage
  FROM grant_case c;

------------------------------------------------------------------------------------------------ nothing is ever changed

-- Rows are only ever appended, one after the other, inside the newest journal entry while it is not sealed. The same
-- three guards for every table; the first also names the unique keys, because INSERT OR REPLACE would quietly delete.

CREATE TRIGGER entry_append BEFORE INSERT ON entry WHEN NEW.id IS NOT coalesce((SELECT max(entry_id) FROM chain), 0) + 1 OR EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：entry'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：entry'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：entry'); END;
CREATE TRIGGER entry_part_append BEFORE INSERT ON entry_part WHEN EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id) OR EXISTS (SELECT 1 FROM entry_part WHERE entry_id = NEW.entry_id AND table_name = NEW.table_name)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：entry_part'); END;
CREATE TRIGGER entry_part_no_update BEFORE UPDATE ON entry_part BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：entry_part'); END;
CREATE TRIGGER entry_part_no_delete BEFORE DELETE ON entry_part BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：entry_part'); END;
CREATE TRIGGER chain_append BEFORE INSERT ON chain WHEN NEW.entry_id IS NOT (SELECT max(id) FROM entry) OR EXISTS (SELECT 1 FROM chain WHERE entry_id = NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：chain'); END;
CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：chain'); END;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：chain'); END;
CREATE TRIGGER case_file_append BEFORE INSERT ON case_file WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM case_file) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：case_file'); END;
CREATE TRIGGER case_file_no_update BEFORE UPDATE ON case_file BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：case_file'); END;
CREATE TRIGGER case_file_no_delete BEFORE DELETE ON case_file BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：case_file'); END;
CREATE TRIGGER operator_append BEFORE INSERT ON operator WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM operator) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：operator'); END;
CREATE TRIGGER operator_no_update BEFORE UPDATE ON operator BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：operator'); END;
CREATE TRIGGER operator_no_delete BEFORE DELETE ON operator BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：operator'); END;
CREATE TRIGGER bureau_append BEFORE INSERT ON bureau WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM bureau) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：bureau'); END;
CREATE TRIGGER bureau_no_update BEFORE UPDATE ON bureau BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：bureau'); END;
CREATE TRIGGER bureau_no_delete BEFORE DELETE ON bureau BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：bureau'); END;
CREATE TRIGGER calendar_day_append BEFORE INSERT ON calendar_day WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM calendar_day) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM calendar_day WHERE day_on = NEW.day_on)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：calendar_day'); END;
CREATE TRIGGER calendar_day_no_update BEFORE UPDATE ON calendar_day BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：calendar_day'); END;
CREATE TRIGGER calendar_day_no_delete BEFORE DELETE ON calendar_day BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：calendar_day'); END;
CREATE TRIGGER disclosure_append BEFORE INSERT ON disclosure WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM disclosure) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：disclosure'); END;
CREATE TRIGGER disclosure_no_update BEFORE UPDATE ON disclosure BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：disclosure'); END;
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：disclosure'); END;
CREATE TRIGGER policy_append BEFORE INSERT ON policy WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM policy) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：policy'); END;
CREATE TRIGGER policy_no_update BEFORE UPDATE ON policy BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：policy'); END;
CREATE TRIGGER policy_no_delete BEFORE DELETE ON policy BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：policy'); END;
CREATE TRIGGER round_append BEFORE INSERT ON round WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM round) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM round WHERE year = NEW.year)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：round'); END;
CREATE TRIGGER round_no_update BEFORE UPDATE ON round BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：round'); END;
CREATE TRIGGER round_no_delete BEFORE DELETE ON round BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：round'); END;
CREATE TRIGGER budget_change_append BEFORE INSERT ON budget_change WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM budget_change) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：budget_change'); END;
CREATE TRIGGER budget_change_no_update BEFORE UPDATE ON budget_change BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：budget_change'); END;
CREATE TRIGGER budget_change_no_delete BEFORE DELETE ON budget_change BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：budget_change'); END;
CREATE TRIGGER waiver_append BEFORE INSERT ON waiver WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM waiver) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：waiver'); END;
CREATE TRIGGER waiver_no_update BEFORE UPDATE ON waiver BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：waiver'); END;
CREATE TRIGGER waiver_no_delete BEFORE DELETE ON waiver BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：waiver'); END;
CREATE TRIGGER grant_case_append BEFORE INSERT ON grant_case WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM grant_case) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM grant_case WHERE round_id = NEW.round_id AND serial = NEW.serial)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：grant_case'); END;
CREATE TRIGGER grant_case_no_update BEFORE UPDATE ON grant_case BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：grant_case'); END;
CREATE TRIGGER grant_case_no_delete BEFORE DELETE ON grant_case BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：grant_case'); END;
CREATE TRIGGER application_append BEFORE INSERT ON application WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM application) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM application WHERE case_id = NEW.case_id AND revision = NEW.revision)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：application'); END;
CREATE TRIGGER application_no_update BEFORE UPDATE ON application BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：application'); END;
CREATE TRIGGER application_no_delete BEFORE DELETE ON application BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：application'); END;
CREATE TRIGGER correction_append BEFORE INSERT ON correction WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM correction) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM correction WHERE case_id = NEW.case_id AND revision = NEW.revision)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：correction'); END;
CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：correction'); END;
CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：correction'); END;
CREATE TRIGGER unproven_append BEFORE INSERT ON unproven WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM unproven) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM unproven WHERE application_id = NEW.application_id AND code = NEW.code)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：unproven'); END;
CREATE TRIGGER unproven_no_update BEFORE UPDATE ON unproven BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：unproven'); END;
CREATE TRIGGER unproven_no_delete BEFORE DELETE ON unproven BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：unproven'); END;
CREATE TRIGGER refusal_append BEFORE INSERT ON refusal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM refusal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM refusal WHERE round_id = NEW.round_id AND row_digest = NEW.row_digest AND code = NEW.code)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：refusal'); END;
CREATE TRIGGER refusal_no_update BEFORE UPDATE ON refusal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：refusal'); END;
CREATE TRIGGER refusal_no_delete BEFORE DELETE ON refusal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：refusal'); END;
CREATE TRIGGER withdrawal_append BEFORE INSERT ON withdrawal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM withdrawal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM withdrawal WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：withdrawal'); END;
CREATE TRIGGER withdrawal_no_update BEFORE UPDATE ON withdrawal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：withdrawal'); END;
CREATE TRIGGER withdrawal_no_delete BEFORE DELETE ON withdrawal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：withdrawal'); END;
CREATE TRIGGER confirmation_append BEFORE INSERT ON confirmation WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM confirmation) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM confirmation WHERE application_id = NEW.application_id AND code = NEW.code)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：confirmation'); END;
CREATE TRIGGER confirmation_no_update BEFORE UPDATE ON confirmation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：confirmation'); END;
CREATE TRIGGER confirmation_no_delete BEFORE DELETE ON confirmation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：confirmation'); END;
CREATE TRIGGER screening_append BEFORE INSERT ON screening WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM screening) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM screening WHERE application_id = NEW.application_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：screening'); END;
CREATE TRIGGER screening_no_update BEFORE UPDATE ON screening BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：screening'); END;
CREATE TRIGGER screening_no_delete BEFORE DELETE ON screening BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：screening'); END;
CREATE TRIGGER screening_ground_append BEFORE INSERT ON screening_ground WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM screening_ground) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM screening_ground WHERE screening_id = NEW.screening_id AND code = NEW.code)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：screening_ground'); END;
CREATE TRIGGER screening_ground_no_update BEFORE UPDATE ON screening_ground BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：screening_ground'); END;
CREATE TRIGGER screening_ground_no_delete BEFORE DELETE ON screening_ground BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：screening_ground'); END;
CREATE TRIGGER forwarding_append BEFORE INSERT ON forwarding WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM forwarding) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：forwarding'); END;
CREATE TRIGGER forwarding_no_update BEFORE UPDATE ON forwarding BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：forwarding'); END;
CREATE TRIGGER forwarding_no_delete BEFORE DELETE ON forwarding BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：forwarding'); END;
CREATE TRIGGER forwarded_case_append BEFORE INSERT ON forwarded_case WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM forwarded_case) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM forwarded_case WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：forwarded_case'); END;
CREATE TRIGGER forwarded_case_no_update BEFORE UPDATE ON forwarded_case BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：forwarded_case'); END;
CREATE TRIGGER forwarded_case_no_delete BEFORE DELETE ON forwarded_case BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：forwarded_case'); END;
CREATE TRIGGER expert_append BEFORE INSERT ON expert WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM expert) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM expert WHERE name = NEW.name)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：expert'); END;
CREATE TRIGGER expert_no_update BEFORE UPDATE ON expert BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：expert'); END;
CREATE TRIGGER expert_no_delete BEFORE DELETE ON expert BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：expert'); END;
CREATE TRIGGER panel_append BEFORE INSERT ON panel WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM panel) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：panel'); END;
CREATE TRIGGER panel_no_update BEFORE UPDATE ON panel BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：panel'); END;
CREATE TRIGGER panel_no_delete BEFORE DELETE ON panel BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：panel'); END;
CREATE TRIGGER panel_member_append BEFORE INSERT ON panel_member WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM panel_member) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM panel_member WHERE panel_id = NEW.panel_id AND expert_id = NEW.expert_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：panel_member'); END;
CREATE TRIGGER panel_member_no_update BEFORE UPDATE ON panel_member BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：panel_member'); END;
CREATE TRIGGER panel_member_no_delete BEFORE DELETE ON panel_member BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：panel_member'); END;
CREATE TRIGGER recusal_append BEFORE INSERT ON recusal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM recusal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM recusal WHERE case_id = NEW.case_id AND expert_id = NEW.expert_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：recusal'); END;
CREATE TRIGGER recusal_no_update BEFORE UPDATE ON recusal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：recusal'); END;
CREATE TRIGGER recusal_no_delete BEFORE DELETE ON recusal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：recusal'); END;
CREATE TRIGGER score_sheet_append BEFORE INSERT ON score_sheet WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM score_sheet) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM score_sheet WHERE case_id = NEW.case_id AND expert_id = NEW.expert_id AND revision = NEW.revision)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：score_sheet'); END;
CREATE TRIGGER score_sheet_no_update BEFORE UPDATE ON score_sheet BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：score_sheet'); END;
CREATE TRIGGER score_sheet_no_delete BEFORE DELETE ON score_sheet BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：score_sheet'); END;
CREATE TRIGGER score_item_append BEFORE INSERT ON score_item WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM score_item) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM score_item WHERE score_sheet_id = NEW.score_sheet_id AND item = NEW.item)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：score_item'); END;
CREATE TRIGGER score_item_no_update BEFORE UPDATE ON score_item BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：score_item'); END;
CREATE TRIGGER score_item_no_delete BEFORE DELETE ON score_item BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：score_item'); END;
CREATE TRIGGER panel_vote_append BEFORE INSERT ON panel_vote WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM panel_vote) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：panel_vote'); END;
CREATE TRIGGER panel_vote_no_update BEFORE UPDATE ON panel_vote BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：panel_vote'); END;
CREATE TRIGGER panel_vote_no_delete BEFORE DELETE ON panel_vote BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：panel_vote'); END;
CREATE TRIGGER meeting_append BEFORE INSERT ON meeting WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM meeting) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：meeting'); END;
CREATE TRIGGER meeting_no_update BEFORE UPDATE ON meeting BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：meeting'); END;
CREATE TRIGGER meeting_no_delete BEFORE DELETE ON meeting BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：meeting'); END;
CREATE TRIGGER dissent_append BEFORE INSERT ON dissent WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM dissent) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：dissent'); END;
CREATE TRIGGER dissent_no_update BEFORE UPDATE ON dissent BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：dissent'); END;
CREATE TRIGGER dissent_no_delete BEFORE DELETE ON dissent BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：dissent'); END;
CREATE TRIGGER proposal_append BEFORE INSERT ON proposal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM proposal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM proposal WHERE round_id = NEW.round_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：proposal'); END;
CREATE TRIGGER proposal_no_update BEFORE UPDATE ON proposal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：proposal'); END;
CREATE TRIGGER proposal_no_delete BEFORE DELETE ON proposal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：proposal'); END;
CREATE TRIGGER proposal_entry_append BEFORE INSERT ON proposal_entry WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM proposal_entry) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM proposal_entry WHERE case_id = NEW.case_id)
  OR EXISTS (SELECT 1 FROM proposal_entry WHERE proposal_id = NEW.proposal_id AND place = NEW.place AND position = NEW.position)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：proposal_entry'); END;
CREATE TRIGGER proposal_entry_no_update BEFORE UPDATE ON proposal_entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：proposal_entry'); END;
CREATE TRIGGER proposal_entry_no_delete BEFORE DELETE ON proposal_entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：proposal_entry'); END;
CREATE TRIGGER notice_append BEFORE INSERT ON notice WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM notice) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：notice'); END;
CREATE TRIGGER notice_no_update BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：notice'); END;
CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：notice'); END;
CREATE TRIGGER notice_entry_append BEFORE INSERT ON notice_entry WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM notice_entry) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM notice_entry WHERE notice_id = NEW.notice_id AND position = NEW.position)
  OR EXISTS (SELECT 1 FROM notice_entry WHERE case_id = NEW.case_id AND notice_id = NEW.notice_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：notice_entry'); END;
CREATE TRIGGER notice_entry_no_update BEFORE UPDATE ON notice_entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：notice_entry'); END;
CREATE TRIGGER notice_entry_no_delete BEFORE DELETE ON notice_entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：notice_entry'); END;
CREATE TRIGGER objection_append BEFORE INSERT ON objection WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM objection) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：objection'); END;
CREATE TRIGGER objection_no_update BEFORE UPDATE ON objection BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：objection'); END;
CREATE TRIGGER objection_no_delete BEFORE DELETE ON objection BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：objection'); END;
CREATE TRIGGER objection_decision_append BEFORE INSERT ON objection_decision WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM objection_decision) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM objection_decision WHERE objection_id = NEW.objection_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：objection_decision'); END;
CREATE TRIGGER objection_decision_no_update BEFORE UPDATE ON objection_decision BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：objection_decision'); END;
CREATE TRIGGER objection_decision_no_delete BEFORE DELETE ON objection_decision BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：objection_decision'); END;
CREATE TRIGGER announcement_append BEFORE INSERT ON announcement WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM announcement) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM announcement WHERE notice_id = NEW.notice_id)
  OR EXISTS (SELECT 1 FROM announcement WHERE doc_no = NEW.doc_no)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：announcement'); END;
CREATE TRIGGER announcement_no_update BEFORE UPDATE ON announcement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：announcement'); END;
CREATE TRIGGER announcement_no_delete BEFORE DELETE ON announcement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：announcement'); END;
CREATE TRIGGER award_append BEFORE INSERT ON award WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM award) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM award WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：award'); END;
CREATE TRIGGER award_no_update BEFORE UPDATE ON award BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：award'); END;
CREATE TRIGGER award_no_delete BEFORE DELETE ON award BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：award'); END;
CREATE TRIGGER recommendation_append BEFORE INSERT ON recommendation WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM recommendation) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM recommendation WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：recommendation'); END;
CREATE TRIGGER recommendation_no_update BEFORE UPDATE ON recommendation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：recommendation'); END;
CREATE TRIGGER recommendation_no_delete BEFORE DELETE ON recommendation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：recommendation'); END;
CREATE TRIGGER municipal_award_append BEFORE INSERT ON municipal_award WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM municipal_award) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM municipal_award WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：municipal_award'); END;
CREATE TRIGGER municipal_award_no_update BEFORE UPDATE ON municipal_award BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：municipal_award'); END;
CREATE TRIGGER municipal_award_no_delete BEFORE DELETE ON municipal_award BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：municipal_award'); END;
CREATE TRIGGER municipal_decline_append BEFORE INSERT ON municipal_decline WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM municipal_decline) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM municipal_decline WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：municipal_decline'); END;
CREATE TRIGGER municipal_decline_no_update BEFORE UPDATE ON municipal_decline BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：municipal_decline'); END;
CREATE TRIGGER municipal_decline_no_delete BEFORE DELETE ON municipal_decline BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：municipal_decline'); END;
CREATE TRIGGER overlap_append BEFORE INSERT ON overlap WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM overlap) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：overlap'); END;
CREATE TRIGGER overlap_no_update BEFORE UPDATE ON overlap BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：overlap'); END;
CREATE TRIGGER overlap_no_delete BEFORE DELETE ON overlap BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：overlap'); END;
CREATE TRIGGER entitlement_append BEFORE INSERT ON entitlement WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM entitlement) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：entitlement'); END;
CREATE TRIGGER entitlement_no_update BEFORE UPDATE ON entitlement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：entitlement'); END;
CREATE TRIGGER entitlement_no_delete BEFORE DELETE ON entitlement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：entitlement'); END;
CREATE TRIGGER payee_append BEFORE INSERT ON payee WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM payee) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：payee'); END;
CREATE TRIGGER payee_no_update BEFORE UPDATE ON payee BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：payee'); END;
CREATE TRIGGER payee_no_delete BEFORE DELETE ON payee BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：payee'); END;
CREATE TRIGGER batch_append BEFORE INSERT ON batch WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM batch) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：batch'); END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：batch'); END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：batch'); END;
CREATE TRIGGER payment_append BEFORE INSERT ON payment WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM payment) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：payment'); END;
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：payment'); END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：payment'); END;
CREATE TRIGGER batch_approval_append BEFORE INSERT ON batch_approval WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM batch_approval) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM batch_approval WHERE batch_id = NEW.batch_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：batch_approval'); END;
CREATE TRIGGER batch_approval_no_update BEFORE UPDATE ON batch_approval BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：batch_approval'); END;
CREATE TRIGGER batch_approval_no_delete BEFORE DELETE ON batch_approval BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：batch_approval'); END;
CREATE TRIGGER schedule_append BEFORE INSERT ON schedule WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM schedule) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM schedule WHERE batch_id = NEW.batch_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：schedule'); END;
CREATE TRIGGER schedule_no_update BEFORE UPDATE ON schedule BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：schedule'); END;
CREATE TRIGGER schedule_no_delete BEFORE DELETE ON schedule BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：schedule'); END;
CREATE TRIGGER schedule_line_append BEFORE INSERT ON schedule_line WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM schedule_line) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM schedule_line WHERE payment_id = NEW.payment_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：schedule_line'); END;
CREATE TRIGGER schedule_line_no_update BEFORE UPDATE ON schedule_line BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：schedule_line'); END;
CREATE TRIGGER schedule_line_no_delete BEFORE DELETE ON schedule_line BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：schedule_line'); END;
CREATE TRIGGER batch_cancellation_append BEFORE INSERT ON batch_cancellation WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM batch_cancellation) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM batch_cancellation WHERE batch_id = NEW.batch_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：batch_cancellation'); END;
CREATE TRIGGER batch_cancellation_no_update BEFORE UPDATE ON batch_cancellation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：batch_cancellation'); END;
CREATE TRIGGER batch_cancellation_no_delete BEFORE DELETE ON batch_cancellation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：batch_cancellation'); END;
CREATE TRIGGER payment_confirmation_append BEFORE INSERT ON payment_confirmation WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM payment_confirmation) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：payment_confirmation'); END;
CREATE TRIGGER payment_confirmation_no_update BEFORE UPDATE ON payment_confirmation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：payment_confirmation'); END;
CREATE TRIGGER payment_confirmation_no_delete BEFORE DELETE ON payment_confirmation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：payment_confirmation'); END;
CREATE TRIGGER payment_return_append BEFORE INSERT ON payment_return WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM payment_return) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：payment_return'); END;
CREATE TRIGGER payment_return_no_update BEFORE UPDATE ON payment_return BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：payment_return'); END;
CREATE TRIGGER payment_return_no_delete BEFORE DELETE ON payment_return BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：payment_return'); END;
CREATE TRIGGER mispayment_append BEFORE INSERT ON mispayment WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM mispayment) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：mispayment'); END;
CREATE TRIGGER mispayment_no_update BEFORE UPDATE ON mispayment BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：mispayment'); END;
CREATE TRIGGER mispayment_no_delete BEFORE DELETE ON mispayment BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：mispayment'); END;
CREATE TRIGGER mispayment_end_append BEFORE INSERT ON mispayment_end WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM mispayment_end) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：mispayment_end'); END;
CREATE TRIGGER mispayment_end_no_update BEFORE UPDATE ON mispayment_end BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：mispayment_end'); END;
CREATE TRIGGER mispayment_end_no_delete BEFORE DELETE ON mispayment_end BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：mispayment_end'); END;
CREATE TRIGGER bank_line_append BEFORE INSERT ON bank_line WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM bank_line) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM bank_line WHERE direction = NEW.direction AND bank_account = NEW.bank_account AND amount_fen = NEW.amount_fen AND moved_on = NEW.moved_on AND bank_ref = NEW.bank_ref)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：bank_line'); END;
CREATE TRIGGER bank_line_no_update BEFORE UPDATE ON bank_line BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：bank_line'); END;
CREATE TRIGGER bank_line_no_delete BEFORE DELETE ON bank_line BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：bank_line'); END;
CREATE TRIGGER bank_match_append BEFORE INSERT ON bank_match WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM bank_match) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM bank_match WHERE confirmation_id = NEW.confirmation_id)
  OR EXISTS (SELECT 1 FROM bank_match WHERE mispayment_id = NEW.mispayment_id)
  OR EXISTS (SELECT 1 FROM bank_match WHERE mispayment_end_id = NEW.mispayment_end_id)
  OR EXISTS (SELECT 1 FROM bank_match WHERE receipt_id = NEW.receipt_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：bank_match'); END;
CREATE TRIGGER bank_match_no_update BEFORE UPDATE ON bank_match BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：bank_match'); END;
CREATE TRIGGER bank_match_no_delete BEFORE DELETE ON bank_match BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：bank_match'); END;
CREATE TRIGGER revocation_append BEFORE INSERT ON revocation WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM revocation) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM revocation WHERE confirmation_id = NEW.confirmation_id)
  OR EXISTS (SELECT 1 FROM revocation WHERE return_id = NEW.return_id)
  OR EXISTS (SELECT 1 FROM revocation WHERE mispayment_id = NEW.mispayment_id)
  OR EXISTS (SELECT 1 FROM revocation WHERE mispayment_end_id = NEW.mispayment_end_id)
  OR EXISTS (SELECT 1 FROM revocation WHERE receipt_id = NEW.receipt_id)
  OR EXISTS (SELECT 1 FROM revocation WHERE match_id = NEW.match_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：revocation'); END;
CREATE TRIGGER revocation_no_update BEFORE UPDATE ON revocation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：revocation'); END;
CREATE TRIGGER revocation_no_delete BEFORE DELETE ON revocation BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：revocation'); END;
CREATE TRIGGER recovery_append BEFORE INSERT ON recovery WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM recovery) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：recovery'); END;
CREATE TRIGGER recovery_no_update BEFORE UPDATE ON recovery BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：recovery'); END;
CREATE TRIGGER recovery_no_delete BEFORE DELETE ON recovery BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：recovery'); END;
CREATE TRIGGER recovery_letter_append BEFORE INSERT ON recovery_letter WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM recovery_letter) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：recovery_letter'); END;
CREATE TRIGGER recovery_letter_no_update BEFORE UPDATE ON recovery_letter BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：recovery_letter'); END;
CREATE TRIGGER recovery_letter_no_delete BEFORE DELETE ON recovery_letter BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：recovery_letter'); END;
CREATE TRIGGER recovery_withdrawal_append BEFORE INSERT ON recovery_withdrawal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM recovery_withdrawal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM recovery_withdrawal WHERE recovery_id = NEW.recovery_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：recovery_withdrawal'); END;
CREATE TRIGGER recovery_withdrawal_no_update BEFORE UPDATE ON recovery_withdrawal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：recovery_withdrawal'); END;
CREATE TRIGGER recovery_withdrawal_no_delete BEFORE DELETE ON recovery_withdrawal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：recovery_withdrawal'); END;
CREATE TRIGGER recovery_receipt_append BEFORE INSERT ON recovery_receipt WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM recovery_receipt) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：recovery_receipt'); END;
CREATE TRIGGER recovery_receipt_no_update BEFORE UPDATE ON recovery_receipt BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：recovery_receipt'); END;
CREATE TRIGGER recovery_receipt_no_delete BEFORE DELETE ON recovery_receipt BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：recovery_receipt'); END;
CREATE TRIGGER agreement_append BEFORE INSERT ON agreement WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM agreement) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：agreement'); END;
CREATE TRIGGER agreement_no_update BEFORE UPDATE ON agreement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：agreement'); END;
CREATE TRIGGER agreement_no_delete BEFORE DELETE ON agreement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：agreement'); END;
CREATE TRIGGER leader_change_append BEFORE INSERT ON leader_change WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM leader_change) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：leader_change'); END;
CREATE TRIGGER leader_change_no_update BEFORE UPDATE ON leader_change BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：leader_change'); END;
CREATE TRIGGER leader_change_no_delete BEFORE DELETE ON leader_change BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：leader_change'); END;
CREATE TRIGGER leader_decision_append BEFORE INSERT ON leader_decision WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM leader_decision) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM leader_decision WHERE leader_change_id = NEW.leader_change_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：leader_decision'); END;
CREATE TRIGGER leader_decision_no_update BEFORE UPDATE ON leader_decision BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：leader_decision'); END;
CREATE TRIGGER leader_decision_no_delete BEFORE DELETE ON leader_decision BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：leader_decision'); END;
CREATE TRIGGER extension_append BEFORE INSERT ON extension WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM extension) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：extension'); END;
CREATE TRIGGER extension_no_update BEFORE UPDATE ON extension BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：extension'); END;
CREATE TRIGGER extension_no_delete BEFORE DELETE ON extension BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：extension'); END;
CREATE TRIGGER renewal_append BEFORE INSERT ON renewal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM renewal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：renewal'); END;
CREATE TRIGGER renewal_no_update BEFORE UPDATE ON renewal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：renewal'); END;
CREATE TRIGGER renewal_no_delete BEFORE DELETE ON renewal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：renewal'); END;
CREATE TRIGGER self_review_append BEFORE INSERT ON self_review WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM self_review) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：self_review'); END;
CREATE TRIGGER self_review_no_update BEFORE UPDATE ON self_review BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：self_review'); END;
CREATE TRIGGER self_review_no_delete BEFORE DELETE ON self_review BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：self_review'); END;
CREATE TRIGGER achievement_append BEFORE INSERT ON achievement WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM achievement) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：achievement'); END;
CREATE TRIGGER achievement_no_update BEFORE UPDATE ON achievement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：achievement'); END;
CREATE TRIGGER achievement_no_delete BEFORE DELETE ON achievement BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：achievement'); END;
CREATE TRIGGER fund_entry_append BEFORE INSERT ON fund_entry WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM fund_entry) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：fund_entry'); END;
CREATE TRIGGER fund_entry_no_update BEFORE UPDATE ON fund_entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：fund_entry'); END;
CREATE TRIGGER fund_entry_no_delete BEFORE DELETE ON fund_entry BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：fund_entry'); END;
CREATE TRIGGER fund_reversal_append BEFORE INSERT ON fund_reversal WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM fund_reversal) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM fund_reversal WHERE fund_entry_id = NEW.fund_entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：fund_reversal'); END;
CREATE TRIGGER fund_reversal_no_update BEFORE UPDATE ON fund_reversal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：fund_reversal'); END;
CREATE TRIGGER fund_reversal_no_delete BEFORE DELETE ON fund_reversal BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：fund_reversal'); END;
CREATE TRIGGER midterm_append BEFORE INSERT ON midterm WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM midterm) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：midterm'); END;
CREATE TRIGGER midterm_no_update BEFORE UPDATE ON midterm BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：midterm'); END;
CREATE TRIGGER midterm_no_delete BEFORE DELETE ON midterm BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：midterm'); END;
CREATE TRIGGER midterm_void_append BEFORE INSERT ON midterm_void WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM midterm_void) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM midterm_void WHERE midterm_id = NEW.midterm_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：midterm_void'); END;
CREATE TRIGGER midterm_void_no_update BEFORE UPDATE ON midterm_void BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：midterm_void'); END;
CREATE TRIGGER midterm_void_no_delete BEFORE DELETE ON midterm_void BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：midterm_void'); END;
CREATE TRIGGER rectification_append BEFORE INSERT ON rectification WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM rectification) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM rectification WHERE midterm_id = NEW.midterm_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：rectification'); END;
CREATE TRIGGER rectification_no_update BEFORE UPDATE ON rectification BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：rectification'); END;
CREATE TRIGGER rectification_no_delete BEFORE DELETE ON rectification BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：rectification'); END;
CREATE TRIGGER closing_append BEFORE INSERT ON closing WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM closing) OR EXISTS (SELECT 1 FROM chain WHERE entry_id >= NEW.entry_id)
  OR EXISTS (SELECT 1 FROM closing WHERE case_id = NEW.case_id)
  BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录只能逐条追加，不能插入、重复或替换：closing'); END;
CREATE TRIGGER closing_no_update BEFORE UPDATE ON closing BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能修改：closing'); END;
CREATE TRIGGER closing_no_delete BEFORE DELETE ON closing BEGIN SELECT RAISE(ABORT, 'JOURNAL 记录不能删除：closing'); END;
