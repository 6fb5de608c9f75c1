import { arrive, goHome, whoComes } from './steps/account.js'
import { bid } from './steps/auction.js'
import { browse } from './steps/browsing.js'
import { buy, payForWins } from './steps/buying.js'
import { askForSample, correspond, tellAfterwards } from './steps/talking.js'
import { beacon } from './steps/vitals.js'
import type { Account } from './people.js'
import { chance, type Visitor } from './visitor.js'

/** Of 100 visits, how many put something into a basket. */
const BUYS = 0.55
/** Of 100 visits, how many tell their first page's vitals, and how many look at another currency. */
const TELLS_VITALS = 0.6
const LOOKS_AT_RATES = 0.04
/** Of 100 visits by somebody with an account, how many bid and how many write. */
const BIDS = 0.25
const WRITES = 0.15

const lookAtFront = async (visitor: Visitor): Promise<void> => {
  const { client, random } = visitor
  await client.get('categories', '/api/categories')
  const { milliseconds } = await client.get('list', '/api/products?limit=24')
  if (chance(random, LOOKS_AT_RATES)) await client.get('rates', '/api/rates')
  if (chance(random, TELLS_VITALS)) await beacon(visitor, 'browse', milliseconds)
}

const shop = async (visitor: Visitor, account: Account | undefined): Promise<void> => {
  const { random } = visitor
  const liked = await browse(visitor)
  const [first] = liked
  if (first === undefined) return
  if (account) await askForSample(visitor, first)
  if (!chance(random, BUYS)) return
  const hasOrder = await buy(visitor, liked)
  if (account && hasOrder) await tellAfterwards(visitor, liked)
}

const meet = async (visitor: Visitor, account: Account): Promise<Account> => {
  const { random } = visitor
  if (account.hasBid) await payForWins(visitor)
  const hasBid = chance(random, BIDS) && (await bid(visitor))
  if (chance(random, WRITES)) await correspond(visitor, account)
  return hasBid ? { ...account, hasBid } : account
}

/**
 * One visit from arrival to leaving: browses, perhaps buys; who has an account perhaps pays for what was won, bids, writes and
 * reviews too.
 */
export const visit = async (visitor: Visitor): Promise<void> => {
  const known = whoComes(visitor)
  let account = known
  try {
    const arrival = await arrive(visitor, known)
    if (arrival === undefined) return
    account = arrival.account ?? known
    await lookAtFront(visitor)
    await shop(visitor, arrival.account)
    if (arrival.account === undefined) return
    account = await meet(visitor, arrival.account)
    account = await goHome(visitor, account)
  } finally {
    if (account) visitor.people.comeBack(account)
  }
}
