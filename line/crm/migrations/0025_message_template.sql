-- When a text was last sent is asked of every text at once.
create index crm_message_template on crm_message (template, language, queued_at) where template is not null;
