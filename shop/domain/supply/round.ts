import type { Services } from '../../services.js'
import { fulfil } from '../fulfilment.js'

/** One round of fulfilment, told to whoever counts. */
export const fulfilmentRound = async ({ database, events }: Pick<Services, 'database' | 'events'>): Promise<void> => {
  const { sent, onTime, late, failed, delivered } = await fulfil(database)
  events.shipments(sent)
  events.deliveries('on-time', onTime)
  events.deliveries('late', late)
  events.deliveries('failed', failed)
  events.ordersDelivered(delivered)
}
