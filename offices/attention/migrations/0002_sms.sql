-- When an urgent word leaves by SMS.
alter table attention_plan add column sms_at bigint;
create index attention_plan_sms on attention_plan (sms_at) where sms_at is not null;
