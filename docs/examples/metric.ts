import { family, gauge } from '../../definition/catalogue/index.js'

export const support = family('exporter', {
  shop_open_tickets: gauge({
    help: 'Tickets that wait for an answer, by urgency.',
    labels: { urgency: ['high', 'normal'] },
    source: 'SQL tickets',
  }),
})
