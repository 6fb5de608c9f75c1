import { randomBytes } from 'node:crypto'
import { pick, type Random } from '../random.js'

/** Somebody with an account. */
export interface Account {
  readonly id: number
  readonly email: string
  readonly password: string
  /** What the browser still holds from the last visit. */
  readonly session?: string | undefined
  /** Somebody who has bid may have won meanwhile. */
  readonly hasBid?: boolean
}

/** People who have an account, each on one visit at a time. */
export interface People {
  /** Somebody who is not on a visit; gone until brought back. */
  readonly leave: (random: Random) => Account | undefined
  readonly comeBack: (account: Account) => void
  /** The id of anybody whom this one could write to. */
  readonly other: (random: Random, than: Account) => number | undefined
  readonly size: () => number
  /** Runs the work unless somebody is at the door already: passwords are dear to check, and a crowd would wait for itself. */
  readonly atTheDoor: <T>(work: () => Promise<T>) => Promise<T | undefined>
}

/** Enough that few meet twice a day, and a bound to what is remembered. */
const MOST = 200

const FIRST = [
  'Ada',
  'Bruno',
  'Clara',
  'Deniz',
  'Elif',
  'Femi',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Keiko',
  'Lena',
  'Milan',
  'Noor',
] as const
const LAST = [
  'Albers',
  'Bauer',
  'Costa',
  'Dubois',
  'Eriksen',
  'Ferrari',
  'Garcia',
  'Horvat',
  'Ivanova',
  'Jansen',
  'Kaya',
  'Lindqvist',
] as const

/** A name, an address that reaches nobody, and a password that nobody is told. */
export const newcomer = (random: Random): { readonly name: string; readonly email: string; readonly password: string } => ({
  name: `${pick(random, FIRST)} ${pick(random, LAST)}`,
  email: `visitor-${randomBytes(8).toString('hex')}@visitors.example`,
  password: randomBytes(15).toString('base64url'),
})

export const createPeople = (): People => {
  const atHome: Account[] = []
  const ids: number[] = []
  const leave: People['leave'] = (random) => atHome.splice(Math.floor(random() * atHome.length), 1)[0]
  const comeBack: People['comeBack'] = (account) => {
    atHome.push(account)
    if (!ids.includes(account.id)) ids.push(account.id)
    // Who has been longest at home forgets the shop.
    if (atHome.length > MOST) atHome.shift()
    if (ids.length > MOST) ids.shift()
  }
  const other: People['other'] = (random, than) => {
    const others = ids.filter((id) => id !== than.id)
    return others[Math.floor(random() * others.length)]
  }
  let isDoorTaken = false
  const atTheDoor: People['atTheDoor'] = async (work) => {
    if (isDoorTaken) return undefined
    isDoorTaken = true
    try {
      return await work()
    } finally {
      isDoorTaken = false
    }
  }
  return { leave, comeBack, other, size: () => atHome.length, atTheDoor }
}
