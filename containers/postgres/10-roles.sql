-- One role a program, each with the least that it needs. PostgreSQL runs this when it makes its data; run again, it
-- sets the passwords to what the secrets say now (the header of docker-compose.full.yml says how).
\set ON_ERROR_STOP on
\set shop_password `cat /run/plimsoll/postgres/shop-password`
\set desk_password `cat /run/plimsoll/postgres/desk-password`
\set exporter_password `cat /run/plimsoll/postgres/exporter-password`
\set backup_password `cat /run/plimsoll/postgres/backup-password`

select format('create role %I', name)
  from unnest(array['shop', 'desk', 'exporter', 'backup']) as name
 where not exists (select from pg_roles where rolname = name) \gexec

alter role shop login connection limit 20 password :'shop_password';
alter role desk login connection limit 10 password :'desk_password';
alter role exporter login connection limit 5 password :'exporter_password';
alter role backup login createdb connection limit 5 password :'backup_password';

revoke all on database shop from public;
revoke connect on database postgres from public;
grant connect on database shop to shop, desk, exporter, backup;

-- the shop makes its own tables
grant usage, create on schema public to shop;

-- the desk sees its own schema alone
create schema if not exists desk authorization desk;
alter role desk set search_path = desk;

-- the exporter reads statistics, and writes nothing; the columns that its queries read the shop lets it read, whose tables they
-- are (SHOP_READER_ROLE; shop/database/reading.ts). Right to more survives the shop's next start in a role of its own:
-- create role more; grant select (email) on users to more; grant more to exporter;
grant pg_monitor to exporter;
alter role exporter set default_transaction_read_only = on;
create extension if not exists pg_stat_statements;

-- the backup reads everything, writes nothing here, and makes a database of its own to prove that it can be restored
grant pg_read_all_data to backup;
