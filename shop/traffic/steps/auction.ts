import { between } from '../../random.js'
import { chance, listed, type Visitor } from '../visitor.js'

const OVERBIDS = 0.3

/** The least that is taken now, and by how much more one may go, in cents; undefined where the answer does not say. */
const askedOf = (auction: unknown): readonly [least: number, step: number] | undefined => {
  if (typeof auction !== 'object' || auction === null) return undefined
  const { nextCents, incrementCents = 100 } = auction as Readonly<Record<string, unknown>>
  return typeof nextCents === 'number' && typeof incrementCents === 'number' ? [nextCents, incrementCents] : undefined
}

const bidOn = async ({ client, random }: Visitor, auction: number): Promise<void> => {
  const asked = askedOf((await client.get('auction', `/api/auctions/${auction}`)).body['auction'])
  if (asked === undefined) return
  const [least, step] = asked
  await client.post('bid', `/api/auctions/${auction}/bids`, { amountCents: least + step * between(random, 0, 2) })
}

/** Goes to one of the open auctions, watches it, and bids once or twice. */
export const bid = async (visitor: Visitor): Promise<void> => {
  const { client, random, watch } = visitor
  const open = listed(await client.get('auctions', '/api/auctions?status=open'), 'auctions')
  const chosen = open[Math.floor(random() * open.length)]?.id
  const session = client.session()
  if (chosen === undefined || session === undefined) return
  await watch(chosen, session, async () => {
    await bidOn(visitor, chosen)
    if (chance(random, OVERBIDS)) await bidOn(visitor, chosen)
  })
}
