import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'

const MIGRATIONS = 'shop/database/migrations'

/** Runs statements on a connection of its own. */
export async function onDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {}) // the server may be killed meanwhile
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Something for each figure that is asked of the shop: a few people, what was sent, said, spent and meant to be earned. */
const AROUND = `
  UPDATE products SET cost_cents = price_cents / 2;
  INSERT INTO users (id, email, name, role, last_seen_at, created_at) VALUES
    (1, 'a@b', 'A', 'buyer', now(), now() - interval '50 days'), (2, 's@b', 'S', 'supplier', now(), now() - interval '90 days');
  UPDATE orders SET user_id = 1 WHERE paid_at IS NOT NULL;
  INSERT INTO order_items (order_id, product_id, quantity, price_cents) SELECT id, 1, 1, total_cents FROM orders;
  INSERT INTO payments (order_id, method, outcome, amount_cents, currency) SELECT id, 'card', 'accepted', total_cents, currency FROM orders WHERE paid_at IS NOT NULL;
  INSERT INTO deliveries (order_id, supplier_id, carrier, shipped_at, promised_at, delivered_at)
    SELECT id, 1, 'dhl', paid_at + interval '1 hour', paid_at + interval '3 days', paid_at + interval '1 day' FROM orders WHERE status = 'delivered';
  INSERT INTO revenue_targets (day, revenue_cents) VALUES (current_date, 1000);
  INSERT INTO marketing_costs (day, channel, cents) VALUES (current_date, 'search', 1000);
  INSERT INTO nps_answers (user_id, score) VALUES (1, 9);
  INSERT INTO reviews (product_id, user_id, stars) VALUES (1, 1, 5);
  INSERT INTO sample_requests (product_id, user_id) VALUES (1, 1);
  INSERT INTO messages (sender_id, receiver_id, text) VALUES (1, 2, '?'), (2, 1, '!');
  INSERT INTO users (id, email, name, created_at) VALUES (3, 'c@b', 'C', now() - interval '1 day')`

/** The shop's tables with five products and seven orders, two of them paid today, and a little of everything else. */
export const createShop = (url: string): Promise<void> =>
  onDatabase(url, async (client) => {
    for (const file of readdirSync(MIGRATIONS).sort()) await client.query(readFileSync(join(MIGRATIONS, file), 'utf8'))
    await client.query(`
      INSERT INTO categories (slug, title, position) VALUES ('hats', 'Hats', 1), ('shoes', 'Shoes', 2);
      INSERT INTO products (sku, name, category, price_cents, stock, reorder_level, active) VALUES
        ('h1', 'Hat 1', 'hats', 1000, 5, 1, true), ('h2', 'Hat 2', 'hats', 2000, 1, 1, true), ('h3', 'Hat 3', 'hats', 2000, 9, 1, false),
        ('s1', 'Shoe 1', 'shoes', 5000, 7, 8, true), ('s2', 'Shoe 2', 'shoes', 5050, 40, 8, true);
      INSERT INTO orders (status, total_cents, created_at, paid_at) VALUES
        ('pending', 1000, now(), NULL), ('paid', 1050, now(), now()), ('shipped', 3000, now(), now()), ('refunded', 700, now(), now()),
        ('delivered', 9900, now() - interval '3 days', now() - interval '3 days'), ('cancelled', 500, now() - interval '3 days', NULL),
        ('delivered', 100, now() - interval '40 days', now() - interval '39 days')`)
    await client.query(AROUND)
  })
