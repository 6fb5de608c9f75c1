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

/** The shop's tables with five products and seven orders, two of them paid today. */
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
  })
