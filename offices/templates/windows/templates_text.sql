create view templates_text as
select t.slug, t.language, v.version, v.class, v.subject, v.body, v.state, v.sha256,
    t.kind, t.id as template, v.id as version_id, t.owner, t.team, t.state as template_state
from templates_version v join templates_template t on t.id = v.template;
