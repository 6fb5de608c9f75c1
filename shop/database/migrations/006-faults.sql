-- What the fault low-stock took from each product; empty while it is healed.
create table fault_stock (
  product_id integer primary key references products on delete cascade,
  taken integer not null check (taken > 0)
);
