-- Parcels of a window of time, by when they were sent; the history before it only grows.
create index deliveries_shipped_at on deliveries (shipped_at);
