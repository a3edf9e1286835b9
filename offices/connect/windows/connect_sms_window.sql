create view connect_sms_window as
select connection from connect_sms_gateway;
