import { between } from '../../random.js'
import { chance, listed, type Visitor } from '../visitor.js'

const OVERBIDS = 0.3

/** The least that is taken now, and by how much more one may go, in cents; undefined where the answer does not say. */
const askedOf = (auction: unknown): readonly [least: number, step: number] | undefined => {
  if (typeof auction !== 'object' || auction === null) return undefined
  const { nextCents, incrementCents = 100 } = auction as Readonly<Record<string, unknown>>
  return typeof nextCents === 'number' && typeof incrementCents === 'number' ? [nextCents, incrementCents] : undefined
}

const bidOn = async ({ client, random }: Visitor, auction: number): Promise<boolean> => {
  const asked = askedOf((await client.get('auction', `/api/auctions/${auction}`)).body['auction'])
  if (asked === undefined) return false
  const [least, step] = asked
  const amountCents = least + step * between(random, 0, 2)
  return (await client.post('bid', `/api/auctions/${auction}/bids`, { amountCents })).status === 201
}

/** Goes to one of the open auctions, watches it, and bids once or twice; says whether a bid was taken. */
export const bid = async (visitor: Visitor): Promise<boolean> => {
  const { client, random, watch } = visitor
  const open = listed(await client.get('auctions', '/api/auctions?status=open'), 'auctions')
  const chosen = open[Math.floor(random() * open.length)]?.id
  const session = client.session()
  if (chosen === undefined || session === undefined) return false
  let hasBid = false
  await watch(chosen, session, async () => {
    hasBid = await bidOn(visitor, chosen)
    if (chance(random, OVERBIDS)) hasBid = (await bidOn(visitor, chosen)) || hasBid
  })
  return hasBid
}
