import type { Database } from '../../database/database.js'

/** An auction that has just been closed. */
export interface Closed {
  readonly id: number
  readonly outcome: 'sold' | 'unsold'
  readonly highestCents: number | null
  readonly winnerId: number | null
  readonly closedAt: Date
}

/** There are always so many live ones, and never more than so many that are not closed. */
const LIVE = 12
const MOST_OPEN = 40

const CLOSE = `update auctions set status = case when highest_cents is null then 'unsold' else 'sold' end, closed_at = now()
  where id in (select id from auctions where status = 'open' and ends_at <= now() order by ends_at limit 50 for update skip locked)
  returning id, status as outcome, highest_cents as "highestCents", leader_id as "winnerId", closed_at as "closedAt"`
// Four to sixteen minutes each, so that ends are spread; the shop sells what no supplier does.
const OPEN = `insert into auctions (product_id, seller_id, start_cents, increment_cents, ends_at, latest_ends_at)
  select product_id, (select id from users where role = 'supplier' order by random() limit 1),
    greatest(100, price_cents * 6 / 10), greatest(100, price_cents / 20), ends, ends + interval '10 minutes'
  from (select id as product_id, price_cents, now() + make_interval(secs => 240 + random() * 720) as ends from products
    where active and stock > 0 and not exists (select from auctions where product_id = products.id and status = 'open') order by random()
    limit (select greatest(0, least(${LIVE} - count(*) filter (where ends_at > now()), ${MOST_OPEN} - count(*))) from auctions
      where status = 'open')) as chosen
  on conflict do nothing`

/** Closes the auctions whose end has passed, at most fifty at a time; a shop beside this one closes others. */
export const closeAuctions = (database: Database): Promise<readonly Closed[]> => database.query('auctions_close', CLOSE)

/** Opens as many as are missing. */
export const openAuctions = async (database: Database): Promise<void> => {
  await database.query('auctions_open', OPEN)
}
