import type { Channel } from '../../realtime/channel.js'
import type { Damage } from '../board.js'

const DROP_MILLISECONDS = 500

/** Cuts realtime connections again and again, as a bad line does; new ones are taken all the while. */
export const lostSockets = (channel: Channel): Damage => ({
  name: 'lost-sockets',
  inflict: async ({ share }) => {
    const timer = setInterval(() => void channel.drop(share), DROP_MILLISECONDS)
    return async () => clearInterval(timer)
  },
})
