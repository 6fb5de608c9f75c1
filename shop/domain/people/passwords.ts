import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { RequestError } from '../../errors.js'

export interface Passwords {
  /** Cost, salt and hash in one line, as users.password_hash keeps them. */
  readonly hash: (password: string) => Promise<string>
  /** Compares in the same time whether there is a hash to compare with or not. */
  readonly matches: (password: string, hash: string | null | undefined) => Promise<boolean>
}

/** 16 MB and some 40 ms each; kept with each hash, so that a later shop can raise it. */
const COST = { N: 16_384, r: 8, p: 1 } as const
const HASH_BYTES = 32
/** Two leave the thread pool to files and names; who would wait longer than a few seconds is turned away at once. */
const AT_A_TIME = 2
const WAITING = 100

const derive = (password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)))
  })

const FORM = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/

const parse = (hash: string) => {
  const [, cost, blocks, lanes, salt = '', key = ''] = FORM.exec(hash) ?? []
  if (key === '') throw new Error('a stored password hash is not in the form scrypt$N$r$p$salt$hash')
  return {
    cost: { N: Number(cost), r: Number(blocks), p: Number(lanes) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}

/** Lets a few run at a time, some wait in line, and turns the rest away. */
const createGate = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const line: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (line.length >= WAITING) throw new RequestError(503, 'Too many people sign in at this moment; try again in a moment.')
    if (running >= AT_A_TIME) await new Promise<void>((resolve) => line.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = line.shift()
      // the place goes on to who is next, so that nobody comes in between
      if (next) next()
      else running--
    }
  }
}

/** Hashes passwords by scrypt, a bounded number at a time. */
export const createPasswords = (): Passwords => {
  const inTurn = createGate()
  const nobody = { cost: COST, salt: randomBytes(16), key: randomBytes(HASH_BYTES) }
  return Object.freeze({
    hash: async (password) => {
      const salt = randomBytes(16)
      const key = await inTurn(() => derive(password, salt, COST))
      return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`
    },
    matches: async (password, hash) => {
      const { cost, salt, key } = hash ? parse(hash) : nobody
      return timingSafeEqual(await inTurn(() => derive(password, salt, cost)), key) && Boolean(hash)
    },
  } satisfies Passwords)
}
