alter table crm_service add column tasks text not null default '[]';
