create view capture_form_window as
select id, slug, title, state, version, owner, team from capture_form;
