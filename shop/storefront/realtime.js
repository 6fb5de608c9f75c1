/** What happens while a page is looked at: one WebSocket, opened again when it breaks. */
import { ensureSession } from './api.js'

const FIRST_WAIT = 1000
const LONGEST_WAIT = 15_000

const addressOf = (session) =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/realtime?session=${encodeURIComponent(session)}`

const read = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/**
 * Hears a topic until the function that it returns is called. `onState` is told true when it hears and false when it does not;
 * what happened in between is for the caller to read again.
 */
export const hear = (topic, onEvent, onState) => {
  let socket
  let timer
  let wait = FIRST_WAIT
  let isOver = false
  const lose = () => {
    if (isOver) return
    onState(false)
    timer = setTimeout(open, wait)
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }
  const connect = (session) => {
    if (isOver) return
    socket = new WebSocket(addressOf(session))
    socket.addEventListener('open', () => {
      wait = FIRST_WAIT
      socket.send(JSON.stringify({ subscribe: topic }))
    })
    socket.addEventListener('message', ({ data }) => {
      const event = read(data)
      if (event.topic !== topic) return
      if (event.type === 'subscribed') onState(true)
      else onEvent(event)
    })
    socket.addEventListener('close', lose)
  }
  const open = () => void ensureSession().then(connect, lose)
  open()
  return () => {
    isOver = true
    clearTimeout(timer)
    socket?.close()
  }
}
