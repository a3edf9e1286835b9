create view store_title as
select kind, id, title, detail from search_entry;
