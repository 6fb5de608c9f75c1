import { pick, seededRandom, type Random } from '../random.js'
import { DAY, HOUR } from '../rhythm.js'
import { daysOf, timesOf, type Period } from './calendar.js'
import { DEMO_SUPPLIER, seedSuppliers } from './suppliers.js'

export interface SeedUser {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly role: 'buyer' | 'supplier' | 'administrator'
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly referredBy: number | null
}

/** Somebody comes and buys; a guest is nobody. */
export interface SeedVisit {
  readonly at: Date
  readonly userId: number | null
}

export interface SeedCustomers {
  readonly users: readonly SeedUser[]
  readonly visits: readonly SeedVisit[]
}

const ADMINISTRATOR = 1
/** The user who signs in as buyer@shop.example. */
export const DEMO_BUYER = 2
const FIRST_SUPPLIER = 3
const FIRST_CUSTOMER = FIRST_SUPPLIER + seedSuppliers.length

/** The user who signs in for a supplier. */
export const userOfSupplier = (supplierId: number): number => FIRST_SUPPLIER + supplierId - 1

/** Days before the history in which its regular customers arrive, so that its first day knows returning ones. */
const WARM_UP_DAYS = 35
const GUEST_SHARE = 0.12
/** A buyer comes back after this share of orders, days later. */
const RETURN_SHARE = 0.66
const SHORTEST_DAYS = 5
const MEAN_DAYS = 24
const REFERRED_SHARE = 0.15
/** Users who sign up and look, for each who buys. */
const LOOKER_SHARE = 0.15

const FIRST = [
  'Ada',
  'Ben',
  'Carla',
  'David',
  'Elif',
  'Finn',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaja',
  'Leo',
  'Mira',
  'Noah',
  'Olga',
  'Paul',
] as const
const LAST = [
  'Adler',
  'Berg',
  'Costa',
  'Dahl',
  'Ewald',
  'Frank',
  'Graf',
  'Holm',
  'Ivanov',
  'Jansen',
  'Kern',
  'Lang',
  'Moreau',
  'Novak',
] as const

const staff = (since: Date, now: Date): readonly SeedUser[] => {
  const common = { createdAt: since, lastSeenAt: now, referredBy: null }
  return [
    { ...common, id: ADMINISTRATOR, email: 'admin@shop.example', name: 'Ada Administrator', role: 'administrator' },
    { ...common, id: DEMO_BUYER, email: 'buyer@shop.example', name: 'Bea Buyer', role: 'buyer' },
    ...seedSuppliers.map(({ id, slug, name }) => {
      const demo = { email: 'supplier@shop.example', name: 'Sam Supplier' }
      const own = id === DEMO_SUPPLIER ? demo : { email: `${slug}@supplier.example`, name }
      return { ...common, ...own, id: userOfSupplier(id), role: 'supplier' as const }
    }),
  ]
}

/** Who is known and when they were seen, while the days go by. */
interface Crowd {
  readonly add: (createdAt: Date) => number
  readonly see: (id: number, at: Date) => void
  readonly users: () => readonly SeedUser[]
}

const createCrowd = (random: Random): Crowd => {
  const rows: Omit<SeedUser, 'lastSeenAt'>[] = []
  const seen: Date[] = []
  return {
    add: (createdAt) => {
      const id = FIRST_CUSTOMER + rows.length
      const [first, last] = [pick(random, FIRST), pick(random, LAST)]
      const referredBy = rows.length > 0 && random() < REFERRED_SHARE ? FIRST_CUSTOMER + Math.floor(random() * rows.length) : null
      const email = `${first}.${last}.${id}@mail.example`.toLowerCase()
      rows.push({ id, email, name: `${first} ${last}`, role: 'buyer', createdAt, referredBy })
      seen.push(createdAt)
      return id
    },
    see: (id, at) => (seen[id - FIRST_CUSTOMER] = at),
    users: () => rows.map((row, index) => ({ ...row, lastSeenAt: seen[index] ?? row.createdAt })),
  }
}

const daysUntilReturn = (random: Random): number => Math.round(SHORTEST_DAYS - MEAN_DAYS * Math.log(1 - random()))

/** Fills each day's times with who is due to return, then with new customers; each of them may come again. */
const visitsOf = (random: Random, crowd: Crowd, days: readonly (readonly Date[])[]): readonly SeedVisit[] => {
  const due: number[][] = days.map((_, index) => (index % 17 === 9 ? [DEMO_BUYER] : []))
  const buyerOf = (at: Date, today: number[]): number => {
    const known = today.pop()
    if (known !== undefined) return known
    if (random() < LOOKER_SHARE) crowd.add(new Date(at.getTime() - Math.floor(random() * HOUR)))
    return crowd.add(new Date(at.getTime() - Math.floor(random() * HOUR)))
  }
  return days.flatMap((times, index) => {
    const today = due[index] ?? []
    const visits = times.map((at) => {
      if (random() < GUEST_SHARE) return { at, userId: null }
      const userId = buyerOf(at, today)
      if (userId !== DEMO_BUYER) crowd.see(userId, at)
      if (random() < RETURN_SHARE) due[index + daysUntilReturn(random)]?.push(userId)
      return { at, userId }
    })
    due[index + 1]?.push(...today)
    return visits
  })
}

/**
 * Who bought when in the days before `now`, in time order; the last one buys now, so that today is never without revenue.
 * A user is there before each of their purchases. The same `now` gives the same people.
 */
export const seedCustomers = (period: Period): SeedCustomers => {
  const random = seededRandom(1876)
  const { now, days } = period
  const times = daysOf(period, WARM_UP_DAYS).map((day) => timesOf(random, day, period))
  const crowd = createCrowd(random)
  const all = visitsOf(random, crowd, times)
  const since = daysOf(period)[0]?.getTime() ?? now.getTime() - days * DAY
  const visits = all.filter(({ at }) => at.getTime() >= since)
  return { users: [...staff(new Date(since - WARM_UP_DAYS * DAY), now), ...crowd.users()], visits: [...visits, { at: now, userId: null }] }
}
