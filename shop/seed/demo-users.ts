import type { Services } from '../services.js'

/** Who signs in to look around; everybody may know the password, for there is nothing to lose. */
const DEMO_USERS = [
  { email: 'buyer@shop.example', name: 'Bea Buyer', role: 'buyer' },
  { email: 'supplier@shop.example', name: 'Sam Supplier', role: 'supplier' },
  { email: 'admin@shop.example', name: 'Ada Administrator', role: 'administrator' },
] as const
const DEMO_PASSWORD = 'plimsoll-demo'

const KNOWN = 'select email from users where email = any($1) and password_hash is not null'
const OPEN = `insert into users (email, name, role, password_hash, verified_at) values ($1, $2, $3, $4, now())
  on conflict (email) do update set password_hash = coalesce(users.password_hash, excluded.password_hash)`

/** Opens the accounts of the demo's three roles where they are missing; those that are there stay as they are. */
export const openDemoUsers = async ({ database, passwords }: Pick<Services, 'database' | 'passwords'>): Promise<void> => {
  const emails = DEMO_USERS.map(({ email }) => email)
  const known = new Set((await database.query<{ email: string }>('demo_users_known', KNOWN, [emails])).map(({ email }) => email))
  for (const { email, name, role } of DEMO_USERS.filter((user) => !known.has(user.email))) {
    await database.query('demo_user_open', OPEN, [email, name, role, await passwords.hash(DEMO_PASSWORD)])
  }
}
