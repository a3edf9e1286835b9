create view crm_message_window as
select m.id, m.conversation, m.contact, m.lead, m.class, m.direction, m.channel,
    coalesce(o.state, m.state) as state, m.to_name, m.to_email, m.subject, m.text, m.in_reply_to, m.refs,
    m.message_id, m.queued_at, m.template, m.template_version, m.language, m.useful, o.at as settled_at, o.reason,
    m.owner, m.team, m.about_kind, m.about, m.attach
from crm_message m left join crm_message_outcome o on o.message = m.id;
